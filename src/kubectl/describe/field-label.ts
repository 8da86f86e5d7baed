/** `lastTransitionTime` as `Last Transition Time`, `podIP` as `Pod IP`. Models kubectl's smartLabelFor and fatih/camelcase. */

const acronyms = ['API', 'URL', 'UID', 'GUID']

export function fieldLabel(field: string): string {
  if (/[^\p{L}-]/u.test(field)) return field
  return joined(humps(field)).map(word).join(' ')
}

/** Runs of small letters (each with the capital before it), of capitals, and of other signs. */
function humps(text: string): string[] {
  const runs = text.match(/\p{Ll}+|\p{Lu}+|[^\p{Ll}\p{Lu}]+/gu) ?? []
  for (let i = 0; i < runs.length - 1; i++) {
    const [run, next] = [runs[i] as string, runs[i + 1] as string]
    if (!/^\p{Lu}/u.test(run) || !/^\p{Ll}/u.test(next)) continue
    runs[i] = run.slice(0, -1)
    runs[i + 1] = run.slice(-1) + next
  }
  return runs.filter((run) => run !== '')
}

/** An acronym and what begins with a capital after it are one: the plural in `podCIDRs`. */
function joined(parts: readonly string[]): string[] {
  const result: string[] = []
  for (let i = 0; i < parts.length; i++) {
    const [part, next] = [parts[i] as string, parts[i + 1] ?? '']
    const merges = part.length >= 2 && !/\p{Ll}/u.test(part) && /^\p{Lu}/u.test(next)
    result.push(merges ? part + next : part)
    if (merges) i++
  }
  return result
}

function word(part: string): string {
  if (acronyms.includes(part.toUpperCase())) return part.toUpperCase()
  return part.toLowerCase() === part ? part.charAt(0).toUpperCase() + part.slice(1) : part
}
