import { containersOf, defineSecurityCheck, type Finding, namesOf, type PodUnderCheck, plural, quoted, sorted, theContainers } from '../check.ts'

const prefix = 'container.apparmor.security.beta.kubernetes.io/'
const isBadType = (type: string | undefined): boolean => type !== undefined && type !== 'RuntimeDefault' && type !== 'Localhost'
const isBadAnnotation = (value: string): boolean => value !== '' && value !== 'runtime/default' && !value.startsWith('localhost/')

function check({ metadata, spec }: PodUnderCheck): Finding | undefined {
  const pod = spec.securityContext?.appArmorProfile?.type
  const containers = containersOf(spec).filter(({ securityContext }) => isBadType(securityContext?.appArmorProfile?.type))
  const annotations = Object.entries(metadata.annotations ?? {})
    .filter(([key, value]) => key.startsWith(prefix) && isBadAnnotation(value))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .sort()
  const who = [
    ...(isBadType(pod) ? ['pod'] : []),
    ...(containers.length > 0 ? [theContainers(namesOf(containers))] : []),
    ...(annotations.length > 0 ? [plural('annotation', 'annotations', annotations.length)] : []),
  ]
  if (who.length === 0) return undefined
  const types = sorted([...(isBadType(pod) ? [pod as string] : []), ...containers.map(({ securityContext }) => securityContext?.appArmorProfile?.type ?? '')])
  const values = [...types, ...annotations]
  return {
    reason: plural('forbidden AppArmor profile', 'forbidden AppArmor profiles', values.length),
    detail: `${who.join(' and ')} must not set AppArmor profile type to ${quoted(values)}`,
  }
}

/** The runtime's AppArmor profile may be replaced by one of the node, not switched off. */
export const appArmorProfile = defineSecurityCheck({ id: 'appArmorProfile', level: 'baseline', versions: [{ since: 0, check }] })
