/**
 * The CPU controller of a container's cgroup: what its programs ask for, what they get, what they have used. Nothing is
 * counted as time goes by: whoever asks, or changes something, brings the account up to date. Models cgroup v2's cpu
 * controller: weight from the request, quota from the limit, throttled periods. Programs ask in two ways: a curve of
 * millicores, and pieces of work, which take longer where less is to be had.
 */
import type { Clock } from '../../../clock.ts'
import type { Cores } from './cores.ts'
import { Demand, type Timed } from './demand.ts'

/** Length of a period of the quota. */
const periodMs = 100

/** Millicores that one thread can use. */
const oneCore = 1000

export interface CpuStat {
  readonly usageMs: number
  readonly periods: number
  readonly throttledPeriods: number
  readonly throttledMs: number
}

export class CpuGroup {
  readonly #demand = new Demand()
  /** Work that is asked for and not done, in milliseconds of one core. */
  #backlog = 0
  #used = 0
  #periods = 0
  #throttled = 0
  #throttledMs = 0
  #at: number
  #sample: { readonly at: number; readonly used: number } | undefined
  #rate = 0
  #itemizing = false
  /** What the node leaves it while others want more than there is, in millicores. */
  grant = Number.POSITIVE_INFINITY

  constructor(
    private readonly clock: Clock,
    private readonly cores: Cores,
    /** Millicores, 0 for no limit. */
    public quota: number,
    /** Shares: who asked for more gets more where there is not enough. */
    public weight: number,
  ) {
    this.#at = clock.now()
    this.#sample = { at: this.#at, used: 0 }
  }

  add(timed: Timed): void {
    this.#change(() => this.#demand.add(timed))
  }

  remove(timed: Timed): void {
    this.#change(() => this.#demand.remove(timed))
  }

  /** What was counted as one sum comes to be counted one by one while `act` runs; in the end it is the same. */
  itemize(sum: number, act: () => void): void {
    this.settle()
    this.#itemizing = true
    try {
      this.#demand.remove({ curve: sum, since: 0 })
      act()
    } finally {
      this.#itemizing = false
    }
  }

  /** Millicores that it goes on asking for; undefined if that changes, or it has work to do. */
  get steady(): number | undefined {
    return this.#backlog > 0 || this.#demand.moves ? undefined : this.#demand.at(this.#at)
  }

  /** Another limit, another weight. */
  resize(quota: number, weight: number): void {
    this.#change(() => Object.assign(this, { quota, weight }))
  }

  /** Asks for work of so many milliseconds on one core. @returns in how many seconds it will be done. */
  work(cpuMs: number): number {
    this.#change(() => {
      this.#backlog += cpuMs
    })
    const speed = this.#speed()
    return Math.max(cpuMs / Math.min(oneCore, speed), this.#backlog / speed)
  }

  /** Everything has ended. */
  close(): void {
    this.#change(() => {
      this.#backlog = 0
    })
    this.cores.remove(this)
  }

  /** Used since the container began. */
  get stat(): CpuStat {
    this.settle()
    return { usageMs: this.#used, periods: Math.floor(this.#periods), throttledPeriods: Math.floor(this.#throttled), throttledMs: this.#throttledMs }
  }

  /** Millicores at this moment. */
  get millicores(): number {
    this.settle()
    const wanted = this.#demand.at(this.#at) + (this.#backlog > 0 ? this.#speed() : 0)
    return Math.min(wanted, this.#cap())
  }

  /** Millicores on the average of the last ten seconds or more, as a kubelet that samples now and then sees it. */
  get rate(): number {
    this.settle()
    const now = this.#at
    const last = this.#sample
    if (last && now - last.at < 10_000 && this.#rate > 0) return this.#rate
    const seconds = last ? (now - last.at) / 1000 : 0
    this.#rate = last && seconds > 0 ? (this.#used - last.used) / seconds : this.millicores
    this.#sample = { at: now, used: this.#used }
    return this.#rate
  }

  /** Millicores that it would use if nobody else wanted any. */
  get appetite(): number {
    const wanted = this.#demand.at(this.#at) + (this.#backlog > 0 ? Math.max(oneCore, Math.min(this.#backlog, this.cores.capacity)) : 0)
    return this.quota > 0 ? Math.min(wanted, this.quota) : wanted
  }

  /** Whether anything in it asks for CPU. */
  get idle(): boolean {
    return this.#backlog === 0 && !this.#demand.moves && this.#demand.at(this.#at) === 0
  }

  /** Counts what was used since the last time. */
  settle(): void {
    const now = this.clock.now()
    if (now <= this.#at || this.idle) {
      this.#at = Math.max(this.#at, now)
      return
    }
    const from = this.#at
    this.#at = now
    const seconds = (now - from) / 1000
    const cap = this.#cap()
    const steady = this.#demand.area(from, now, cap)
    const speed = this.#speed()
    const done = Math.min(this.#backlog, speed * seconds)
    const used = Math.min(steady + done, cap * seconds)
    this.#backlog -= done
    if (this.#backlog < 1e-6) this.#backlog = 0
    this.#used += used
    this.cores.count(used)
    if (this.quota > 0 && used > 0) this.#countPeriods(from, now, done / speed)
  }

  #countPeriods(from: number, now: number, working: number): void {
    const { quota } = this
    const steady = this.#demand.at(from)
    const waiting = steady + oneCore > quota ? working : 0
    const throttled = Math.max(this.#demand.above(from, now, quota), waiting)
    this.#periods += (now - from) / periodMs
    this.#throttled += (throttled * 1000) / periodMs
    this.#throttledMs += throttled * 1000 * Math.max(0, 1 - quota / Math.max(quota, steady + (waiting > 0 ? oneCore : 0)))
  }

  #cap(): number {
    return Math.min(this.quota > 0 ? this.quota : Number.POSITIVE_INFINITY, this.grant, this.cores.capacity)
  }

  /** Millicores that are left for work beside the curves; programs in one group share evenly at worst. */
  #speed(): number {
    const cap = this.#cap()
    return Math.max(cap - this.#demand.at(this.#at), cap / 2, 1)
  }

  #change(act: () => void): void {
    if (this.#itemizing) {
      act()
      return
    }
    this.settle()
    act()
    this.cores.changed(this)
  }
}
