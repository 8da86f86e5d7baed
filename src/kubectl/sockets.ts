/** Ports of the user's own machine, for the commands that listen: port-forward and proxy. Handed in by the edges. */

/** Where to listen: an address and a port (0 for any free one), or a Unix socket. */
export type ListenAt = { readonly host: string; readonly port: number } | { readonly path: string }

/** Somebody who connected. Texts are what the wire carries as UTF-8. Listeners are called at once with what has happened already. */
export interface LocalConnection {
  onData(listener: (text: string) => void): void
  /** Once, when the other side sends no more. */
  onEnd(listener: () => void): void
  write(text: string): void
  /** Sends no more. */
  end(): void
}

export interface LocalListener {
  /** The port that it got. */
  readonly port: number
  close(): void
}

/** Opens a port. Throws ListenError. */
export type Listen = (at: ListenAt, accept: (connection: LocalConnection) => void) => Promise<LocalListener>

/** A request to `kubectl proxy`. */
export interface LocalRequest {
  readonly method: string
  /** Still percent-encoded, with the query. */
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface LocalAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** A text, or one that goes on until `end` is called; then the result is what breaks it off. */
  readonly body: string | ((sink: { data(text: string): void; end(): void }) => () => void)
}

/** Serves HTTP on a port. Throws ListenError. */
export type Serve = (at: ListenAt, answer: (request: LocalRequest) => Promise<LocalAnswer>) => Promise<LocalListener>

/** The port could not be opened; worded as Go's net package does: `listen tcp4 127.0.0.1:80: bind: permission denied`. */
export class ListenError extends Error {}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'bind: address already in use',
  EACCES: 'bind: permission denied',
  EADDRNOTAVAIL: 'bind: cannot assign requested address',
  EAFNOSUPPORT: 'socket: address family not supported by protocol',
}

/** `code` is the operating system's (`EADDRINUSE`). */
export function listenError(at: ListenAt, code: string): ListenError {
  const why = reasons[code] ?? code
  if ('path' in at) return new ListenError(`listen unix ${at.path}: ${why}`)
  const six = at.host.includes(':')
  return new ListenError(`listen tcp${six ? 6 : 4} ${six ? `[${at.host}]` : at.host}:${at.port}: ${why}`)
}
