/**
 * Keeps a node from running out: when memory, disk or process ids get short it says so in the node's conditions, frees
 * what it may free, and evicts pods, one at a time, until there is enough again. Models pkg/kubelet/eviction. It looks
 * every 10 seconds, as the real one does, but only while there is something to see: the machine tells when a threshold
 * comes near. Left out: free inodes, a disk of their own for images, the allocatable memory of pods as a whole.
 */
import type { Node, Pod } from '../../../api/types.ts'
import type { EventRecorder } from '../../../client/event-recorder.ts'
import type { Timer } from '../../../clock.ts'
import type { Machine } from '../../container-runtime/usage/machine.ts'
import { qosClass } from '../resources.ts'
import { isStatic } from '../static-pod.ts'
import { hasStorageLimit, type StorageUse, storageExcess, totalOf } from './local-storage.ts'
import { type ContainerUse, evictionMessage, nodeHasConditions } from './messages.ts'
import { metOf, type Observations, observe } from './observations.ts'
import { type Candidate, ranked } from './ranking.ts'
import { amountOf, defaultEviction, type EvictionConfig, signals, type Threshold, thresholdsOf } from './thresholds.ts'

/** A pod on the node, as the manager needs it. */
export interface Evictable {
  readonly pod: Pod
  /** It has containers, and is not ending already. */
  readonly active: boolean
  readonly ending: boolean
  /** Bytes of memory by container, only those that run. */
  memoryUse(): ContainerUse
  storageUse(): StorageUse
  processes(): number
  evict(message: string, graceSeconds: number, disruption: boolean): void
}

interface EvictionParts {
  readonly machine: Machine
  readonly events: EventRecorder
  readonly config: EvictionConfig
  node(): Node | undefined
  pods(): readonly Evictable[]
  /** Conditions of the node that are not well: the manager puts its own in and takes them out. */
  readonly trouble: Set<string>
  /** Removes images that no container uses, and layers of containers that have ended. */
  reclaimDisk(): void
}

const intervalMs = 10_000
/** After an eviction it looks again as soon as the pod has ended, or after a while. */
const pollMs = 1000
const cleanUpMs = 30_000
const immediateSeconds = 1
/** Priorities from here on are those of the system's own classes. */
const systemCritical = 2_000_000_000

export class EvictionManager {
  readonly #config: EvictionConfig & typeof defaultEviction
  readonly #thresholds: readonly Threshold[]
  #unresolved: readonly Threshold[] = []
  #firstMet = new Map<string, number>()
  readonly #lastSeen = new Map<string, number>()
  readonly #shown = new Set<string>()
  /** Whoever was evicted is waited for until then. */
  #patience = 0
  #timer: Timer | undefined
  #watches: (() => void)[] = []

  constructor(private readonly parts: EvictionParts) {
    this.#config = { ...defaultEviction, ...parts.config } as EvictionConfig & typeof defaultEviction
    this.#thresholds = thresholdsOf(this.#config)
  }

