/**
 * The Endpoints controller: the older form of the same list, one object named like its Service (deprecated since 1.33,
 * still kept). Models kubernetes pkg/controller/endpoint.
 */
import { endpoints, pods, services } from '../../../api/kinds.ts'
import { deepEqual } from '../../../api/object.ts'
import { isNotFound, StatusError } from '../../../api/status.ts'
import type { EndpointAddress, EndpointSubset, Endpoints, Pod, Service } from '../../../api/types.ts'
import { type ControllerContext, type ControllerDefinition, defineController } from '../../../client/controller.ts'
import { isNamespaceTerminating } from '../namespace-terminating.ts'
import { isReady, isTerminating } from '../pod-state.ts'
import { addressesOf, hasClusterIp, hostnameOf, isIPv6, podsOf, servicesOf, targetPortOf } from './service-pods.ts'
import { TriggerTimes, triggerAnnotation } from './trigger-time.ts'

const managedByLabel = 'endpoints.kubernetes.io/managed-by'
const headlessLabel = 'service.kubernetes.io/headless'
const overCapacity = 'endpoints.kubernetes.io/over-capacity'
const capacity = 1000

export function endpointsController(): ControllerDefinition<Service> {
  const triggers = new TriggerTimes()
  return defineController<Service>({
    name: 'endpoint-controller',
    for: services,
    watches: [
      { kind: pods, map: servicesOf },
      { kind: endpoints, map: ({ metadata }: Endpoints) => [{ namespace: metadata.namespace ?? '', name: metadata.name }] },
    ],
    reconcile(context, key) {
      const service = context.lister(services).get(key.name, key.namespace)
      if (!service) remove(context, key.name, key.namespace)
      else if (service.spec.selector && service.spec.type !== 'ExternalName') sync(context, service, triggers)
    },
  })
}

/** Endpoints of a service that is gone go too, if this controller made them: others may keep some without a service. */
function remove({ client, lister }: ControllerContext, name: string, namespace: string): void {
  const there = lister(endpoints).get(name, namespace)
  if (there?.metadata.labels?.[managedByLabel] !== 'endpoint-controller') return
  try {
    client.delete(endpoints, name, namespace)
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}

function sync({ client, events, lister, ...context }: ControllerContext, service: Service, triggers: TriggerTimes): void {
  const { name, namespace } = service.metadata
  const members = podsOf(service, { client, events, lister, ...context }).filter((pod) => service.spec.publishNotReadyAddresses || !isTerminating(pod))
  const { subsets, truncated } = limit(subsetsOf(service, members))
  const trigger = triggers.next(service, members)
  const current = lister(endpoints).get(name, namespace)
  const labels = labelsOf(service)
  const unchanged = current && deepEqual(subsets, current.subsets ?? []) && deepEqual(labels, current.metadata.labels ?? {})
  if (unchanged && truncated === (current.metadata.annotations?.[overCapacity] === 'truncated')) return
  const { [triggerAnnotation]: _, [overCapacity]: _over, ...others } = current?.metadata.annotations ?? {}
  const annotations = { ...others, ...(trigger ? { [triggerAnnotation]: trigger } : {}), ...(truncated ? { [overCapacity]: 'truncated' } : {}) }
  const { annotations: _old, ...metadata } = current?.metadata ?? { name, namespace }
  const next = {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { ...metadata, labels, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
    subsets,
  } as Endpoints
  try {
    if (current) client.update(endpoints, next)
    else client.create(endpoints, next)
  } catch (error) {
    if (error instanceof StatusError && isNamespaceTerminating(error)) return
    const what = current ? 'update' : 'create'
    if (error instanceof StatusError) {
      const reason = current ? 'FailedToUpdateEndpoint' : 'FailedToCreateEndpoint'
      events.record(current ?? next, 'Warning', reason, `Failed to ${what} endpoint ${namespace}/${name}: ${error.message}`)
    }
    throw error
  }
}

const labelsOf = (service: Service): Record<string, string> => {
  const { [headlessLabel]: _, ...labels } = service.metadata.labels ?? {}
  return { ...labels, ...(hasClusterIp(service) ? {} : { [headlessLabel]: '' }), [managedByLabel]: 'endpoint-controller' }
}

/** Addresses by the ports that they serve, ready and not ready apart, in order of address. */
function subsetsOf(service: Service, members: readonly Pod[]): EndpointSubset[] {
  const subsets = new Map<string, EndpointSubset>()
  for (const pod of [...members].sort((a, b) => (a.metadata.uid < b.metadata.uid ? -1 : 1))) {
    const ports = portsOf(service, pod)
    const address = addressOf(service, pod)
    if (!address || (ports.length === 0 && (service.spec.ports ?? []).length > 0)) continue
    const key = JSON.stringify(ports)
    let subset = subsets.get(key)
    if (!subset) subsets.set(key, (subset = ports.length > 0 ? { ports } : {}))
    const ready = service.spec.publishNotReadyAddresses || isReady(pod)
    if (ready) subset.addresses = [...(subset.addresses ?? []), address]
    else subset.notReadyAddresses = [...(subset.notReadyAddresses ?? []), address]
  }
  return [...subsets.values()].map(sorted)
}

function addressOf(service: Service, pod: Pod): EndpointAddress | undefined {
  const { name, namespace, uid } = pod.metadata
  const wantsIPv6 = (service.spec.ipFamilies?.[0] ?? 'IPv4') === 'IPv6'
  const ip = addressesOf(pod).find((address) => isIPv6(address) === wantsIPv6)
  if (ip === undefined) return undefined
  const hostname = hostnameOf(pod, service)
  return {
    ip,
    ...(hostname ? { hostname } : {}),
    ...(pod.spec.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    targetRef: { kind: 'Pod', namespace, name, uid },
  }
}

const portsOf = (service: Service, pod: Pod): NonNullable<EndpointSubset['ports']> =>
  (service.spec.ports ?? [])
    .flatMap((port) => {
      const number = targetPortOf(pod, port)
      return number === undefined
        ? []
        : [
            {
              ...(port.name ? { name: port.name } : {}),
              port: number,
              protocol: port.protocol ?? 'TCP',
              ...(port.appProtocol ? { appProtocol: port.appProtocol } : {}),
            },
          ]
    })
    .sort((a, b) => byText(JSON.stringify(a), JSON.stringify(b)))

function sorted(subset: EndpointSubset): EndpointSubset {
  for (const list of [subset.addresses, subset.notReadyAddresses])
    list?.sort((a, b) => byText(a.ip, b.ip) || byText(a.targetRef?.uid ?? '', b.targetRef?.uid ?? ''))
  return subset
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** At most 1000 addresses, ready ones first. */
function limit(subsets: EndpointSubset[]): { subsets: EndpointSubset[]; truncated: boolean } {
  let room = capacity
  let truncated = false
  const take = (addresses: EndpointAddress[] | undefined): EndpointAddress[] | undefined => {
    const kept = addresses?.slice(0, room)
    truncated ||= (kept?.length ?? 0) < (addresses?.length ?? 0)
    room -= kept?.length ?? 0
    return kept && kept.length > 0 ? kept : undefined
  }
  for (const subset of subsets) if (subset.addresses) subset.addresses = take(subset.addresses)
  for (const subset of subsets) if (subset.notReadyAddresses) subset.notReadyAddresses = take(subset.notReadyAddresses)
  return { subsets, truncated }
}
