/**
 * The EndpointSlice mirroring controller: where people write Endpoints by hand for a Service without a selector, it keeps
 * slices that say the same, because that is what kube-proxy reads. Models kubernetes pkg/controller/endpointslicemirroring.
 */
import { endpointSlices, endpoints, services } from '../../../api/kinds.ts'
import { keyOf } from '../../../api/object.ts'
import { isNotFound, StatusError } from '../../../api/status.ts'
import type { EndpointSlice, Endpoints, Service } from '../../../api/types.ts'
import { type ControllerContext, type ControllerDefinition, defineController } from '../../../client/controller.ts'
import { isNamespaceTerminating } from '../namespace-terminating.ts'
import { isTerminating } from '../pod-state.ts'
import { capacity, type Mirror, mirroredBy, mirrorOf, planMirror } from './mirror.ts'
import { managedByLabel, serviceNameLabel } from './slices.ts'

const skipLabel = 'endpointslice.kubernetes.io/skip-mirror'
const leaderAnnotation = 'control-plane.alpha.kubernetes.io/leader'

export const endpointSliceMirroringController: ControllerDefinition<Endpoints> = defineController<Endpoints>({
  name: 'endpointslicemirroring-controller',
  for: endpoints,
  watches: [
    { kind: services, map: (service: Service, _, previous) => (!service.spec.selector || (previous && !previous.spec.selector) ? [keyOf(service)] : []) },
    { kind: endpointSlices, map: (slice: EndpointSlice) => (isOurs(slice) ? [{ namespace: slice.metadata.namespace ?? '', name: serviceOf(slice) }] : []) },
  ],
  reconcile(context, { namespace, name }) {
    const existing = context
      .lister(endpointSlices)
      .list(namespace)
      .filter((slice) => isOurs(slice) && serviceOf(slice) === name)
    const source = context.lister(endpoints).get(name, namespace)
    const service = context.lister(services).get(name, namespace)
    if (!source || !isMirrored(source) || !service || service.spec.selector) for (const slice of existing) remove(context, slice)
    else mirror(context, source, existing)
  },
})

const isOurs = ({ metadata }: EndpointSlice): boolean => metadata.labels?.[managedByLabel] === mirroredBy
const serviceOf = ({ metadata }: EndpointSlice): string => metadata.labels?.[serviceNameLabel] ?? ''

/** Not those that are marked so, nor those that only hold a lock. */
const isMirrored = ({ metadata }: Endpoints): boolean => metadata.labels?.[skipLabel] !== 'true' && metadata.annotations?.[leaderAnnotation] === undefined

function mirror(context: ControllerContext, source: Endpoints, existing: readonly EndpointSlice[]): void {
  const wanted = mirrorOf(source)
  report(context, source, wanted)
  const plan = planMirror(source, wanted, existing)
  for (const slice of isTerminating(source) ? [] : plan.create) {
    try {
      context.client.create(endpointSlices, slice)
    } catch (error) {
      if (error instanceof StatusError && isNamespaceTerminating(error)) return
      throw error
    }
  }
  for (const slice of plan.update) context.client.update(endpointSlices, slice)
  for (const slice of plan.remove) remove(context, slice)
}

function report({ events }: ControllerContext, source: Endpoints, { invalid, skipped }: Mirror): void {
  if (invalid > 0) events.record(source, 'Warning', 'InvalidIPAddress', `Skipped ${invalid} invalid IP addresses when mirroring to EndpointSlices`)
  if (skipped <= invalid) return
  const text = `A max of ${capacity} addresses can be mirrored to EndpointSlices per Endpoints subset. ${skipped} addresses were skipped`
  events.record(source, 'Warning', 'TooManyAddressesToMirror', text)
}

function remove({ client }: ControllerContext, { metadata }: EndpointSlice): void {
  try {
    client.delete(endpointSlices, metadata.name, metadata.namespace)
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}
