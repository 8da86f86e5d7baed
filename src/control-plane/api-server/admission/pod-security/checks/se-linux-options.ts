import type { SELinuxOptions } from '../../../../../api/types.ts'
import { containersOf, defineSecurityCheck, type Finding, namesOf, type PodUnderCheck, plural, quoted, setters, sorted } from '../check.ts'

const check =
  (...types: readonly string[]) =>
  ({ spec }: PodUnderCheck): Finding | undefined => {
    const isBad = (options: SELinuxOptions | undefined): options is SELinuxOptions =>
      options !== undefined && (!types.includes(options.type ?? '') || !!options.user || !!options.role)
    const pod = spec.securityContext?.seLinuxOptions
    const containers = containersOf(spec).filter(({ securityContext }) => isBad(securityContext?.seLinuxOptions))
    const who = setters(isBad(pod), namesOf(containers))
    if (who === '') return undefined
    const bad = [pod, ...containers.map(({ securityContext }) => securityContext?.seLinuxOptions)].filter(isBad)
    const badTypes = sorted(bad.map(({ type = '' }) => type).filter((type) => !types.includes(type)))
    const what = [
      ...(badTypes.length > 0 ? [`${plural('type', 'types', badTypes.length)} ${quoted(badTypes)}`] : []),
      ...(bad.some(({ user }) => user) ? ['user may not be set'] : []),
      ...(bad.some(({ role }) => role) ? ['role may not be set'] : []),
    ]
    return { reason: 'seLinuxOptions', detail: `${who} set forbidden securityContext.seLinuxOptions: ${what.join('; ')}` }
  }

/** Of SELinux only the types for containers. */
export const seLinuxOptions = defineSecurityCheck({
  id: 'seLinuxOptions',
  level: 'baseline',
  versions: [
    { since: 0, check: check('', 'container_t', 'container_init_t', 'container_kvm_t') },
    { since: 31, check: check('', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t') },
  ],
})
