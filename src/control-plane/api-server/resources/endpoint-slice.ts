/** EndpointSlices: the addresses behind a Service. Models pkg/registry/discovery/endpointslice. */
import { endpointSlices } from '../../../api/kinds.ts'
import type { EndpointSlice } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { listWithMore } from './service/columns.ts'
import { validateEndpointSlice, validateEndpointSliceUpdate } from './service/endpoint-slice-validation.ts'

export const endpointSlice = defineResource<EndpointSlice>({
  of: endpointSlices,
  generation: true,
  shallow: true,
  defaults(object) {
    if (object.ports?.some(({ name, protocol }) => name === undefined || protocol === undefined))
      object.ports = object.ports.map((port) => ({ ...port, name: port.name ?? '', protocol: port.protocol ?? 'TCP' }))
  },
  validate: validateEndpointSlice,
  validateUpdate: validateEndpointSliceUpdate,
  columns: [
    { name: 'AddressType', cell: (object) => object.addressType ?? '' },
    { name: 'Ports', cell: (object) => listWithMore((object.ports ?? []).map((port) => String(port.port ?? port.name ?? '*'))) || '<unset>' },
    { name: 'Endpoints', cell: (object) => listWithMore((object.endpoints ?? []).flatMap((endpoint) => endpoint.addresses)) || '<unset>' },
    age,
  ],
})
