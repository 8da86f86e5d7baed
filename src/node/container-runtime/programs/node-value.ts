/** What the small JavaScript of node-script.ts computes with. */
import type { HttpRequest } from '../../network/http.ts'
import type { Source } from '../../network/network.ts'
import type { Process } from '../process.ts'

export type Value = string | number | undefined

export interface Scope {
  readonly process: Process
  readonly names: Map<string, Value>
  /** Inside of a handler: what came, from whom, and the answer so far. */
  readonly request?: HttpRequest
  readonly peer?: Source
  readonly response: { status: number; readonly headers: Record<string, string>; body: string }
}

export type Action = (scope: Scope, state: State) => void

export interface Timer {
  readonly every: number | undefined
  at: number
  readonly body: readonly Action[]
}

/** What a program has begun. */
export interface State {
  readonly timers: Timer[]
  serving: boolean
  exit: number | undefined
  say(text: string): void
  serve(port: number, answer: readonly Action[], names: readonly string[]): void
}

export const peerOf = ({ peer }: Scope): Value => (peer ? `::ffff:${peer.ip}` : undefined)
