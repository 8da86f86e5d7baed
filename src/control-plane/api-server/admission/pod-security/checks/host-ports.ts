import { containersOf, defineSecurityCheck, type Finding, namesOf, type PodUnderCheck, plural, sorted, theContainers } from '../check.ts'

function check({ spec }: PodUnderCheck): Finding | undefined {
  const bad = containersOf(spec).filter(({ ports = [] }) => ports.some(({ hostPort }) => hostPort))
  if (bad.length === 0) return undefined
  const ports = sorted(bad.flatMap(({ ports: all = [] }) => all.filter(({ hostPort }) => hostPort).map(({ hostPort }) => String(hostPort))))
  return {
    reason: 'hostPort',
    detail: `${theContainers(namesOf(bad))} ${plural('uses', 'use', bad.length)} ${plural('hostPort', 'hostPorts', ports.length)} ${ports.join(', ')}`,
  }
}

/** The node's ports are its own. */
export const hostPorts = defineSecurityCheck({ id: 'hostPorts', level: 'baseline', versions: [{ since: 0, check }] })
