/**
 * The Endpoints controller: the older form of the same list, one object named like its Service (deprecated since 1.33,
 * still kept). Models kubernetes pkg/controller/endpoint.
 */
import { endpoints, pods, services } from '../../../api/kinds.ts'
import { deepEqual } from '../../../api/object.ts'
import { isNotFound, StatusError } from '../../../api/status.ts'
import type { Endpoints, Service } from '../../../api/types.ts'
import { type ControllerContext, type ControllerDefinition, defineController } from '../../../client/controller.ts'
import { isNamespaceTerminating } from '../namespace-terminating.ts'
import { isTerminating } from '../pod-state.ts'
import { hasClusterIp, podsOf, servicesOf } from './service-pods.ts'
import { limit, subsetsOf } from './subsets.ts'
import { TriggerTimes, triggerAnnotation } from './trigger-time.ts'

const managedByLabel = 'endpoints.kubernetes.io/managed-by'
const headlessLabel = 'service.kubernetes.io/headless'
const overCapacity = 'endpoints.kubernetes.io/over-capacity'

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
