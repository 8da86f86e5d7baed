/**
 * The road from a component to the API server. It may be blocked: then requests fail as connections do, and watches end.
 * A component behind a blocked road goes on with what it knows, as in a real cluster.
 */
import type { ApiHandler, ApiResponse, Cancel, ResponseStream } from '../api/request.ts'
import { StatusError } from '../api/status.ts'

type Watch = Extract<ResponseStream, { kind: 'watch' }>
type WatchSink = Parameters<Watch['open']>[0]

export class Road {
  readonly #open = new Set<PassingWatch>()

  /** @param block why a connection fails now, in the words of Go's net package; undefined while the road is free. */
  constructor(
    private readonly to: ApiHandler,
    private readonly block: () => string | undefined,
  ) {}

  readonly handle: ApiHandler = (request) => {
    const block = this.block()
    if (block !== undefined) return unreachable(block)
    const response = this.to(request)
    return response.stream?.kind === 'watch' ? { ...response, stream: this.#watch(response.stream) } : response
  }

  /** What has become of the road changed: if it is blocked now, whatever goes on over it ends. */
  look(): void {
    if (this.block() === undefined) return
    for (const watch of [...this.#open]) watch.cut()
  }

  #watch(stream: Watch): Watch {
    return {
      kind: 'watch',
      open: (sink) => {
        const passing = new PassingWatch(this.#open, sink)
        passing.start(stream)
        return () => passing.leave()
      },
    }
  }
}

/** A watch that goes over a road: it ends with what it watches, or with the road. */
class PassingWatch implements WatchSink {
  #close: Cancel | undefined
  #over = false

  constructor(
    private readonly open: Set<PassingWatch>,
    private readonly sink: WatchSink,
  ) {
    open.add(this)
  }

  start(stream: Watch): void {
    const close = stream.open(this)
    // What is gone already ends while it is opened.
    if (this.#over) close()
    else this.#close = close
  }

  data(chunk: object): void {
    this.sink.data(chunk)
  }

  end(): void {
    if (this.#over) return
    this.#over = true
    this.open.delete(this)
    this.sink.end()
  }

  leave(): void {
    this.#over = true
    this.open.delete(this)
    this.#close?.()
  }

  /** The road is blocked. */
  cut(): void {
    this.leave()
    this.sink.end()
  }
}

/** What a client makes of a connection that fails; it tries again later. */
const unreachable = (why: string): ApiResponse => {
  const { status } = new StatusError(503, 'ServiceUnavailable', why)
  return { status: 503, headers: {}, body: status }
}
