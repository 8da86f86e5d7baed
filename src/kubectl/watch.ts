/** Follows changes on the server until somebody says enough: the stream ends, Ctrl-C, the listener itself, or the clock. */
import type { WatchEvent } from '../api/object.ts'
import type { KubectlIo } from './command.ts'
import { CommandError } from './errors.ts'
import { type RequestOptions, send } from './rest.ts'
import type { Transport } from './transport.ts'

export type WatchEnd = 'ended' | 'interrupted' | 'enough' | 'late'

/**
 * Opens a watch on a path and calls `onEvent` for each event, which must not send requests itself; `true` from it ends
 * the watch. Throws like send() if the watch cannot be opened. `late` resolves when it has taken too
 * long; the signal that it gets says that the watch is over.
 */
export async function watch(
  io: Pick<KubectlIo, 'waitFor' | 'signal'>,
  transport: Transport,
  path: string,
  options: RequestOptions,
  onEvent: (event: WatchEvent) => boolean | void,
  late?: (end: AbortSignal) => Promise<void>,
): Promise<WatchEnd> {
  const { stream } = await send(transport, 'GET', path, { ...options, query: { ...options.query, watch: true } })
  if (stream?.kind !== 'watch') throw new CommandError('the server answered a watch with something that is no stream')
  const { promise, resolve, reject } = deferred<WatchEnd>()
  const interrupted = () => resolve('interrupted')
  io.signal.addEventListener('abort', interrupted)
  if (io.signal.aborted) interrupted()
  // Several events may come before anybody can act on the first.
  let over = false
  const data = (event: object) => {
    if (over) return
    try {
      over = onEvent(event as WatchEvent) === true
      if (over) resolve('enough')
    } catch (error) {
      over = true
      reject(error)
    }
  }
  const cancel = stream.open({ data, end: () => resolve('ended') })
  const end = new AbortController()
  try {
    return await (late === undefined ? io.waitFor(promise) : Promise.race([promise, late(end.signal).then((): WatchEnd => 'late')]))
  } finally {
    end.abort()
    io.signal.removeEventListener('abort', interrupted)
    cancel()
  }
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: unknown) => void } {
  let resolve: (value: T) => void = () => {}
  let reject: (error: unknown) => void = () => {}
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}
