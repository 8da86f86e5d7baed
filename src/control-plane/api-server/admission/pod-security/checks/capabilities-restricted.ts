import { containersOf, defineSecurityCheck, type Finding, namesOf, onWindows, type PodUnderCheck, quoted, sorted, theContainers } from '../check.ts'

function check({ spec }: PodUnderCheck): Finding | undefined {
  const containers = containersOf(spec).map((container) => ({ container, ...container.securityContext?.capabilities }))
  const keeping = containers.filter(({ drop = [] }) => !drop.includes('ALL'))
  const adding = containers.filter(({ add = [] }) => add.some((capability) => capability !== 'NET_BIND_SERVICE'))
  const details: string[] = []
  if (keeping.length > 0)
    details.push(`${theContainers(namesOf(keeping.map(({ container }) => container)))} must set securityContext.capabilities.drop=["ALL"]`)
  if (adding.length > 0) {
    const added = sorted(adding.flatMap(({ add = [] }) => add).filter((capability) => capability !== 'NET_BIND_SERVICE'))
    details.push(`${theContainers(namesOf(adding.map(({ container }) => container)))} must not include ${quoted(added)} in securityContext.capabilities.add`)
  }
  return details.length > 0 ? { reason: 'unrestricted capabilities', detail: details.join('; ') } : undefined
}

const overrides = ['capabilities_baseline']

/** All capabilities dropped; only NET_BIND_SERVICE may come back. */
export const capabilitiesRestricted = defineSecurityCheck({
  id: 'capabilities_restricted',
  level: 'restricted',
  versions: [
    { since: 22, overrides, check },
    { since: 25, overrides, check: (pod) => (onWindows(pod) ? undefined : check(pod)) },
  ],
})
