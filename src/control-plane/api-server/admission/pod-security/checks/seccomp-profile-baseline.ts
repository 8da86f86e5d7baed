import { containersOf, defineSecurityCheck, type Finding, namesOf, type PodUnderCheck, plural, quoted, setters, sorted } from '../check.ts'

const forPod = 'seccomp.security.alpha.kubernetes.io/pod'
const forContainer = 'container.seccomp.security.alpha.kubernetes.io/'
const isBadAnnotation = (value: string | undefined): value is string =>
  value !== undefined && value !== 'runtime/default' && value !== 'docker/default' && !value.startsWith('localhost/')

/** Before 1.19 profiles were annotations. */
function checkAnnotations({ metadata, spec }: PodUnderCheck): Finding | undefined {
  const { annotations = {} } = metadata
  const keys = [forPod, ...containersOf(spec).map(({ name }) => `${forContainer}${name}`)].filter((key) => isBadAnnotation(annotations[key]))
  const bad = sorted(keys.map((key) => `${key}=${JSON.stringify(annotations[key])}`))
  return bad.length > 0 ? { reason: 'seccompProfile', detail: `forbidden ${plural('annotation', 'annotations', bad.length)} ${bad.join(', ')}` } : undefined
}

const isBad = (type: string | undefined): type is string => type !== undefined && type !== 'Localhost' && type !== 'RuntimeDefault'

/** Those who switch it off themselves. */
export function badProfiles({ spec }: PodUnderCheck): Finding | undefined {
  const pod = spec.securityContext?.seccompProfile?.type
  const containers = containersOf(spec).filter(({ securityContext }) => isBad(securityContext?.seccompProfile?.type))
  const who = setters(isBad(pod), namesOf(containers))
  if (who === '') return undefined
  const types = sorted([pod, ...containers.map(({ securityContext }) => securityContext?.seccompProfile?.type)].filter(isBad))
  return { reason: 'seccompProfile', detail: `${who} must not set securityContext.seccompProfile.type to ${quoted(types)}` }
}

/** The filter of system calls is not switched off. */
export const seccompProfileBaseline = defineSecurityCheck({
  id: 'seccompProfile_baseline',
  level: 'baseline',
  versions: [
    { since: 0, check: checkAnnotations },
    { since: 19, check: badProfiles },
  ],
})
