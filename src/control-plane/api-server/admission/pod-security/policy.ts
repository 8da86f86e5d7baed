/** What a namespace's labels ask of its pods. Models pod-security-admission api/helpers.go. */
import type { Labels } from '../../../../api/labels.ts'
import { type FieldError, invalidValue } from '../../../../api/status.ts'
import type { Level } from './check.ts'

/** `restricted:v1.30`; the version undefined: latest. */
export interface LevelVersion {
  readonly level: Level
  readonly version: number | undefined
}

const modes = ['enforce', 'audit', 'warn'] as const
export type Policy = Readonly<Record<(typeof modes)[number], LevelVersion>>

const domain = 'pod-security.kubernetes.io'
const levels: readonly Level[] = ['privileged', 'baseline', 'restricted']
export const stricter = (a: Level, b: Level): number => levels.indexOf(a) - levels.indexOf(b)

export const levelText = ({ level, version }: LevelVersion): string => `${level}:${version === undefined ? 'latest' : `v1.${version}`}`

const sameLevel = (a: LevelVersion, b: LevelVersion): boolean => a.level === b.level && (a.level === 'privileged' || a.version === b.version)
export const samePolicy = (a: Policy, b: Policy): boolean => modes.every((mode) => sameLevel(a[mode], b[mode]))
export const isPrivileged = (policy: Policy): boolean => modes.every((mode) => policy[mode].level === 'privileged')

/** The policy, and what is wrong with the labels. A level that is none enforces the strictest, and warns and audits nothing. */
export function policyOf(labels: Labels, defaults: Policy): { readonly policy: Policy; readonly errors: readonly FieldError[] } {
  const errors: FieldError[] = []
  const complain = (label: string, detail: string): void => {
    errors.push(invalidValue(`metadata.labels[${label}]`, labels[label], detail))
  }
  const read = (mode: (typeof modes)[number]): LevelVersion => ({ level: readLevel(mode), version: readVersion(mode) })
  const readLevel = (mode: (typeof modes)[number]): Level => {
    const label = `${domain}/${mode}`
    const text = labels[label]
    if (text === undefined || levels.includes(text as Level)) return (text as Level | undefined) ?? defaults[mode].level
    complain(label, `must be one of ${levels.join(', ')}`)
    return mode === 'enforce' ? 'restricted' : 'privileged'
  }
  const readVersion = (mode: (typeof modes)[number]): number | undefined => {
    const label = `${domain}/${mode}-version`
    const text = labels[label]
    if (text === undefined) return defaults[mode].version
    const minor = /^v1\.(0|[1-9]\d*)$/.exec(text)?.[1]
    if (minor === undefined && text !== 'latest') complain(label, 'must be "latest" or "v1.x"')
    return minor === undefined ? undefined : Number(minor)
  }
  const policy = { enforce: read('enforce'), audit: read('audit'), warn: read('warn') }
  return { policy: { ...policy, warn: warning(policy, labels) }, errors }
}

/** Who only enforces is warned of the same. */
function warning({ enforce, warn }: Policy, labels: Labels): LevelVersion {
  const says = (label: string): boolean => Object.hasOwn(labels, `${domain}/${label}`)
  const enforces = says('enforce') && levels.includes(labels[`${domain}/enforce`] as Level)
  if (says('warn') || !enforces || stricter(enforce.level, warn.level) <= 0) return warn
  return { level: enforce.level, version: says('warn-version') ? warn.version : enforce.version }
}

/** The modes that the labels speak of and that ask for something: `enforce=baseline:latest, warn=…`. */
export const policyText = (policy: Policy, labels: Labels): string =>
  modes
    .filter((mode) => policy[mode].level !== 'privileged' && [mode, `${mode}-version`].some((label) => Object.hasOwn(labels, `${domain}/${label}`)))
    .map((mode) => `${mode}=${levelText(policy[mode])}`)
    .join(', ')
