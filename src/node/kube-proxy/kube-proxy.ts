/**
 * kube-proxy: makes Service addresses work on its node. In a real cluster it runs on every node, watches Services and
 * EndpointSlices, and writes rules into the kernel (iptables here), so that a connection to a Service's address goes to
 * one of its ready endpoints. Here the rules are a table that the simulated network asks. Simulated: ClusterIP, node
 * ports, external and load balancer addresses, traffic policies, session affinity, refusal where there is nobody,
 * serving while terminating. Left out: topology hints, health check node ports, source addresses after masquerading.
 */
import { endpointSlices, services } from '../../api/kinds.ts'
import type { EndpointSlice, Service } from '../../api/types.ts'
import type { Client } from '../../client/client.ts'
import { type ControllerDefinition, defineController } from '../../client/controller.ts'
import { Informers } from '../../client/informer.ts'
import { type RunningController, runController } from '../../client/run-controller.ts'
import type { Clock } from '../../clock.ts'
import type { Random } from '../../random.ts'
import type { Protocol, ServiceProxy, Translation } from '../network/network.ts'
import { type PortRule, rulesFor, type ServiceRules, type Target } from './rules.ts'

export interface KubeProxyOptions {
  /** As `system:serviceaccount:kube-system:kube-proxy`. */
  readonly client: Client
  readonly clock: Clock
  readonly random: Random
  readonly nodeName: string
}

export class KubeProxy implements ServiceProxy {
  readonly #services = new Map<string, ServiceRules>()
  /** Who owns an address: `10.96.0.1` → rules; and `TCP/30080` → rule. */
  readonly #addresses = new Map<string, ServiceRules>()
  readonly #nodePorts = new Map<string, PortRule>()
  readonly #affinity = new Map<string, { readonly target: Target; until: number }>()
  #running: { readonly controller: RunningController; readonly informers: Informers } | undefined

  constructor(private readonly options: KubeProxyOptions) {}

  /** Starts to watch. The rules follow what the API server says from here on. */
  start(): void {
    if (this.#running) return
    const { client, clock, random } = this.options
    const informers = new Informers(client, clock)
    const controller = runController(this.#definition(), { client, clock, random, informers, events: { record: () => {} } })
    this.#running = { controller, informers }
  }

  /** Stops to watch. The rules stay, as they stay in the kernel, and grow old. */
  stop(): void {
    this.#running?.controller.stop()
    this.#running?.informers.stop()
    this.#running = undefined
  }

  translate(ip: string, port: number, protocol: Protocol, client: string): Translation | undefined {
    const rules = this.#addresses.get(ip)
    if (!rules) return undefined
    const rule = rules.ports.find((each) => each.port === port && each.protocol === protocol)
    if (rule) return this.#choose(rule, client, !rules.clusterIPs.includes(ip))
    const ports = rules.ports.map((each) => each.port).join(', ')
    return { to: 'drop', service: rules.service, detail: `Service ${rules.service} has no port ${port}${ports === '' ? '' : `, only ${ports}`}` }
  }

  nodePort(port: number, protocol: Protocol, client: string): Translation | undefined {
    const rule = this.#nodePorts.get(`${protocol}/${port}`)
    return rule && this.#choose(rule, client, true)
  }

  #choose(rule: PortRule, client: string, external: boolean): Translation {
    const { service } = rule
    const targets = external ? rule.externalTargets : rule.targets
    if (targets.length === 0) {
      if (!(external ? rule.localOnly.external : rule.localOnly.internal)) return { to: 'reject', service, detail: rule.emptiness }
      const policy = external ? 'externalTrafficPolicy' : 'internalTrafficPolicy'
      return { to: 'drop', service, detail: `Service ${service} has ${policy}: Local, and no endpoint on node ${this.options.nodeName}` }
    }
    const { ip, port } = rule.affinity > 0 ? this.#stay(rule, targets, client) : this.options.random.pick(targets)
    return { to: 'endpoint', ip, port, service }
  }

  /** Session affinity: the same endpoint for the same client, as long as it keeps coming back. */
  #stay(rule: PortRule, targets: readonly Target[], client: string): Target {
    const now = this.options.clock.now()
    const key = `${rule.service}:${rule.protocol}/${rule.port}/${client}`
    const known = this.#affinity.get(key)
    const kept = known && known.until > now ? targets.find((target) => target.ip === known.target.ip && target.port === known.target.port) : undefined
    const target = kept ?? this.options.random.pick(targets)
    this.#affinity.set(key, { target, until: now + rule.affinity * 1000 })
    return target
  }

  #definition(): ControllerDefinition<Service> {
    return defineController<Service>({
      name: 'kube-proxy',
      for: services,
      watches: [{ kind: endpointSlices, map: (slice: EndpointSlice) => serviceOf(slice) }],
      reconcile: ({ lister }, { namespace, name }) => {
        const service = lister(services).get(name, namespace)
        const slices = lister(endpointSlices)
          .list(namespace)
          .filter((slice) => slice.addressType === 'IPv4' && serviceOf(slice)[0]?.name === name)
        this.#replace(`${namespace}/${name}`, service && rulesFor(service, slices, this.options.nodeName))
      },
    })
  }

  #replace(key: string, rules: ServiceRules | undefined): void {
    const old = this.#services.get(key)
    for (const ip of addressesOf(old)) this.#addresses.delete(ip)
    for (const { protocol, nodePort } of old?.ports ?? []) if (nodePort) this.#nodePorts.delete(`${protocol}/${nodePort}`)
    if (!rules) {
      this.#services.delete(key)
      return
    }
    this.#services.set(key, rules)
    for (const ip of addressesOf(rules)) this.#addresses.set(ip, rules)
    for (const rule of rules.ports) if (rule.nodePort) this.#nodePorts.set(`${rule.protocol}/${rule.nodePort}`, rule)
  }
}

const addressesOf = (rules: ServiceRules | undefined): readonly string[] => (rules ? [...rules.clusterIPs, ...rules.externalIPs] : [])

/** The Service that a slice belongs to. */
function serviceOf(slice: EndpointSlice): { namespace: string; name: string }[] {
  const name = slice.metadata.labels?.['kubernetes.io/service-name']
  return name === undefined ? [] : [{ namespace: slice.metadata.namespace ?? '', name }]
}
