/**
 * One step of a field's path, written as FieldsV1 writes it: `f:spec` (a field), `k:{"name":"web"}` (an element of a list of
 * maps, by its keys), `v:"x"` (an element of a set), `i:0` (an index). Equal steps are equal texts.
 */
export type Step = string

export type Path = readonly Step[]

export const fieldStep = (name: string): Step => `f:${name}`

/** `keys` in any order. */
export function keyStep(keys: readonly (readonly [string, unknown])[]): Step {
  const sorted = keys.length > 1 ? [...keys].sort(([a], [b]) => (a < b ? -1 : 1)) : keys
  return `k:{${sorted.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`
}

export const valueStep = (value: unknown): Step => `v:${JSON.stringify(value)}`

export const isFieldStep = (step: Step): boolean => step.startsWith('f:')

/** The name in `f:name`. */
export const fieldOf = (step: Step): string => step.slice(2)

const keysOf = (step: Step): [string, unknown][] => Object.entries(JSON.parse(step.slice(2)) as Record<string, unknown>)

/** A key of FieldsV1 as a step, or undefined for a kind of step that we do not know, which is skipped. Throws for one that cannot be read. */
export function parseStep(text: string): Step | undefined {
  if (text.length < 2) throw new Error('key must be 2 characters long:')
  if (text[1] !== ':') throw new Error(`missing colon: ${text}`)
  const rest = text.slice(2)
  if (text[0] === 'f') return text
  if (text[0] === 'v') return valueStep(JSON.parse(rest))
  if (text[0] === 'k') {
    const keys: unknown = JSON.parse(rest)
    if (typeof keys !== 'object' || keys === null || Array.isArray(keys)) throw new Error('expected an object')
    return keyStep(Object.entries(keys))
  }
  if (text[0] !== 'i') return undefined
  if (!/^-?\d+$/.test(rest)) throw new Error(`strconv.Atoi: parsing ${JSON.stringify(rest)}: invalid syntax`)
  return `i:${Number(rest)}`
}

/** As error messages show it: `.spec`, `[name="web"]`, `[="x"]`, `[0]`. */
export function stepText(step: Step): string {
  const rest = step.slice(2)
  if (step[0] === 'f') return `.${rest}`
  if (step[0] === 'k')
    return `[${keysOf(step)
      .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
      .join(',')}]`
  return step[0] === 'v' ? `[=${rest}]` : `[${rest}]`
}

export const pathText = (path: Path): string => path.map(stepText).join('')

const kinds = 'fkvi'

/** Fields before keys before values before indexes, each in their own order. */
export function compareSteps(a: Step, b: Step): number {
  if (a === b) return 0
  const byKind = kinds.indexOf(a[0] as string) - kinds.indexOf(b[0] as string)
  if (byKind !== 0) return byKind
  if (a[0] === 'f') return a < b ? -1 : 1
  if (a[0] === 'i') return Number(a.slice(2)) - Number(b.slice(2))
  return a[0] === 'v' ? compareScalars(JSON.parse(a.slice(2)), JSON.parse(b.slice(2))) : compareKeys(keysOf(a), keysOf(b))
}

function compareKeys(a: [string, unknown][], b: [string, unknown][]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [left, right] = [a[i] as [string, unknown], b[i] as [string, unknown]]
    if (left[0] !== right[0]) return left[0] < right[0] ? -1 : 1
    const byValue = compareScalars(left[1], right[1])
    if (byValue !== 0) return byValue
  }
  return a.length - b.length
}

const ranks = ['number', 'string', 'boolean']

/** Numbers before texts before booleans. */
function compareScalars(a: unknown, b: unknown): number {
  if (a === b) return 0
  const byRank = ranks.indexOf(typeof a) - ranks.indexOf(typeof b)
  if (byRank !== 0) return byRank
  return (a as string) < (b as string) ? -1 : 1
}
