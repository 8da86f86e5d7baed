import { containersOf, defineSecurityCheck, type Finding, namesOf, onWindows, type PodUnderCheck, theContainers } from '../check.ts'

function check({ spec }: PodUnderCheck): Finding | undefined {
  const bad = namesOf(containersOf(spec).filter(({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false))
  if (bad.length === 0) return undefined
  return { reason: 'allowPrivilegeEscalation != false', detail: `${theContainers(bad)} must set securityContext.allowPrivilegeEscalation=false` }
}

/** No process may get more rights than its parent, as set-user-ID programs do. */
export const allowPrivilegeEscalation = defineSecurityCheck({
  id: 'allowPrivilegeEscalation',
  level: 'restricted',
  versions: [
    { since: 8, check },
    { since: 25, check: (pod) => (onWindows(pod) ? undefined : check(pod)) },
  ],
})
