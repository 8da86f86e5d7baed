import type { Connection, Refusal } from './connection.ts'
import { type Reason, reasonText } from './reason.ts'

/** How a connection failed, with its reason in words. */
export const refusal = (why: Refusal['why'], reason: Reason, hops: readonly string[], seconds: number): Refusal => ({
  ok: false,
  why,
  reason,
  // Few read it.
  get detail() {
    return reasonText(reason)
  },
  hops,
  seconds,
})

export type Fault = Extract<Reason, { kind: 'program' }>['fault']

/** The program at the end of a connection is to blame. */
export const programFault = ({ listener, remote }: Connection, fault: Fault): Reason => ({
  kind: 'program',
  program: listener.program ?? 'the program',
  at: `${remote.ip}:${remote.port}`,
  fault,
})
