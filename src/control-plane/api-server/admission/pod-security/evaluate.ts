/** All checks of a level in a version against a pod. Models pod-security-admission policy/registry.go. */
import type { Finding, PodUnderCheck, SecurityCheck } from './check.ts'
import { securityChecks } from './checks/index.ts'
import type { LevelVersion } from './policy.ts'

/** The newest version that has rules of its own; whatever is newer is judged by it. */
const newest = 36

/** What the pod does that the level does not allow; nothing: it is allowed. */
export function evaluate({ level, version = newest }: LevelVersion, pod: PodUnderCheck): readonly Finding[] {
  if (level === 'privileged') return []
  const minor = Math.min(version, newest)
  const wanted = level === 'baseline' ? securityChecks.filter((check) => check.level === 'baseline') : securityChecks
  const versions = wanted.flatMap((check) => versionAt(check, minor))
  const overridden = new Set(versions.flatMap(({ overrides = [] }) => overrides))
  return versions.filter(({ id }) => !overridden.has(id)).flatMap(({ check }) => check(pod) ?? [])
}

const versionAt = ({ id, versions }: SecurityCheck, minor: number): (SecurityCheck['versions'][number] & { id: string })[] => {
  const found = versions.findLast(({ since }) => since <= minor)
  return found ? [{ ...found, id }] : []
}

/** `host namespaces (hostNetwork=true), privileged (…)` */
export const detailsOf = (findings: readonly Finding[]): string =>
  findings.map(({ reason, detail }) => (detail === '' ? reason : `${reason} (${detail})`)).join(', ')

export const reasonsOf = (findings: readonly Finding[]): string => findings.map(({ reason }) => reason).join(', ')
