/**
 * The one way into the API server: `handle(request) → response`. The in-process client, kubectl's transport and the HTTPS
 * front door all speak these shapes; an HTTP request and an ApiRequest say the same.
 */
import type { Status } from './status.ts'

/** Who is asking, as authentication found out. */
export interface UserInfo {
  readonly username: string
  readonly uid?: string
  readonly groups: readonly string[]
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

/** The subject of a client certificate whose chain the edge has verified against the cluster's CA. */
export interface PeerCertificate {
  readonly commonName: string
  readonly organizations: readonly string[]
  readonly notBefore: number
  readonly notAfter: number
  readonly fingerprint?: string
}

export interface ApiRequest {
  readonly method: 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Without the query, still percent-encoded where HTTP would. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | readonly string[]>>
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>
  /** Text as it came over the wire (JSON or YAML), or from a component in this process the object itself. */
  readonly body?: string | object
  /** Set by an edge that checked a client certificate. */
  readonly peer?: PeerCertificate
  /** Set only for components in this process: their identity, as their credentials would prove it. */
  readonly component?: UserInfo
}

export interface ApiResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** An object to be sent as JSON, or a text (logs, `/readyz`), or nothing. Never to be changed by who receives it. */
  readonly body?: object | string
  /** How long the answer took, where that is worth waiting for. Edges wait; components of this process have no time to. */
  readonly seconds?: number
  /** Present instead of `body` where the answer goes on. */
  readonly stream?: ResponseStream
}

export type ResponseStream =
  /** JSON documents one after the other (watch). */
  | { readonly kind: 'watch'; open(sink: Sink<object>): Cancel }
  /** Text as it is written (`logs -f`). */
  | { readonly kind: 'text'; open(sink: Sink<string>): Cancel }
  /** exec and attach. */
  | { readonly kind: 'exec'; readonly session: ExecSession }
  /** port-forward: each call is one connection of the client. */
  | { readonly kind: 'ports'; open(port: number): PortConnection; close(): void }

/**
 * Receives a stream. It is called in the middle of the write that caused the data: it may note what it gets and post
 * work, it must not send a request from inside the call.
 */
export interface Sink<T> {
  data(chunk: T): void
  end(): void
}

export type Cancel = () => void

/** A process started in a container, seen from outside. */
export interface ExecSession {
  readonly tty: boolean
  onStdout(listener: (text: string) => void): void
  onStderr(listener: (text: string) => void): void
  /** Types into the process. */
  write(text: string): void
  /** End of its standard input. */
  closeStdin(): void
  resize?(columns: number, rows: number): void
  /** Once, when it ended. Like onStdout, called at once if it has happened already. */
  onExit(listener: (exitCode: number) => void): void
  /** Once and instead of onExit, if the node could not start it: what the API server says of that. */
  onFailure?(listener: (message: string) => void): void
  /** Whenever it has changed something: files, what other processes do, or something that it asked another server to change. For onlookers in this process; no wire has it. */
  onChange?(listener: () => void): void
  kill(): void
}

/** One TCP connection to a port of a pod, seen from the client. Listeners are called at once with what has happened already. */
export interface PortConnection {
  onData(listener: (text: string) => void): void
  /** Once, when the other side sends no more. */
  onEnd(listener: () => void): void
  /** Once and before onEnd, if the node could not connect: in the node's words. */
  onFailure(listener: (message: string) => void): void
  write(text: string): void
  /** The client sends no more. */
  end(): void
  /** Breaks it off. */
  close(): void
}

/** An HTTP request that the API server passes on. Header names are in lower case. */
export interface ProxyRequest {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** How it was answered, or why it was not, in the words of Go's net package. */
export type ProxyAnswer = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string } | { readonly failure: string }

/** Connects from the API server's own machine. */
export type Dial = (
  request: ProxyRequest & {
    readonly scheme: 'http' | 'https'
    readonly host: string
    readonly port: number
    /** The certificate has to be for this name and signed by this authority (PEM). Without, any will do. */
    readonly verify?: { readonly serverName: string; readonly authority?: string }
  },
) => ProxyAnswer

/** What a kubelet offers to the API server on its port 10250 (`/containerLogs`, `/exec`). Refusals are thrown as StatusError. */
export interface KubeletApi {
  logs(pod: { namespace: string; name: string }, options: LogOptions): ResponseStream
  exec(pod: { namespace: string; name: string }, container: string, command: readonly string[], options: { stdin: boolean; tty: boolean }): ExecSession
  /** Joins the container's main process; its end is always 0. */
  attach(pod: { namespace: string; name: string }, container: string): ExecSession
  /** Connects to a port of the pod's own loopback. */
  portForward(pod: { namespace: string; name: string }, port: number): PortConnection
  /** `/healthz`, `/pods`, `/stats/summary` */
  http(request: ProxyRequest): ProxyAnswer
}

export interface LogOptions {
  readonly container: string
  readonly follow?: boolean
  readonly previous?: boolean
  readonly timestamps?: boolean
  readonly tailLines?: number
  readonly sinceSeconds?: number
  /** RFC 3339 */
  readonly sinceTime?: string
  readonly limitBytes?: number
}

export type ApiHandler = (request: ApiRequest) => ApiResponse

/** The first value of a query parameter. */
export function queryValue(request: ApiRequest, name: string): string | undefined {
  const value = request.query?.[name]
  return typeof value === 'string' || value === undefined ? value : value[0]
}

/** All values of a query parameter that may be repeated (`command=ls&command=-l`). */
export function queryValues(request: ApiRequest, name: string): readonly string[] {
  const value = request.query?.[name]
  return value === undefined ? [] : typeof value === 'string' ? [value] : value
}

export const isStatus = (body: unknown): body is Status =>
  typeof body === 'object' && body !== null && (body as { kind?: unknown }).kind === 'Status' && (body as { apiVersion?: unknown }).apiVersion === 'v1'
