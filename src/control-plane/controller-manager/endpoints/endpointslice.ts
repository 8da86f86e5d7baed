/**
 * The EndpointSlice controller: writes down which pods a Service reaches, in slices of at most 100 endpoints.
 * Models kubernetes/endpointslice reconciler.go. Hints follow
 * `trafficDistribution`. Left out: the older hints by the CPUs of zones (service.kubernetes.io/topology-mode).
 */
import { endpointSlices, nodes, pods, services } from '../../../api/kinds.ts'
import { isNotFound, StatusError } from '../../../api/status.ts'
import type { EndpointSlice, Pod, Service } from '../../../api/types.ts'
import { type ControllerContext, type ControllerDefinition, defineController } from '../../../client/controller.ts'
import { isNamespaceTerminating } from '../namespace-terminating.ts'
import { isTerminating } from '../pod-state.ts'
import { podsOf, servicesOf } from './service-pods.ts'
import { type Plan, planFor } from './slice-plan.ts'
import { addressTypesOf, desiredGroups, managedBy, managedByLabel, serviceNameLabel } from './slices.ts'
import { TriggerTimes, triggerAnnotation } from './trigger-time.ts'

export function endpointSliceController(): ControllerDefinition<Service> {
  const triggers = new TriggerTimes()
  return defineController<Service>({
    name: 'endpointslice-controller',
    for: services,
    watches: [
      { kind: pods, map: servicesOf },
      {
        kind: endpointSlices,
        map: ({ metadata }: EndpointSlice) =>
          metadata.labels?.[managedByLabel] === managedBy ? [{ namespace: metadata.namespace ?? '', name: metadata.labels[serviceNameLabel] ?? '' }] : [],
      },
    ],
    reconcile(context, key) {
      const service = context.lister(services).get(key.name, key.namespace)
      if (!service?.spec.selector || service.spec.type === 'ExternalName') return
      try {
        sync(context, service, triggers)
      } catch (error) {
        if (!(error instanceof StatusError)) throw error
        const text = `Error updating Endpoint Slices for Service ${key.namespace}/${key.name}: ${error.message}`
        context.events.record(service, 'Warning', 'FailedToUpdateEndpointSlices', text)
        throw error
      }
    },
  })
}

function sync(context: ControllerContext, service: Service, triggers: TriggerTimes): void {
  const existing = context
    .lister(endpointSlices)
    .list(service.metadata.namespace)
    .filter(
      ({ metadata }) =>
        metadata.labels?.[serviceNameLabel] === service.metadata.name && metadata.labels[managedByLabel] === managedBy && !isTerminating({ metadata }),
    )
  const members = podsOf(service, context)
  const trigger = triggers.next(service, members)
  const types = addressTypesOf(service)
  for (const type of types) {
    const ours = existing.filter((slice) => slice.addressType === type)
    const groups = desiredGroups(service, members, (name) => context.lister(nodes).get(name), type)
    carryOut(context, service, planFor(service, groups, ours, type), trigger)
  }
  carryOut(context, service, { create: [], update: [], remove: existing.filter((slice) => !types.includes(slice.addressType)) }, trigger)
  refuseLost(context, service, members)
}

/** A pod of a node that is not there (yet) was skipped: an error, so that it is looked at again. */
function refuseLost(context: ControllerContext, service: Service, members: readonly Pod[]): void {
  if (service.spec.publishNotReadyAddresses) return
  const lost = members.filter((pod) => !context.lister(nodes).get(pod.spec.nodeName ?? ''))
  const { name, namespace } = service.metadata
  const texts = lost.map((pod) => `skipping Pod ${pod.metadata.name} for Service ${namespace}/${name}: Node ${pod.spec.nodeName} Not Found`)
  if (texts.length > 0) throw new StatusError(500, 'InternalError', texts.length === 1 ? (texts[0] as string) : `[${texts.join(', ')}]`)
}

function carryOut({ client }: ControllerContext, service: Service, plan: Plan, trigger: string | undefined): void {
  for (const slice of isTerminating(service) ? [] : plan.create) {
    try {
      client.create(endpointSlices, stamped(slice, trigger))
    } catch (error) {
      if (error instanceof StatusError && isNamespaceTerminating(error)) return
      throw error
    }
  }
  for (const slice of plan.update) client.update(endpointSlices, stamped(slice, trigger))
  for (const { metadata } of plan.remove) {
    try {
      client.delete(endpointSlices, metadata.name, metadata.namespace)
    } catch (error) {
      if (!isNotFound(error)) throw error
    }
  }
}

function stamped(slice: EndpointSlice, trigger: string | undefined): EndpointSlice {
  const { [triggerAnnotation]: _, ...others } = slice.metadata.annotations ?? {}
  const annotations = trigger === undefined ? others : { ...others, [triggerAnnotation]: trigger }
  const { annotations: _old, ...metadata } = slice.metadata
  return { ...slice, metadata: Object.keys(annotations).length > 0 ? { ...metadata, annotations } : metadata }
}
