import { containersOf, defineSecurityCheck, type Finding, inUserNamespace, namesOf, type PodUnderCheck, setters } from '../check.ts'

function check({ spec }: PodUnderCheck): Finding | undefined {
  const who = setters(spec.securityContext?.runAsUser === 0, namesOf(containersOf(spec).filter(({ securityContext }) => securityContext?.runAsUser === 0)))
  return who === '' ? undefined : { reason: 'runAsUser=0', detail: `${who} must not set runAsUser=0` }
}

/** Nobody asks to be root. */
export const runAsUser = defineSecurityCheck({
  id: 'runAsUser',
  level: 'restricted',
  versions: [
    { since: 23, check },
    { since: 35, check: (pod) => (inUserNamespace(pod) ? undefined : check(pod)) },
  ],
})
