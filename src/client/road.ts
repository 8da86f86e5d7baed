/**
 * The road from a component to the API server. It may be blocked: then requests fail as connections do, and watches end.
 * A component behind a blocked road goes on with what it knows, as in a real cluster.
 */
import type { ApiHandler, ApiResponse, Cancel, ResponseStream } from '../api/request.ts'
import { StatusError } from '../api/status.ts'

type Watch = Extract<ResponseStream, { kind: 'watch' }>

export class Road {
  readonly #ends = new Set<() => void>()

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
    for (const end of [...this.#ends]) end()
  }

  #watch(stream: Watch): Watch {
    return {
      kind: 'watch',
      open: (sink) => {
        let close: Cancel = () => {}
        let over = false
        const leave = (): void => {
          over = true
          this.#ends.delete(end)
        }
        const end = (): void => {
          leave()
          close()
          sink.end()
        }
        this.#ends.add(end)
        // What is gone already ends while it is opened.
        close = stream.open({
          data: (chunk) => sink.data(chunk),
          end: () => {
            if (over) return
            leave()
            sink.end()
          },
        })
        return () => {
          leave()
          close()
        }
      },
    }
  }
}

/** What a client makes of a connection that fails; it tries again later. */
const unreachable = (why: string): ApiResponse => {
  const { status } = new StatusError(503, 'ServiceUnavailable', why)
  return { status: 503, headers: {}, body: status }
}
