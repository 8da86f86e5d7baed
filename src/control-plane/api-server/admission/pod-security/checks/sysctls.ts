import { defineSecurityCheck, type Finding, type PodUnderCheck } from '../check.ts'

const check =
  (allowed: readonly string[]) =>
  ({ spec }: PodUnderCheck): Finding | undefined => {
    const bad = (spec.securityContext?.sysctls ?? []).map(({ name }) => name ?? '').filter((name) => !allowed.includes(name))
    return bad.length > 0 ? { reason: 'forbidden sysctls', detail: bad.join(', ') } : undefined
  }

const first = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
]
const since27 = [...first, 'net.ipv4.ip_local_reserved_ports']
const since29 = [...since27, 'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes']
const since32 = [...since29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem']

/** Of the kernel's settings only those that concern nobody else on the node. */
export const sysctls = defineSecurityCheck({
  id: 'sysctls',
  level: 'baseline',
  versions: [
    { since: 0, check: check(first) },
    { since: 27, check: check(since27) },
    { since: 29, check: check(since29) },
    { since: 32, check: check(since32) },
  ],
})
