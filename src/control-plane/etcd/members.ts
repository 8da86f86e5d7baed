/**
 * The members of an etcd cluster, as raft sees them: a write needs more than half of them. One of those that are up leads;
 * when it goes, the others elect another in a new term. Not simulated: members that are up and don't reach each other.
 */
export interface EtcdMember {
  readonly name: string
  /** 16 hex digits. */
  readonly id: string
  /** Its machine. */
  readonly ip: string
  running: boolean
}

export class EtcdMembers {
  #leader: EtcdMember | undefined
  #term = 2

  constructor(readonly all: readonly EtcdMember[]) {
    this.#leader = all[0]
  }

  /** Whether writes, and reads that must not be stale, are possible. */
  get hasQuorum(): boolean {
    return this.all.filter(({ running }) => running).length > Math.floor(this.all.length / 2)
  }

  get leader(): EtcdMember | undefined {
    return this.hasQuorum ? this.#leader : undefined
  }

  get term(): number {
    return this.#term
  }

  member(name: string): EtcdMember | undefined {
    return this.all.find((each) => each.name === name)
  }

  start(name: string): void {
    this.#set(name, true)
  }

  stop(name: string): void {
    this.#set(name, false)
  }

  #set(name: string, running: boolean): void {
    const member = this.member(name)
    if (!member || member.running === running) return
    member.running = running
    if (!this.hasQuorum || this.#leader?.running) return
    this.#leader = this.all.find((each) => each.running)
    this.#term++
  }
}
