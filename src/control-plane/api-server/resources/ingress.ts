/** Ingresses: HTTP routes from outside to Services. Models pkg/registry/networking/ingress. */
import { ingresses } from '../../../api/kinds.ts'
import type { Ingress } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { hosts, loadBalancerAddresses } from './ingress/columns.ts'
import { validateIngress, validateIngressCreate, validateIngressStatus } from './ingress/validation.ts'

export const ingress = defineResource<Ingress>({
  of: ingresses,
  short: ['ing'],
  status: true,
  defaults(object) {
    object.spec ??= {}
  },
  prepareForCreate(object) {
    object.status = { loadBalancer: {} }
  },
  validate: validateIngress,
  validateCreate: validateIngressCreate,
  validateStatusUpdate: validateIngressStatus,
  columns: [
    { name: 'Class', cell: ({ spec }) => spec?.ingressClassName ?? '<none>' },
    { name: 'Hosts', cell: ({ spec }) => hosts(spec?.rules ?? []) },
    { name: 'Address', cell: ({ status }) => loadBalancerAddresses(status?.loadBalancer?.ingress ?? []) },
    { name: 'Ports', cell: ({ spec }) => (spec?.tls?.length ? '80, 443' : '80') },
    age,
  ],
})
