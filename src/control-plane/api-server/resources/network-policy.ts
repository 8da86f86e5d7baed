/** NetworkPolicies: who may talk to the pods of a namespace, and to whom they may. Models pkg/registry/networking/networkpolicy. */
import { networkPolicies } from '../../../api/kinds.ts'
import { formatLabelSelector } from '../../../api/labels.ts'
import type { NetworkPolicy } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { validateNetworkPolicy } from './network-policy/validation.ts'

export const networkPolicy = defineResource<NetworkPolicy>({
  of: networkPolicies,
  short: ['netpol'],
  generation: true,
  defaults({ spec }) {
    if (!spec) return
    spec.podSelector ??= {}
    for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) for (const port of rule.ports ?? []) port.protocol ??= 'TCP'
    // A policy that names no type is about ingress, and about egress if it has rules for it.
    if (!spec.policyTypes?.length) spec.policyTypes = spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress']
  },
  validate: validateNetworkPolicy,
  columns: [{ name: 'Pod-Selector', cell: ({ spec }) => formatLabelSelector(spec?.podSelector ?? {}) }, age],
})
