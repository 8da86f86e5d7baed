/** Semantic versions. Models apiserver pkg/cel/library/semverlib.go. */

import { fn, method, type Overload } from '../functions/overload.ts'
import { EvaluationError } from '../language/issues.ts'
import * as t from '../language/types.ts'
import { Opaque } from '../language/values.ts'

interface Version {
  readonly numbers: readonly [bigint, bigint, bigint]
  readonly pre: readonly string[]
}

const type = t.opaque('kubernetes.Semver')
const shape =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/

/** `v1.02` in the strict form `1.2.0`: without its v, with all three numbers, without leading zeros. */
function normalize(text: string): string {
  const [, core = '', rest = ''] = /^([^-+]*)([\s\S]*)$/.exec(text.replace(/^v/, '')) ?? []
  const numbers = core.split('.').map((number) => number.replace(/^0+(?=\d)/, ''))
  while (numbers.length < 3) numbers.push('0')
  return `${numbers.join('.')}${rest}`
}

function parse(text: string, loosely = false): Version | undefined {
  const parts = shape.exec(loosely ? normalize(text) : text)
  if (!parts) return undefined
  return { numbers: [BigInt(parts[1] as string), BigInt(parts[2] as string), BigInt(parts[3] as string)], pre: parts[4]?.split('.') ?? [] }
}

function semver(text: string, loosely = false): Opaque {
  const version = parse(text, loosely)
  if (!version) throw new EvaluationError(text === '' ? 'Version string empty' : `No Major.Minor.Patch elements found`)
  return new Opaque('kubernetes.Semver', version, (other) => compareVersions(version, other as Version) === 0)
}

function compareVersions(a: Version, b: Version): number {
  for (let i = 0; i < 3; i++) {
    const [x, y] = [a.numbers[i] as bigint, b.numbers[i] as bigint]
    if (x !== y) return x < y ? -1 : 1
  }
  // What comes before a release is less than it.
  if (a.pre.length === 0 || b.pre.length === 0) return Math.sign(b.pre.length - a.pre.length)
  for (let i = 0; i < Math.min(a.pre.length, b.pre.length); i++) {
    const order = comparePart(a.pre[i] as string, b.pre[i] as string)
    if (order !== 0) return order
  }
  return Math.sign(a.pre.length - b.pre.length)
}

function comparePart(a: string, b: string): number {
  const [x, y] = [/^\d+$/.test(a), /^\d+$/.test(b)]
  if (x && y) return BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0
  if (x !== y) return x ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}

const read = (name: string, place: 0 | 1 | 2): Overload => method(name, [type], t.int, ({ value }: Opaque) => (value as Version).numbers[place])
const order = (a: Opaque, b: Opaque): number => compareVersions(a.value as Version, b.value as Version)

export const versions: readonly Overload[] = [
  fn('semver', [t.string], type, semver),
  fn('semver', [t.string, t.bool], type, semver),
  fn('isSemver', [t.string], t.bool, (text: string) => parse(text) !== undefined),
  fn('isSemver', [t.string, t.bool], t.bool, (text: string, loosely: boolean) => parse(text, loosely) !== undefined),
  read('major', 0),
  read('minor', 1),
  read('patch', 2),
  method('isGreaterThan', [type, type], t.bool, (a: Opaque, b: Opaque) => order(a, b) > 0),
  method('isLessThan', [type, type], t.bool, (a: Opaque, b: Opaque) => order(a, b) < 0),
  method('compareTo', [type, type], t.int, (a: Opaque, b: Opaque) => BigInt(order(a, b))),
]
