import type { Container, LifecycleHandler } from '../../../../../api/types.ts'
import { containersOf, defineSecurityCheck, type Finding, namesOf, type PodUnderCheck, plural, quoted, sorted, theContainers } from '../check.ts'

const hosts = ({ livenessProbe, readinessProbe, startupProbe, lifecycle }: Container): string[] =>
  [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop].flatMap((handler: LifecycleHandler | undefined) =>
    [handler?.httpGet?.host, handler?.tcpSocket?.host].flatMap((host) => (host ? [host] : [])),
  )

function check({ spec }: PodUnderCheck): Finding | undefined {
  const bad = containersOf(spec).filter((container) => hosts(container).length > 0)
  if (bad.length === 0) return undefined
  const names = sorted(namesOf(bad))
  const forbidden = sorted(bad.flatMap(hosts))
  return {
    reason: 'probe or lifecycle host',
    detail: `${theContainers(names)} ${plural('uses', 'use', names.length)} ${plural('probe or lifecycle host', 'probe or lifecycle hosts', forbidden.length)} ${quoted(forbidden)}`,
  }
}

/** The kubelet, which makes these calls, is not to be sent to others. */
export const hostProbesAndHostLifecycle = defineSecurityCheck({ id: 'hostProbesAndHostLifecycle', level: 'baseline', versions: [{ since: 34, check }] })
