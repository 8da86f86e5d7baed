/**
 * kube-proxy: makes Service addresses work on its node. In a real cluster it runs on every node, watches Services and
 * EndpointSlices, and writes rules into the kernel (iptables here), so that a connection to a Service's address goes to
 * one of its ready endpoints. Here the rules are a table that the simulated network asks. Simulated: ClusterIP, node
 * ports, external and load balancer addresses, their source ranges, traffic policies, hints, session affinity, refusal
 * where there is nobody, serving while terminating, health check node ports, masquerading. Left out: connection tracking.
 */
import { endpointSlices, nodes, services } from '../../api/kinds.ts'
import type { ObjectKey } from '../../api/object.ts'
import type { EndpointSlice, Service } from '../../api/types.ts'
import type { Client } from '../../client/client.ts'
import { type ControllerDefinition, defineController } from '../../client/controller.ts'
import { Informers } from '../../client/informer.ts'
import { type RunningController, runController } from '../../client/run-controller.ts'
import type { Clock } from '../../clock.ts'
import type { Random } from '../../random.ts'
import type { Listener, Protocol, ProxyClient, ServiceProxy, Translation } from '../network/network.ts'
import type { Choice, Place, Target } from './choice.ts'
import { healthCheck } from './health-check.ts'
import { isAdmitted, type PortRule, rulesFor, type ServiceRules } from './rules.ts'

export interface KubeProxyOptions {
  readonly clock: Clock
  readonly random: Random
  readonly nodeName: string
}

export class KubeProxy implements ServiceProxy {
  readonly #services = new Map<string, ServiceRules>()
  /** Who owns an address: `10.96.0.1` → rules; `TCP/30080` → rule; and 32000 → whose health is asked for there. */
  readonly #addresses = new Map<string, ServiceRules>()
  readonly #nodePorts = new Map<string, PortRule>()
  readonly #healthChecks = new Map<number, ServiceRules>()
  /** Of this node; undefined until it matters. */
  #zone: string | undefined
  readonly #affinity = new Map<string, { readonly target: Target; until: number }>()
  #running: { readonly controller: RunningController; readonly informers: Informers } | undefined

  constructor(private readonly options: KubeProxyOptions) {}

