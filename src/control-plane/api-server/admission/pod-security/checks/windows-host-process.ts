import { containersOf, defineSecurityCheck, type Finding, namesOf, type PodUnderCheck, setters } from '../check.ts'

function check({ spec }: PodUnderCheck): Finding | undefined {
  const containers = containersOf(spec).filter(({ securityContext }) => securityContext?.windowsOptions?.hostProcess)
  const who = setters(!!spec.securityContext?.windowsOptions?.hostProcess, namesOf(containers))
  return who === '' ? undefined : { reason: 'hostProcess', detail: `${who} must not set securityContext.windowsOptions.hostProcess=true` }
}

/** On Windows, too, nobody runs on the node itself. */
export const windowsHostProcess = defineSecurityCheck({ id: 'windowsHostProcess', level: 'baseline', versions: [{ since: 0, check }] })
