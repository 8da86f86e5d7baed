/**
 * Counts what namespaces with quotas use, and writes it into the quotas' status: when a quota is new or its limits
 * change, when something that it counts goes away, and every five minutes in any case. What comes is charged by the API
 * server's quota admission. Models pkg/controller/resourcequota.
 */
import { type Kind, pods, resourceQuotas, services } from '../../api/kinds.ts'
import { type AnyObject, deepEqual, keyOf, type ObjectKey } from '../../api/object.ts'
import { evaluatorOf, usedOf } from '../../api/quota/evaluators.ts'
import { takesResources } from '../../api/quota/pods.ts'
import { equalLists } from '../../api/resource-list.ts'
import { StatusError } from '../../api/status.ts'
import { type DiscoveredKind, discover } from '../../client/discovery.ts'
import type { Change } from '../../client/informer.ts'
import type { ControllerParts } from '../../client/run-controller.ts'
import { WorkQueue } from '../../client/work-queue.ts'
import type { Timer } from '../../clock.ts'

const resyncMs = 5 * 60_000
/** How often new kinds are looked for. */
const discoveryMs = 30_000

export const resourceQuotaAccount = 'resourcequota-controller'

type Named = Pick<Kind<unknown>, 'group' | 'plural'>
const same = (a: Named, b: Named): boolean => a.plural === b.plural && a.group === b.group

export class ResourceQuotaController {
  readonly #queue: WorkQueue
  readonly #cancels: (() => void)[]
  #kinds: DiscoveredKind[] = []
  /** The next look for new kinds. */
  #again: Timer | undefined
  #stopped = false

  constructor(private readonly parts: ControllerParts) {
    this.#queue = new WorkQueue(parts.clock, (key) => this.#attempt(key))
    this.#cancels = [
      parts.informers.of(resourceQuotas).subscribe(({ type, object, previous }) => {
        if (type !== 'DELETED' && !(previous && deepEqual(previous.spec?.hard, object.spec?.hard))) this.#queue.add(keyOf(object))
      }),
    ]
    this.#resync()
  }

  stop(): void {
    this.#stopped = true
    for (const cancel of this.#cancels) cancel()
    this.#queue.stop()
  }

  #resync(): void {
    if (this.#stopped) return
    for (const quota of this.parts.informers.lister(resourceQuotas).list()) this.#queue.add(keyOf(quota))
    this.parts.clock.after(resyncMs, () => this.#resync(), { background: true })
  }

  /** Follows every kind of which quotas can count the objects. */
  #discover(): void {
    if (this.#stopped) return
    for (const kind of this.#newKinds()) {
      this.#kinds.push(kind)
      this.#cancels.push(this.parts.informers.of(kind).subscribe((change) => this.#notice(kind, change as Change<AnyObject>)))
    }
    this.#again?.cancel()
    this.#again = this.parts.clock.after(discoveryMs, () => this.#discover(), { background: true })
  }

  #newKinds(): DiscoveredKind[] {
    try {
      return discover(this.parts.client).filter(
        (kind) =>
          kind.namespaced &&
          ['list', 'watch', 'delete'].every((verb) => kind.verbs.includes(verb)) &&
          evaluatorOf(kind) !== undefined &&
          !this.#kinds.some((known) => same(known, kind)),
      )
    } catch (error) {
      if (error instanceof StatusError) return []
      throw error
    }
  }

  /** Something that quotas of the namespace may count has gone, or takes less than before. */
  #notice(kind: Kind, { type, object, previous }: Change<AnyObject>): void {
    if (type === 'ADDED' || (type === 'MODIFIED' && !(previous && frees(kind, previous, object, this.parts.clock.now())))) return
    const evaluator = evaluatorOf(kind)
    for (const quota of this.parts.informers.lister(resourceQuotas).list(object.metadata.namespace ?? ''))
      if (evaluator && evaluator.matching(Object.keys(quota.status?.hard ?? {})).length > 0) this.#queue.add(keyOf(quota))
  }

  #attempt(key: ObjectKey): void {
    try {
      if (this.#count(key)) this.#queue.forget(key)
      else this.#queue.addRateLimited(key)
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      this.parts.onError?.(resourceQuotaAccount, key, error)
      this.#queue.addRateLimited(key)
    }
  }

  /** False as long as it does not know all that there may be: what it has not seen would be given away once more. */
  #count({ namespace, name }: ObjectKey): boolean {
    const { client, clock, informers } = this.parts
    const quota = informers.lister(resourceQuotas).get(name, namespace)
    if (!quota) return true
    // A cluster without quotas is spared the looking around.
    if (this.#kinds.length === 0) this.#discover()
    if (this.#kinds.length === 0 || this.#kinds.some((kind) => !informers.of(kind).synced)) return false
    const list = (named: Named): readonly AnyObject[] => {
      const kind = this.#kinds.find((known) => same(known, named))
      return kind ? (informers.lister(kind).list(namespace) as readonly AnyObject[]) : []
    }
    const hard = quota.spec?.hard ?? {}
    const used = usedOf(quota, this.#kinds, list, clock.now())
    const { status } = quota
    if (status?.hard && status.used && deepEqual(status.hard, hard) && equalLists(status.used, used)) return true
    client.updateStatus(resourceQuotas, { ...quota, status: { hard, used } })
    return true
  }
}

function frees(kind: Kind, before: AnyObject, after: AnyObject, now: number): boolean {
  if (same(kind, pods)) return takesResources(before, now) && !takesResources(after, now)
  return same(kind, services) && before.spec?.type !== after.spec?.type
}
