/** Rules for the tags that a repository has. */

const suffixes = (variants: readonly string[]): string => (variants.length > 0 ? `(?:-(?:${variants.join('|')}))?` : '')

/**
 * Version tags `MAJOR.MINOR` and `MAJOR.MINOR.PATCH` within a range of minors, `latest`, other names, each with an
 * optional variant: `1.27-alpine`.
 */
export function versionTags(rule: {
  major: number
  minors: readonly [number, number]
  mostPatch?: number
  names?: readonly string[]
  variants?: readonly string[]
}): (tag: string) => boolean {
  const { major, minors, mostPatch = 14, names = [], variants = [] } = rule
  const shape = new RegExp(`^(\\d+)(?:\\.(\\d+))?(?:\\.(\\d+))?${suffixes(variants)}$`)
  const named = new RegExp(`^(?:latest|${[...names, ...variants].join('|') || 'latest'}|(?:${names.join('|') || 'latest'})${suffixes(variants)})$`)
  return (tag) => {
    if (named.test(tag)) return true
    const match = shape.exec(tag)
    if (!match || Number(match[1]) !== major) return false
    const minor = match[2] === undefined ? minors[1] : Number(match[2])
    return minor >= minors[0] && minor <= minors[1] && Number(match[3] ?? 0) <= mostPatch
  }
}

/** The numbers at the start of a tag, completed: `1.27-alpine` is 1.27.5 if that is the newest of its line. */
export function versionOf(tag: string, newest: string, patch = 5): string {
  const match = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(tag)
  if (!match || match[2] === undefined) return newest
  if (newest.startsWith(`${match[1]}.${match[2]}.`) && match[3] === undefined) return newest
  return `${match[1]}.${match[2]}.${match[3] ?? patch}`
}
