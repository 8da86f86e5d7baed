import { containersOf, defineSecurityCheck, type Finding, namesOf, type PodUnderCheck, quoted, sorted, theContainers } from '../check.ts'

/** What container runtimes grant anyway. */
const allowed = new Set('AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(' '))

function check({ spec }: PodUnderCheck): Finding | undefined {
  const added = containersOf(spec).map((container) => ({
    container,
    extra: (container.securityContext?.capabilities?.add ?? []).filter((capability) => !allowed.has(capability)),
  }))
  const bad = added.filter(({ extra }) => extra.length > 0)
  if (bad.length === 0) return undefined
  const names = namesOf(bad.map(({ container }) => container))
  const capabilities = sorted(bad.flatMap(({ extra }) => extra))
  return { reason: 'non-default capabilities', detail: `${theContainers(names)} must not include ${quoted(capabilities)} in securityContext.capabilities.add` }
}

/** No capability beyond the usual ones. */
export const capabilitiesBaseline = defineSecurityCheck({ id: 'capabilities_baseline', level: 'baseline', versions: [{ since: 0, check }] })
