/**
 * Leader election: of several copies of a component only the one that holds the lease works. Whoever holds it renews it;
 * when it was not renewed for its duration another one takes it; a leader that can't renew it in time stops
 * working. Models client-go tools/leaderelection; renews each 10 s instead of each 2 s, and who waits looks when the lease
 * may be over instead of each 2 s, so that a simulated hour is not mostly that.
 */
import { leases } from '../api/kinds.ts'
import { formatMicroTime, timeOf } from '../api/time.ts'
import type { Lease } from '../api/types.ts'
import type { Clock, Timer } from '../clock.ts'
import type { Client } from './client.ts'
import type { EventRecorder } from './event-recorder.ts'
import { round } from './round.ts'

const namespace = 'kube-system'
const durationSeconds = 15
const renewMs = 10_000
const retryMs = 2000
/** Without a renewal for so long a leader gives up, before anybody else may think that the lease is over. */
const renewDeadlineMs = 14_000

export interface Candidate {
  readonly client: Client
  readonly clock: Clock
  readonly events: EventRecorder
  /** The lease's name: `kube-scheduler`. */
  readonly name: string
  /** `control-plane_6d0c…`: the machine and a uuid. */
  readonly identity: string
  /** It leads from now on. */
  started(): void
  /** It did, and somebody else may now. */
  lost(): void
}

export class LeaderElection {
  #held: Lease | undefined
  #renewed = 0
  #timer: Timer | undefined
  #leads = false
  #stopped = false

  constructor(private readonly candidate: Candidate) {
    this.#tick()
  }

  stop(): void {
    this.#stopped = true
    this.#timer?.cancel()
  }

  /** Gives the lease away, so that nobody has to wait for its end. */
  release(): void {
    const { client, clock } = this.candidate
    const now = formatMicroTime(clock.now())
    const held = this.#held
    this.stop()
    if (held)
      round(() => client.update(leases, { ...held, spec: { ...held.spec, holderIdentity: '', leaseDurationSeconds: 1, acquireTime: now, renewTime: now } }))
  }

  #tick(): void {
    if (this.#stopped) return
    const { clock } = this.candidate
    if (this.#leads) this.#renew()
    else this.#acquire()
    if (this.#stopped) return
    const wait = this.#leads && this.#held ? renewMs : this.#leads ? retryMs : Math.max(retryMs, this.#freeAt - clock.now())
    this.#timer = clock.after(wait, () => this.#tick(), { background: true })
  }

  /** When the lease of somebody else may be over. */
  #freeAt = 0

  #acquire(): void {
    this.#freeAt = 0
    round(() => {
      const lease = this.#take()
      if (!lease) return
      this.#held = lease
      this.#renewed = this.candidate.clock.now()
      this.#leads = true
      this.candidate.started()
    })
  }

  #renew(): void {
    const { client, clock, identity, name } = this.candidate
    const renewTime = formatMicroTime(clock.now())
    const done = round(() => {
      const lease = this.#held ?? client.get(leases, name, namespace)
      this.#held = undefined
      if (lease.spec.holderIdentity !== identity) {
        this.#renewed = Number.NEGATIVE_INFINITY
        return
      }
      this.#held = client.update(leases, { ...lease, spec: { ...lease.spec, renewTime } })
      this.#renewed = clock.now()
    })
    if (!done) this.#held = undefined
    if (this.#held || clock.now() - this.#renewed < renewDeadlineMs) return
    this.stop()
    this.candidate.lost()
  }

  /** @returns undefined while somebody else holds it and keeps it alive */
  #take(): Lease | undefined {
    const { client, clock, events, name, identity } = this.candidate
    const there = client.find(leases, name, namespace)
    const { holderIdentity = '', leaseDurationSeconds = durationSeconds } = there?.spec ?? {}
    const freeAt = (timeOf(there?.spec.renewTime) ?? 0) + leaseDurationSeconds * 1000
    if (there && holderIdentity !== '' && holderIdentity !== identity && freeAt > clock.now()) {
      this.#freeAt = freeAt + 1
      return undefined
    }
    const renewTime = formatMicroTime(clock.now())
    const leaseTransitions = there ? (there.spec.leaseTransitions ?? 0) + (holderIdentity === identity ? 0 : 1) : 0
    const spec: Lease['spec'] = { holderIdentity: identity, leaseDurationSeconds: durationSeconds, acquireTime: renewTime, renewTime, leaseTransitions }
    const lease = there ? client.update(leases, { ...there, spec }) : client.create(leases, { metadata: { name, namespace }, spec })
    events.record(lease, 'Normal', 'LeaderElection', `${identity} became leader`)
    return lease
  }
}