  start(): void {
    const { memory, disk } = this.parts.machine
    for (const { signal, value } of this.#thresholds) {
      if (signal === 'pid.available') continue
      const store = signal === 'memory.available' ? memory : disk
      this.#watches.push(store.watch(store.capacity - amountOf(value, store.capacity), () => this.#arm()))
    }
    if (this.#thresholds.some(({ signal }) => signal === 'pid.available')) this.#watches.push(this.parts.machine.processes.watch(() => this.#arm()))
    for (const { pod } of this.parts.pods()) this.podAdded(pod)
    this.parts.machine.onSystemOom = ({ process, pid }) => this.#tellOfOom(process, pid)
  }

  stop(): void {
    for (const unwatch of this.#watches.splice(0)) unwatch()
    this.#timer?.cancel()
    this.#timer = undefined
  }

  /** A pod has come: perhaps it has limits that are to be looked at. */
  podAdded(pod: Pod): void {
    if (hasStorageLimit(pod)) this.#arm(true)
  }

  /** Why the pod can't come to this node now. Models Admit. */
  refusal(pod: Pod): { reason: string; message: string } | undefined {
    if (this.#shown.size === 0 || isCritical(pod)) return undefined
    const tolerates = (pod.spec.tolerations ?? []).some(({ key, operator, effect }) => {
      const matches = key === 'node.kubernetes.io/memory-pressure' || (!key && operator === 'Exists')
      return matches && (!effect || effect === 'NoSchedule')
    })
    const onlyMemory = this.#shown.size === 1 && this.#shown.has('MemoryPressure')
    if (onlyMemory && (qosClass(pod) !== 'BestEffort' || tolerates)) return undefined
    return { reason: 'Evicted', message: nodeHasConditions([...this.#shown]) }
  }

  #tellOfOom(process: string, pid: number): void {
    const node = this.parts.node()
    if (node) this.parts.events.record(byName(node), 'Warning', 'SystemOOM', `System OOM encountered, victim process: ${process}, pid: ${pid}`)
  }

  #arm(background = false): void {
    if (this.#timer || this.#watches.length === 0) return
    const { clock } = this.parts.machine
    this.#schedule(intervalMs - (clock.now() % intervalMs), background)
  }

  #schedule(ms: number, background: boolean): void {
    this.#timer = this.parts.machine.clock.after(
      ms,
      () => {
        this.#timer = undefined
        this.#synchronize()
      },
      { background },
    )
  }

  #synchronize(): void {
    const { machine } = this.parts
    if (machine.clock.now() < this.#patience && this.parts.pods().some(({ ending }) => ending)) {
      this.#schedule(pollMs, false)
      return
    }
    const observations = observe(machine)
    const met = metOf(this.#thresholds, observations, false)
    const open = metOf(this.#unresolved, observations, true).filter((threshold) => !met.includes(threshold))
    const due = this.#notice([...met, ...open])
    const evicted = this.#evictForStorage() || (due.length > 0 && this.#reclaim(due, observations))
    this.#goOn(evicted, met.length > 0 || due.length > 0)
  }

  /** Notes when thresholds were met, brings the node's conditions up to date, and tells which thresholds have waited long enough. */
  #notice(thresholds: readonly Threshold[]): Threshold[] {
    const now = this.parts.machine.clock.now()
    this.#firstMet = new Map(thresholds.map((threshold) => [keyOf(threshold), this.#firstMet.get(keyOf(threshold)) ?? now]))
    for (const { signal } of thresholds) this.#lastSeen.set(signals[signal].condition, now)
    for (const [condition, seen] of this.#lastSeen) {
      const shown = now - seen < this.#config.evictionPressureTransitionPeriod
      if (shown) this.#show(condition)
      else this.#hide(condition)
    }
    const due = thresholds.filter((threshold) => now - (this.#firstMet.get(keyOf(threshold)) ?? now) >= threshold.graceMs)
    this.#unresolved = due
    return due
  }

  #show(condition: string): void {
    this.#shown.add(condition)
    this.parts.trouble.add(condition)
  }

  #hide(condition: string): void {
    this.#lastSeen.delete(condition)
    if (this.#shown.delete(condition)) this.parts.trouble.delete(condition)
  }

  #evictForStorage(): boolean {
    let some = false
    for (const each of this.parts.pods()) {
      const excess = each.active && hasStorageLimit(each.pod) ? storageExcess(each.pod, each.storageUse()) : undefined
      if (excess === undefined || isCritical(each.pod)) continue
      each.evict(excess, immediateSeconds, false)
      some = true
    }
    return some
  }

  /** Memory comes first. @returns whether a pod had to go. */
  #reclaim(due: readonly Threshold[], observations: Observations): boolean {
    const { events, machine, reclaimDisk } = this.parts
    const threshold = due.find(({ signal }) => signal === 'memory.available') ?? (due[0] as Threshold)
    const { resource } = signals[threshold.signal]
    const node = this.parts.node()
    if (node) events.record(byName(node), 'Warning', 'EvictionThresholdMet', `Attempting to reclaim ${resource}`)
    if (resource === 'ephemeral-storage') {
      reclaimDisk()
      if (metOf(this.#thresholds, observe(machine), true).length === 0) return false
    }
    const active = this.parts.pods().filter((each) => each.active)
    const candidates = new Map(active.map((each) => [candidateOf(each), each]))
    for (const candidate of ranked([...candidates.keys()], resource)) {
      if (isCritical(candidate.pod)) continue
      const chosen = candidates.get(candidate) as Evictable
      const use = resource === 'memory' ? chosen.memoryUse() : resource === 'ephemeral-storage' ? chosen.storageUse().containers : new Map()
      const grace = threshold.graceMs === 0 ? immediateSeconds : (this.#config.evictionMaxPodGracePeriod ?? 0)
      chosen.evict(evictionMessage(resource, candidate.pod, use, due, observations), grace, true)
      return true
    }
    return false
  }

  /** Looks again as long as there is something to see; nobody waits for it where nothing more can be done. */
  #goOn(evicted: boolean, met: boolean): void {
    const limited = this.parts.pods().some(({ pod, active }) => active && hasStorageLimit(pod))
    if (evicted) this.#patience = this.parts.machine.clock.now() + cleanUpMs
    if (evicted) this.#schedule(pollMs, false)
    else if (met || limited || this.#shown.size > 0) this.#schedule(intervalMs, true)
  }
}

const keyOf = ({ signal, value, graceMs }: Threshold): string => `${signal}<${value}/${graceMs}`

const isCritical = (pod: Pod): boolean => isStatic(pod) || (pod.spec.priority ?? 0) >= systemCritical

function candidateOf(each: Evictable): Candidate {
  const memory = [...each.memoryUse().values()].reduce((sum, bytes) => sum + bytes, 0)
  return { pod: each.pod, memory, disk: totalOf(each.pod, each.storageUse()), processes: each.processes() }
}

/** Events on nodes carry the node's name for a uid. */
const byName = (node: Node): Node => ({ ...node, metadata: { ...node.metadata, uid: node.metadata.name } })
