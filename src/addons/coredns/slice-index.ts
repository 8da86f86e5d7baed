/** The EndpointSlices of each Service, as the watch brings them. */
import type { Endpoint, EndpointSlice } from '../../api/types.ts'
import type { Informer } from '../../client/informer.ts'

export class SliceIndex {
  /** By `namespace/service`, slices by name. */
  readonly #slices = new Map<string, Map<string, EndpointSlice>>()

  constructor(informer: Informer<EndpointSlice>) {
    informer.subscribe(({ type, object, previous }) => {
      if (previous) this.#of(previous).delete(previous.metadata.name)
      if (type !== 'DELETED' && object.addressType !== 'FQDN') this.#of(object).set(object.metadata.name, object)
    })
  }

  serviceOf({ metadata }: EndpointSlice): string {
    return metadata.labels?.['kubernetes.io/service-name'] ?? ''
  }

  ofService(namespace: string, name: string): readonly EndpointSlice[] {
    return [...(this.#slices.get(`${namespace}/${name}`)?.values() ?? [])]
  }

  /** Ready endpoints with an address, whatever their Service. */
  withAddress(ip: string): { readonly slice: EndpointSlice; readonly endpoint: Endpoint }[] {
    return [...this.#slices.values()].flatMap((slices) =>
      [...slices.values()].flatMap((slice) =>
        (slice.endpoints ?? [])
          .filter(({ addresses, conditions }) => conditions?.ready !== false && addresses.includes(ip))
          .map((endpoint) => ({ slice, endpoint })),
      ),
    )
  }

  #of(slice: EndpointSlice): Map<string, EndpointSlice> {
    const key = `${slice.metadata.namespace}/${this.serviceOf(slice)}`
    let slices = this.#slices.get(key)
    if (!slices) this.#slices.set(key, (slices = new Map()))
    return slices
  }
}
