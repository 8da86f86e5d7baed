/**
 * The node lifecycle controller: notices that a kubelet has fallen silent, and says so with conditions and taints; the
 * taint eviction controller then empties the node. Models kubernetes pkg/controller/nodelifecycle: every 5 s a look at
 * all leases and statuses, Ready Unknown after 50 s, NoSchedule taints at once, NoExecute taints a node at a time.
 */
import { leases, nodes, pods } from '../../../api/kinds.ts'
import { isNotFound } from '../../../api/status.ts'
import { formatTime } from '../../../api/time.ts'
import type { Node, NodeCondition } from '../../../api/types.ts'
import { type ControllerContext, type ControllerDefinition, defineController } from '../../../client/controller.ts'
import { round } from '../../../client/round.ts'
import { byNodeName, isReady } from '../pod-state.ts'
import { Heartbeats } from './heartbeats.ts'
import { hasTaint, nodeCondition, notReady, syncNoExecuteTaints, syncNoScheduleTaints, unreachable } from './taints.ts'
import { evictionPause, zoneOf, zoneStates } from './zones.ts'

const monitorPeriodMs = 5000
/** What only a kubelet can know, and nobody knows while it is silent. */
const heartbeatConditions = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure']

export function nodeLifecycleController(): ControllerDefinition<Node> {
  const monitor = new NodeMonitor()
  return defineController<Node>({
    name: 'node-controller',
    for: nodes,
    start(context) {
      context.lister(leases)
      context.lister(pods)
      const tick = (): void => {
        round(() => monitor.look(context))
        context.clock.after(monitorPeriodMs, tick, { background: true })
      }
      context.clock.post(tick)
    },
    reconcile(context, key) {
      const node = context.lister(nodes).get(key.name)
      if (node) syncNoScheduleTaints(context, node)
    },
  })
}

class NodeMonitor {
  readonly #heartbeats = new Heartbeats()
  readonly #known = new Map<string, Node>()
  readonly #nextEviction = new Map<string, number>()
  #allDisrupted = false
  #welcomed: readonly Node[] = []
  /** The list in which all nodes were found well. */
  #well: readonly Node[] | undefined

  look(context: ControllerContext): void {
    const all = context.lister(nodes).list()
    if (all !== this.#welcomed) this.#welcome(context, all)
    this.#welcomed = all
    for (const node of all) this.#check(context, node)
    this.#evict(context)
  }

  #welcome(context: ControllerContext, all: readonly Node[]): void {
    const names = new Set(all.map(({ metadata }) => metadata.name))
    for (const [name, node] of this.#known) {
      if (names.has(name)) continue
      this.#known.delete(name)
      this.#heartbeats.forget(node.metadata.uid)
      context.events.record(node, 'Normal', 'RemovingNode', `Node ${name} event: Removing Node ${name} from Controller`)
    }
    for (const node of all) {
      const { name } = node.metadata
      if (!this.#known.has(name)) context.events.record(node, 'Normal', 'RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`)
      this.#known.set(name, node)
    }
  }

  #check(context: ControllerContext, node: Node): void {
    const { name } = node.metadata
    if (!this.#heartbeats.isSilent(node, context.lister(leases).get(name, 'kube-node-lease'), context.clock.now())) return
    const conditions = silenced(node, formatTime(context.clock.now()))
    if (!conditions) return
    try {
      context.client.updateStatus(nodes, { ...node, status: { ...node.status, conditions } })
    } catch (error) {
      if (isNotFound(error)) return
      throw error
    }
    if (nodeCondition(node, 'Ready')?.status !== 'True') return
    context.events.record(node, 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`)
    markPodsNotReady(context, name)
  }

  /** Puts and takes the taints that evict, no faster than the state of the zone allows. */
  #evict(context: ControllerContext): void {
    const all = context.lister(nodes).list()
    if (all === this.#well) return
    const states = zoneStates(all)
    const allDisrupted = all.length > 0 && [...states.values()].every((state) => state === 'FullDisruption')
    if (this.#allDisrupted && !allDisrupted) this.#heartbeats.restart(context.clock.now())
    this.#allDisrupted = allDisrupted
    this.#well = all.every((node) => nodeCondition(node, 'Ready')?.status === 'True' && !isTainted(node)) ? all : undefined
    for (const node of all) {
      const status = nodeCondition(node, 'Ready')?.status
      if (status === undefined) continue
      if (allDisrupted || status === 'True') syncNoExecuteTaints(context, node, 'True')
      else if (isTainted(node) || this.#mayEvict(node, evictionPause(states.get(zoneOf(node)) ?? 'Normal', all.length), context.clock.now()))
        syncNoExecuteTaints(context, node, status)
    }
  }

  #mayEvict(node: Node, pause: number | undefined, now: number): boolean {
    if (pause === undefined || (this.#nextEviction.get(zoneOf(node)) ?? 0) > now) return false
    this.#nextEviction.set(zoneOf(node), now + pause)
    return true
  }
}

const isTainted = (node: Node): boolean => [notReady, unreachable].some((key) => hasTaint(node, { key, effect: 'NoExecute' }))

/** The conditions with all that came from the kubelet unknown, or undefined if they are already. */
function silenced(node: Node, now: string): NodeCondition[] | undefined {
  const conditions = [...(node.status?.conditions ?? [])]
  let changed = false
  for (const type of heartbeatConditions) {
    const at = conditions.findIndex((condition) => condition.type === type)
    const current = conditions[at]
    if (current?.status === 'Unknown') continue
    changed = true
    const unknown = { type, status: 'Unknown', lastTransitionTime: now }
    if (current) conditions[at] = { ...current, ...unknown, reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' }
    else
      conditions.push({
        ...unknown,
        lastHeartbeatTime: node.metadata.creationTimestamp,
        reason: 'NodeStatusNeverUpdated',
        message: 'Kubelet never posted node status.',
      })
  }
  return changed ? conditions : undefined
}

function markPodsNotReady(context: ControllerContext, node: string): void {
  const here = context.lister(pods).by(byNodeName, node).filter(isReady)
  for (const pod of here) {
    const conditions = pod.status?.conditions?.map((condition) =>
      condition.type === 'Ready' ? { ...condition, status: 'False', lastTransitionTime: formatTime(context.clock.now()) } : condition,
    )
    try {
      context.client.updateStatus(pods, { ...pod, status: { ...pod.status, ...(conditions ? { conditions } : {}) } })
      context.events.record(pod, 'Warning', 'NodeNotReady', 'Node is not ready')
    } catch (error) {
      if (!isNotFound(error)) throw error
    }
  }
}
