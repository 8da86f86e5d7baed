/**
 * Network policies: who may talk to whom. In a real cluster the API server only keeps them; the network plugin of each
 * node (kindnet here, with kube-network-policies) looks at the first packet of a connection: the sender's node asks
 * whether it may leave, the receiver's whether it may come in. A pod that no policy selects for a direction is open in
 * it; one that is selected lets through what any of its policies allows. Both see the pod behind a Service, since the
 * address of the Service has been translated before. Always allowed: answers, a pod with itself, and a pod with the node
 * that it runs on, so that probes get through. Pods of the host's network count as their node: only IP blocks fit them.
 * Connections that are open stay open, whatever a new policy says. Left out: ICMP on its own (ping asks like TCP), IPv6.
 */
import { matches } from '../../../api/labels.ts'
import type { Namespace, NetworkPolicy, Pod } from '../../../api/types.ts'
import type { Protocol, Source } from '../connection.ts'
import { type CompiledPolicy, compilePolicy, fits, type Party, type Subject } from './compile.ts'
import { type Direction, denialOf, type PolicyDenial } from './denial.ts'

export type { PolicyDenial } from './denial.ts'

/** A connection that is being opened, as the node's kernel sees it: Services translated, the sender's address untouched. */
export interface Flow {
  readonly from: Source
  readonly to: Source
  readonly port: number
  readonly protocol: Protocol
}

/** What the network asks of the plugin of a node. */
export interface PolicyEnforcer {
  /** Why the sender's policies do not let it out. */
  egress(flow: Flow): PolicyDenial | undefined
  /** Why the receiver's policies do not let it in. */
  ingress(flow: Flow): PolicyDenial | undefined
}

/** What a plugin knows of the cluster beside the policies. */
export interface PolicyWorld {
  pod(namespace: string, name: string): Pod | undefined
  namespace(name: string): Namespace | undefined
}

/** More are not remembered: they are found out again. */
const mostVerdicts = 100_000

interface Selected {
  readonly ingress: readonly CompiledPolicy[]
  readonly egress: readonly CompiledPolicy[]
}

/** The policies that a node knows, made ready: compiled when they change, selected once for a pod, asked by look-up. */
export class PolicyRules implements PolicyEnforcer {
  readonly #policies = new Map<string, Map<string, CompiledPolicy>>()
  readonly #selected = new Map<string, Selected>()
  readonly #verdicts = new Map<string, PolicyDenial | null>()

  constructor(private readonly world: PolicyWorld) {}

  /** A policy is there, or has changed. */
  put(policy: NetworkPolicy): void {
    const { namespace = '', name } = policy.metadata
    let here = this.#policies.get(namespace)
    if (!here) this.#policies.set(namespace, (here = new Map()))
    here.set(name, compilePolicy(policy))
    this.forget()
  }

  remove(namespace: string, name: string): void {
    const here = this.#policies.get(namespace)
    if (!here?.delete(name)) return
    if (here.size === 0) this.#policies.delete(namespace)
    this.forget()
  }

  /** Whether there is any policy at all. */
  get empty(): boolean {
    return this.#policies.size === 0
  }

  /** Labels or addresses of pods, or labels of namespaces, have changed: what was found out is not true any more. */
  forget(): void {
    this.#selected.clear()
    this.#verdicts.clear()
  }

  egress(flow: Flow): PolicyDenial | undefined {
    return this.#ask('egress', flow.from, flow.to, flow)
  }

  ingress(flow: Flow): PolicyDenial | undefined {
    return this.#ask('ingress', flow.to, flow.from, flow)
  }

  #ask(direction: Direction, own: Source, other: Source, flow: Flow): PolicyDenial | undefined {
    if (own.namespace === undefined || !this.#policies.has(own.namespace)) return undefined
    const key = `${direction} ${placeOf(own)} ${placeOf(other)} ${flow.protocol}/${flow.port}`
    let verdict = this.#verdicts.get(key)
    if (verdict !== undefined) return verdict ?? undefined
    if (this.#verdicts.size >= mostVerdicts) this.#verdicts.clear()
    this.#verdicts.set(key, (verdict = this.#judge(direction, own, other, flow) ?? null))
    return verdict ?? undefined
  }

  #judge(direction: Direction, own: Source, other: Source, flow: Flow): PolicyDenial | undefined {
    const pod = this.#podOf(own)
    if (!pod || own.ip === other.ip) return undefined
    const party = this.#party(other)
    if (!party.pod && other.nodeName !== undefined && other.nodeName === own.nodeName) return undefined
    const applying = this.#selectedFor(pod)[direction]
    const target = direction === 'ingress' ? pod : party.pod
    const subject: Subject = { port: flow.port, protocol: flow.protocol, ...(target && { target }) }
    if (applying.length === 0 || applying.some((policy) => policy[direction].some((rule) => fits(rule, party, subject)))) return undefined
    return denialOf(direction, applying, pod, party, subject)
  }

  /** Pods of the host's network have their node's address, and nobody can tell them from it. */
  #podOf(source: Source): Pod | undefined {
    if (source.namespace === undefined || source.name === undefined) return undefined
    const pod = this.world.pod(source.namespace, source.name)
    return pod?.spec?.hostNetwork ? undefined : pod
  }

  #party(source: Source): Party {
    const pod = this.#podOf(source)
    if (!pod) return { ip: source.ip }
    return { ip: source.ip, pod, namespaceLabels: this.world.namespace(pod.metadata.namespace ?? '')?.metadata.labels ?? {} }
  }

  #selectedFor(pod: Pod): Selected {
    const key = `${pod.metadata.namespace}/${pod.metadata.name}`
    let selected = this.#selected.get(key)
    if (!selected) {
      const all = [...(this.#policies.get(pod.metadata.namespace ?? '')?.values() ?? [])].filter((policy) => matches(policy.selector, pod.metadata.labels))
      selected = { ingress: all.filter((policy) => policy.types.includes('Ingress')), egress: all.filter((policy) => policy.types.includes('Egress')) }
      this.#selected.set(key, selected)
    }
    return selected
  }
}

/** Pods by name, since addresses are handed on; everybody else by address, and nodes by name, too. */
const placeOf = ({ namespace, name, ip, nodeName }: Source): string => (name === undefined ? `${ip}@${nodeName ?? ''}` : `${namespace}/${name}@${ip}`)
