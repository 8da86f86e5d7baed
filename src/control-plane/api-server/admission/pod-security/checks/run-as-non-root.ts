import { containersOf, defineSecurityCheck, type Finding, inUserNamespace, namesOf, type PodUnderCheck, setters, theContainers } from '../check.ts'

const reason = 'runAsNonRoot != true'

function check({ spec }: PodUnderCheck): Finding | undefined {
  const pod = spec.securityContext?.runAsNonRoot
  const containers = containersOf(spec)
  const explicit = namesOf(containers.filter(({ securityContext }) => securityContext?.runAsNonRoot === false))
  const who = setters(pod === false, explicit)
  if (who !== '') return { reason, detail: `${who} must not set securityContext.runAsNonRoot=false` }
  const implicit = pod ? [] : namesOf(containers.filter(({ securityContext }) => securityContext?.runAsNonRoot === undefined))
  return implicit.length > 0 ? { reason, detail: `pod or ${theContainers(implicit)} must set securityContext.runAsNonRoot=true` } : undefined
}

/** Nobody is root. */
export const runAsNonRoot = defineSecurityCheck({
  id: 'runAsNonRoot',
  level: 'restricted',
  versions: [
    { since: 0, check },
    { since: 35, check: (pod) => (inUserNamespace(pod) ? undefined : check(pod)) },
  ],
})
