/** Notes what a program looks at until it first waits, and whether others of its kind will begin in the same way. */
import type { Listener, Protocol } from '../../network/network.ts'
import type { Alarm, OpenPort } from './beginning.ts'
import { answering } from './doorbell.ts'

export class Watch {
  readonly variables = new Map<string, string | undefined>()
  /** Absolute paths, links followed and not. */
  readonly looked = new Set<string>()
  readonly ports: OpenPort[] = []
  alarm: Alarm | undefined
  /** It hangs on what differs from one container to another, or does what cannot be done later. */
  spoiled = false

  spoil(): void {
    this.spoiled = true
  }

  readonly look = (path: string): void => {
    // What the runtime itself puts there is different in each.
    if (path === '/' || own.test(path)) this.spoiled = true
    this.looked.add(path)
  }

  /** It waits for a moment to come; a program that waits for several does more than wait. */
  sets(ms: number, background: boolean): void {
    if (this.alarm || !(ms > 0)) this.spoiled = true
    this.alarm = { ms, background }
  }

  opened(port: number, protocol: Protocol, listener: Listener): void {
    const answers = answering(listener)
    if (answers && listener.program !== undefined) this.ports.push({ port, protocol, program: listener.program, answers })
    else this.spoiled = true
  }
}

const own = /^\/(proc|sys|etc\/(hosts|hostname|resolv\.conf))(\/|$)/

/** Variables of a process that is watched. */
export class WatchedVariables extends Map<string, string> {
  readonly #watch: Watch

  constructor(variables: ReadonlyMap<string, string>, watch: Watch) {
    super()
    this.#watch = watch
    for (const [name, value] of variables) super.set(name, value)
  }

  override get(name: string): string | undefined {
    const value = super.get(name)
    this.#watch.variables.set(name, value)
    return value
  }

  override has(name: string): boolean {
    return this.get(name) !== undefined
  }

  override forEach(...args: Parameters<Map<string, string>['forEach']>): void {
    this.#watch.spoil()
    super.forEach(...args)
  }

  override keys(): MapIterator<string> {
    this.#watch.spoil()
    return super.keys()
  }

  override values(): MapIterator<string> {
    this.#watch.spoil()
    return super.values()
  }

  override entries(): MapIterator<[string, string]> {
    this.#watch.spoil()
    return super.entries()
  }

  override [Symbol.iterator](): MapIterator<[string, string]> {
    return this.entries()
  }
}
