import { containersOf, defineSecurityCheck, type Finding, namesOf, onWindows, type PodUnderCheck, theContainers } from '../check.ts'
import { badProfiles } from './seccomp-profile-baseline.ts'

function check(pod: PodUnderCheck): Finding | undefined {
  const bad = badProfiles(pod)
  if (bad || pod.spec.securityContext?.seccompProfile) return bad
  const without = namesOf(containersOf(pod.spec).filter(({ securityContext }) => !securityContext?.seccompProfile))
  if (without.length === 0) return undefined
  return {
    reason: 'seccompProfile',
    detail: `pod or ${theContainers(without)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
  }
}

const overrides = ['seccompProfile_baseline']

/** The filter of system calls is switched on. */
export const seccompProfileRestricted = defineSecurityCheck({
  id: 'seccompProfile_restricted',
  level: 'restricted',
  versions: [
    { since: 19, overrides, check },
    { since: 25, overrides, check: (pod) => (onWindows(pod) ? undefined : check(pod)) },
  ],
})
