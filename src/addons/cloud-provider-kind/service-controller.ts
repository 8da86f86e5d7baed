/**
 * The service controller: gives every Service of type LoadBalancer a load balancer, says so in its status and its events,
 * and holds the Service until the balancer is gone. Models k8s.io/cloud-provider controllers/service.
 */
import { services } from '../../api/kinds.ts'
import { deepEqual } from '../../api/object.ts'
import type { LoadBalancerIngress, Service } from '../../api/types.ts'
import { type ControllerContext, type ControllerDefinition, defineController } from '../../client/controller.ts'
import type { LoadBalancers } from './load-balancers.ts'

const finalizer = 'service.kubernetes.io/load-balancer-cleanup'
/** A proxy is a container, and takes its time to start. */
const startMs = 2000

export function serviceController(balancers: LoadBalancers): ControllerDefinition<Service> {
  /** What the balancer of a Service was last made for, and since when one is on its way. */
  const made = new Map<string, unknown>()
  const starting = new Map<string, number>()
  return defineController<Service>({
    name: 'service-controller',
    for: services,
    watches: [{ kind: services, map: (service: Service, { events }, previous) => noteChange(service, previous, events) }],
    reconcile(context, key) {
      const id = `${key.namespace}/${key.name}`
      const service = context.lister(services).get(key.name, key.namespace)
      if (!service || !wantsBalancer(service)) {
        starting.delete(id)
        made.delete(id)
        if (service) cleanUp(context, service, balancers)
        else balancers.remove(id)
        return
      }
      const wanted = relevant(service)
      if (deepEqual(made.get(id), wanted)) return
      if (!balancers.has(id) && !isReadyToEnsure(context, service, starting, id)) return
      if (balancers.has(id)) context.events.record(service, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer')
      ensure(context, service, balancers)
      starting.delete(id)
      made.set(id, wanted)
    },
  })
}

const wantsBalancer = ({ spec, metadata }: Service): boolean =>
  spec?.type === 'LoadBalancer' && spec.loadBalancerClass === undefined && metadata.deletionTimestamp === undefined

/** Says what has changed that a load balancer must follow. */
function noteChange(service: Service, previous: Service | undefined, events: ControllerContext['events']): [] {
  const note = (reason: string, before: unknown, now: unknown): void => {
    if (before !== now) events.record(service, 'Normal', reason, `${before} -> ${now}`)
  }
  if (!previous || (!wantsBalancer(service) && !wantsBalancer(previous))) return []
  note('Type', previous.spec?.type, service.spec?.type)
  const ranges = ({ spec }: Service): string => `[${(spec?.loadBalancerSourceRanges ?? []).join(' ')}]`
  if (wantsBalancer(service) && wantsBalancer(previous)) {
    note('LoadBalancerSourceRanges', ranges(previous), ranges(service))
    note('ExternalTrafficPolicy', previous.spec?.externalTrafficPolicy, service.spec?.externalTrafficPolicy)
  }
  return []
}

/** What a change of makes the controller look again. */
const relevant = ({ spec, metadata }: Service): unknown => {
  const { ports, sessionAffinity, loadBalancerSourceRanges, externalTrafficPolicy, healthCheckNodePort, loadBalancerIP } = spec ?? {}
  return { ports, sessionAffinity, loadBalancerSourceRanges, externalTrafficPolicy, healthCheckNodePort, loadBalancerIP, uid: metadata.uid }
}

/** Marks the Service as held, starts the balancer, and comes back when it runs. */
function isReadyToEnsure(context: ControllerContext, service: Service, starting: Map<string, number>, id: string): boolean {
  const { name, namespace = '' } = service.metadata
  const since = starting.get(id)
  if (since === undefined) {
    starting.set(id, context.clock.now())
    context.events.record(service, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer')
    setFinalizers(context, service, [...(service.metadata.finalizers ?? []).filter((other) => other !== finalizer), finalizer])
    context.enqueue({ name, namespace }, startMs)
    return false
  }
  return context.clock.now() - since >= startMs
}

function ensure(context: ControllerContext, service: Service, balancers: LoadBalancers): void {
  const ip = balancers.ensure(service)
  if (balancers.eligibleNodes().length === 0)
    context.events.record(service, 'Warning', 'UnAvailableLoadBalancer', 'There are no available nodes for LoadBalancer')
  context.events.record(service, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer')
  const ports = (service.spec?.ports ?? []).map(({ port, protocol = 'TCP' }) => ({ port, protocol }))
  setStatus(context, service, [{ ip, ipMode: 'Proxy', ports }])
}

function cleanUp(context: ControllerContext, service: Service, balancers: LoadBalancers): void {
  const { name, namespace, finalizers = [] } = service.metadata
  if (!finalizers.includes(finalizer)) return
  if (balancers.remove(`${namespace}/${name}`)) context.events.record(service, 'Normal', 'DeletingLoadBalancer', 'Deleting load balancer')
  if (service.metadata.deletionTimestamp === undefined) setStatus(context, service, [])
  context.events.record(service, 'Normal', 'DeletedLoadBalancer', 'Deleted load balancer')
  setFinalizers(
    context,
    service,
    finalizers.filter((other) => other !== finalizer),
  )
}

function setFinalizers({ client }: ControllerContext, { metadata }: Service, finalizers: readonly string[]): void {
  const current = client.find(services, metadata.name, metadata.namespace)
  if (current && !deepEqual(finalizers, current.metadata.finalizers ?? []))
    client.update(services, { ...current, metadata: { ...current.metadata, finalizers: [...finalizers] } })
}

function setStatus({ client }: ControllerContext, service: Service, ingress: readonly LoadBalancerIngress[]): void {
  const current = client.find(services, service.metadata.name, service.metadata.namespace)
  if (!current || deepEqual(current.status?.loadBalancer?.ingress ?? [], ingress)) return
  client.updateStatus(services, { ...current, status: { ...current.status, loadBalancer: ingress.length > 0 ? { ingress: [...ingress] } : {} } })
}
