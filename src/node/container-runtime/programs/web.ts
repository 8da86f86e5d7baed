/** A server whose business is HTTP: opens its port, tells its log, answers, ends on a signal. What varies is a value. */
import { type HttpRequest, type HttpResponse, httpDate } from '../../network/http.ts'
import type { Source } from '../../network/network.ts'
import type { Process, Program } from '../process.ts'
import type { Signal } from '../signal.ts'
import { forSignals, sleep } from '../sleep.ts'
import { byteLength, defineSteadyProgram } from './program.ts'
import { Load, listen, reply, untilSignal } from './server.ts'

export interface WebServer {
  /** What its process is called. */
  readonly name: string
  readonly port: number | ((running: Running) => number)
  /** MiB that it needs. */
  readonly memory: number
  /** Millicores when nobody asks. */
  readonly idle?: number
  /** Milliseconds on one CPU for a request. */
  readonly cost?: number
  /** Milliseconds until it listens. */
  readonly startUp?: number
  /** Bound to 127.0.0.1 only. */
  readonly loopback?: boolean
  /** Before it listens; a number ends it with that exit code. */
  prepare?(running: Running): number | void
  /** What it says once it listens. */
  ready?(running: Running): void
  answer(request: WebRequest, running: Running): HttpResponse | 'hang' | 'reset'
  /** What it does when its port is taken, and the exit code; 1 unless told. */
  portTaken?(running: Running): number
  /**
   * How it takes SIGTERM: in order (`stop` says its last words and may give the exit code), as a Go program without a
   * handler does (exit code 2), or not at all, as any other program without one that is process 1.
   */
  readonly ends?: 'in order' | 'go' | 'never'
  stop?(running: Running, signal: Signal): number | void
}

export interface Running {
  readonly process: Process
  readonly args: readonly string[]
  readonly port: number
  readonly version: string
  readonly hostname: string
  readonly load: Load
  /** Answered so far. */
  requests: number
}

export interface WebRequest extends HttpRequest {
  /** Without the query. */
  readonly plain: string
  readonly query: ReadonlyMap<string, string>
  readonly peer: Source
}

export function webServer(server: WebServer): Program {
  return defineSteadyProgram(server.name, function* (process, args) {
    const running = start(server, process, args)
    const ended = server.prepare?.(running)
    if (typeof ended === 'number') return ended
    if (server.startUp) yield* sleep(process, server.startUp)
    const opened = listen(process, running.port, {
      program: server.name,
      ...(server.loopback ? { loopback: true } : {}),
      http: (request, peer) => {
        running.load.add(server.cost ?? 0.2)
        running.requests++
        return server.answer(webRequest(request, peer), running)
      },
    })
    if (!opened) {
      if (!server.portTaken) process.err(`listen tcp :${running.port}: bind: address already in use\n`)
      return server.portTaken?.(running) ?? 1
    }
    server.ready?.(running)
    const { ends = 'in order' } = server
    if (ends === 'never') for (;;) yield forSignals
    const signal = yield* untilSignal(process, 'TERM', 'INT', 'QUIT', 'WINCH')
    return ends === 'go' ? 2 : (server.stop?.(running, signal) ?? 0)
  })
}

function start(server: WebServer, process: Process, args: readonly string[]): Running {
  const { definition, tag } = process.environment.image
  process.memory = server.memory << 20
  const version = definition.version?.(tag) ?? tag
  const load = new Load(process, server.idle ?? 0.2)
  const running = { process, args, port: 0, version, hostname: process.environment.hostname, load, requests: 0 }
  running.port = typeof server.port === 'number' ? server.port : server.port(running)
  return running
}

function webRequest(request: HttpRequest, peer: Source): WebRequest {
  const [plain = '/', query = ''] = request.path.split(/\?(.*)/s)
  return { ...request, plain: decoded(plain), query: queryOf(query), peer }
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** `a=1&b=two+words` */
export const queryOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text
      .split('&')
      .filter(Boolean)
      .map((pair) => {
        const [name = '', value = ''] = pair.split(/=(.*)/s)
        return [decoded(name.replaceAll('+', ' ')), decoded(value.replaceAll('+', ' '))]
      }),
  )

/** The port that a client speaks from; it changes from request to request, as an ephemeral one does. */
export const peerPort = ({ requests }: Running): number => 32768 + ((requests * 7919) % 28000)

/** What an answer needs besides its body. */
export interface Answer {
  readonly status?: number
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly seconds?: number
}

/** An answer with the headers that Go's net/http gives it, in its order. */
export function goReply({ process }: Running, request: HttpRequest, body: string, answer: Answer = {}): HttpResponse {
  const { status = 200, type, headers = {}, seconds } = answer
  const sniffed = /^\s*<(!doctype|html|head|body|h1|title|pre|a )/i.test(body) ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8'
  const own = { ...(type === undefined ? {} : { 'Content-Type': type }), ...headers }
  const sorted = Object.fromEntries(Object.entries(own).sort(([a], [b]) => (a < b ? -1 : 1)))
  const added: Record<string, string> = type === undefined && body !== '' ? { 'Content-Type': sniffed } : {}
  return {
    ...reply(status, { ...sorted, Date: httpDate(process.now()), 'Content-Length': String(byteLength(body)), ...added }, body, request),
    ...(seconds === undefined ? {} : { seconds }),
  }
}

/** Go's http.NotFound. */
export const goNotFound = (running: Running, request: HttpRequest): HttpResponse =>
  goReply(running, request, '404 page not found\n', {
    status: 404,
    type: 'text/plain; charset=utf-8',
    headers: { 'X-Content-Type-Options': 'nosniff' },
  })

/** An answer with the headers that Node's http adds to the program's own. */
export const nodeReply = ({ process }: Running, request: HttpRequest, body: string, answer: Answer = {}): HttpResponse =>
  reply(
    answer.status ?? 200,
    {
      ...answer.headers,
      ...(answer.type === undefined ? {} : { 'Content-Type': answer.type }),
      Date: httpDate(process.now()),
      Connection: 'keep-alive',
      'Keep-Alive': 'timeout=5',
    },
    body,
    request,
  )

/** Go's log package: `2026/01/05 09:00:04 text`. */
export const goLog = (process: Process, text: string): void =>
  process.err(`${new Date(process.now()).toISOString().slice(0, 19).replace('T', ' ').replaceAll('-', '/')} ${text}\n`)
