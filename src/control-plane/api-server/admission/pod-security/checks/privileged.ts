import { containersOf, defineSecurityCheck, type Finding, namesOf, type PodUnderCheck, theContainers } from '../check.ts'

function check({ spec }: PodUnderCheck): Finding | undefined {
  const bad = namesOf(containersOf(spec).filter(({ securityContext }) => securityContext?.privileged))
  return bad.length > 0 ? { reason: 'privileged', detail: `${theContainers(bad)} must not set securityContext.privileged=true` } : undefined
}

/** A privileged container is as good as root on the node. */
export const privileged = defineSecurityCheck({ id: 'privileged', level: 'baseline', versions: [{ since: 0, check }] })
