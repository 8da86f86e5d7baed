import { defineSecurityCheck, type Finding, type PodUnderCheck } from '../check.ts'

function check({ spec }: PodUnderCheck): Finding | undefined {
  const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => spec[field]).map((field) => `${field}=true`)
  return shared.length > 0 ? { reason: 'host namespaces', detail: shared.join(', ') } : undefined
}

/** The node's network, processes and shared memory are its own. */
export const hostNamespaces = defineSecurityCheck({ id: 'hostNamespaces', level: 'baseline', versions: [{ since: 0, check }] })
