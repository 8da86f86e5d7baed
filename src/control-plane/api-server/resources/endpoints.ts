/** Endpoints: the older list of a Service's addresses. Models pkg/registry/core/endpoint and pkg/apis/core/validation. */
import { endpoints as kind } from '../../../api/kinds.ts'
import type { Endpoints } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { listWithMore } from './service/columns.ts'
import { validateEndpoints } from './service/endpoints-validation.ts'

export const endpoints = defineResource<Endpoints>({
  of: kind,
  short: ['ep'],
  defaults(object) {
    for (const subset of object.subsets ?? []) for (const port of subset.ports ?? []) port.protocol ||= 'TCP'
  },
  validate: validateEndpoints,
  deprecation: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  columns: [{ name: 'Endpoints', cell: addressesOf }, age],
})

function addressesOf(object: Endpoints): string {
  if (!object.subsets?.length) return '<none>'
  const all = object.subsets.flatMap((subset) => {
    const addresses = (subset.addresses ?? []).map((address) => address.ip)
    if (!subset.ports?.length) return addresses
    return subset.ports.flatMap((port) => addresses.map((ip) => (ip.includes(':') ? `[${ip}]:${port.port}` : `${ip}:${port.port}`)))
  })
  return listWithMore(all)
}
