/** How kubectl reaches a cluster: the one in this process, or any other over HTTPS. Handed in by the edges. */
import type { Connection } from '../api/connection.ts'
import type { ApiRequest, ApiResponse } from '../api/request.ts'

export type { Connection }

export interface Transport {
  /** Where it leads, as `cluster-info` and `-v` show it: `https://127.0.0.1:6443`. */
  readonly server: string
  /** Sends a request. An answer with an error status is an answer; it throws only if the server can't be reached (ConnectionError). */
  send(request: ApiRequest): Promise<ApiResponse>
}

export type Connect = (connection: Connection) => Transport

/** The server could not be reached; `cause` words it as Go's net/http does: `dial tcp 127.0.0.1:6443: connect: connection refused`. */
export class ConnectionError extends Error {}

/** A request that got no answer: the ConnectionError, and which request it was, as Go's url.Error words it. */
export class RequestError extends ConnectionError {
  constructor(
    method: string,
    readonly url: string,
    /** The words of the ConnectionError. */
    readonly why: string,
  ) {
    super(`${method[0]}${method.slice(1).toLowerCase()} ${JSON.stringify(url)}: ${why}`)
  }

  /** `127.0.0.1:6443` */
  get host(): string {
    return this.url.replace(/^[a-z]+:\/\//, '').replace(/[/?].*$/, '')
  }
}
