import { containersOf, defineSecurityCheck, type Finding, inUserNamespace, namesOf, type PodUnderCheck, quoted, sorted, theContainers } from '../check.ts'

function check({ spec }: PodUnderCheck): Finding | undefined {
  const bad = containersOf(spec).filter(({ securityContext }) => (securityContext?.procMount ?? 'Default') !== 'Default')
  if (bad.length === 0) return undefined
  const types = sorted(bad.map(({ securityContext }) => securityContext?.procMount ?? ''))
  return { reason: 'procMount', detail: `${theContainers(namesOf(bad))} must not set securityContext.procMount to ${quoted(types)}` }
}

/** What /proc hides by default stays hidden. */
export const procMount = defineSecurityCheck({
  id: 'procMount',
  level: 'baseline',
  versions: [
    { since: 0, check },
    { since: 35, check: (pod) => (inUserNamespace(pod) ? undefined : check(pod)) },
  ],
})

/** The same for those in a user namespace. */
export const procMountRestricted = defineSecurityCheck({
  id: 'procMount_restricted',
  level: 'restricted',
  versions: [{ since: 35, overrides: ['procMount'], check }],
})