  /** Starts to watch, as `system:serviceaccount:kube-system:kube-proxy`. The rules follow what the API server says from here on. */
  start(client: Client): void {
    if (this.#running) return
    const { clock, random } = this.options
    const informers = new Informers(client, clock)
    const controller = runController(this.#definition(), { client, clock, random, informers, events: { record: () => {} } })
    this.#running = { controller, informers }
  }

  /** Stops to watch. The rules stay, as they stay in the kernel, and grow old. */
  stop(): void {
    this.#running?.controller.stop()
    this.#running?.informers.stop()
    this.#running = undefined
    this.#zone = undefined
  }

  translate(ip: string, port: number, protocol: Protocol, client: ProxyClient): Translation | undefined {
    const rules = this.#addresses.get(ip)
    if (!rules) return undefined
    const { service } = rules
    const rule = rules.ports.find((each) => each.port === port && each.protocol === protocol)
    const kind = rules.addresses.find((address) => address.ip === ip)?.kind
    if (!rule) {
      if (kind !== 'cluster') return undefined
      return { to: 'drop', service, reason: { kind: 'service-port', service, ...noSuchPort(rules, port, protocol) } }
    }
    if (kind === 'balancer' && !isAdmitted(rules, client.ip)) return { to: 'drop', service, reason: { kind: 'source-range', service, ip: client.ip } }
    return kind === 'cluster' ? this.#choose(rule, rule.internal, client, false) : this.#fromOutside(rule, client)
  }

  nodePort(port: number, protocol: Protocol, client: ProxyClient): Translation | undefined {
    const rule = this.#nodePorts.get(`${protocol}/${port}`)
    return rule && this.#fromOutside(rule, client)
  }

  serviceAt(ip: string): string | undefined {
    return this.#addresses.get(ip)?.service
  }

  listener(port: number): Listener | undefined {
    const rules = this.#running && this.#healthChecks.get(port)
    return rules && healthCheck(rules.service, rules.healthCheck?.localEndpoints() ?? 0)
  }

  /** Who is on this node already need not be kept to it: `Local` is about who comes from elsewhere. */
  #fromOutside(rule: PortRule, client: ProxyClient): Translation {
    return this.#choose(rule, client.local ? rule.shortCircuit : rule.external, client, rule.masquerade)
  }

  #choose(rule: PortRule, choice: Choice, client: ProxyClient, masquerade: boolean): Translation {
    const { service } = rule
    const { targets, because, otherwise, why } = choice
    if (targets.length === 0) return { to: otherwise, service, reason: { kind: 'endpoints', service, ...why } }
    const { ip, port } = rule.affinity > 0 ? this.#stay(rule, targets, client.ip) : this.options.random.pick(targets)
    return { to: 'endpoint', ip, port, service, masquerade, ...(because ? { because } : {}) }
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
      // What an earlier run of it left in the kernel, and what has been deleted since.
      start: ({ enqueue }) => {
        for (const key of this.#services.keys()) enqueue(keyOfText(key))
      },
      reconcile: ({ lister }, { namespace, name }) => {
        const service = lister(services).get(name, namespace)
        const all = lister(endpointSlices)
        const slices = () => all.list(namespace).filter((slice) => slice.addressType === 'IPv4' && serviceOf(slice)[0]?.name === name)
        this.#replace(`${namespace}/${name}`, service && rulesFor(service, { slices, place: (found) => this.#place(found) }))
      },
    })
  }

  /** Where this node is matters only to who has hints. In another zone other endpoints are near. */
  #place(slices: readonly EndpointSlice[]): Place {
    if (this.#zone === undefined && slices.some(({ endpoints = [] }) => endpoints.some(({ hints }) => hints)))
      this.#running?.informers.of(nodes, { fieldSelector: `metadata.name=${this.options.nodeName}` }).subscribe(({ object: { metadata } }) => {
        const known = this.#zone !== undefined
        this.#zone = metadata.labels?.['topology.kubernetes.io/zone'] ?? ''
        if (known) for (const { namespace, name } of this.#services.values()) this.#running?.controller.context.enqueue({ namespace, name })
      })
    return { nodeName: this.options.nodeName, zone: this.#zone ?? '' }
  }

  #replace(key: string, rules: ServiceRules | undefined): void {
    const old = this.#services.get(key)
    for (const { ip } of old?.addresses ?? []) this.#addresses.delete(ip)
    for (const { protocol, nodePort } of old?.ports ?? []) if (nodePort) this.#nodePorts.delete(`${protocol}/${nodePort}`)
    if (old?.healthCheck) this.#healthChecks.delete(old.healthCheck.port)
    if (!rules) {
      this.#services.delete(key)
      return
    }
    this.#services.set(key, rules)
    for (const { ip } of rules.addresses) this.#addresses.set(ip, rules)
    for (const rule of rules.ports) if (rule.nodePort) this.#nodePorts.set(`${rule.protocol}/${rule.nodePort}`, rule)
    if (rules.healthCheck) this.#healthChecks.set(rules.healthCheck.port, rules)
  }
}

/** `81, only 80`; with protocols where these are the difference. */
function noSuchPort({ ports }: ServiceRules, port: number, protocol: Protocol): { readonly port: string; readonly ports: readonly string[] } {
  const mixed = ports.some((each) => each.protocol !== protocol)
  const text = (of: number, by: Protocol): string => (mixed ? `${of}/${by}` : String(of))
  return { port: text(port, protocol), ports: ports.map((each) => text(each.port, each.protocol)) }
}

function keyOfText(key: string): ObjectKey {
  const [namespace = '', name = ''] = key.split('/')
  return { namespace, name }
}

/** The Service that a slice belongs to. */
function serviceOf(slice: EndpointSlice): { namespace: string; name: string }[] {
  const name = slice.metadata.labels?.['kubernetes.io/service-name']
  return name === undefined ? [] : [{ namespace: slice.metadata.namespace ?? '', name }]
}
