/**
 * The ports of the learner's machine that kubectl has opened in this session. Other programs of the machine reach them
 * where they are real; the session's own curl always does, so that a session that is played again shows the same.
 */
import { type Listen, type ListenAt, type LocalAnswer, type LocalConnection, type LocalListener, listenError, type Serve } from '../kubectl/sockets.ts'
import type { HttpRequest, HttpResponse } from '../node/network/http.ts'
import { type LoopbackExchange, readResponse } from '../node/network/loopback.ts'

interface OpenPort {
  readonly host: string
  readonly port: number
  readonly exchange: LoopbackExchange
}

/** The ports of this machine as kubectl opens them; nobody else need be able to come in. */
export interface MachinePorts {
  readonly listen: Listen
  readonly serve: Serve
}

const firstFree = 40_000

export class LearnerPorts implements MachinePorts {
  #open: OpenPort[] = []

  constructor(
    private readonly machine: MachinePorts | undefined,
    private readonly catchUp: () => void,
  ) {}

  readonly exchange = (port: number): LoopbackExchange | undefined => this.#open.find((open) => open.port === port)?.exchange

  readonly listen: Listen = async (at, accept) => this.#opened(at, await this.#really(at, (machine, free) => machine.listen(free, accept)), talkTo(accept))

  readonly serve: Serve = async (at, answer) => this.#opened(at, await this.#really(at, (machine, free) => machine.serve(free, answer)), this.#ask(answer))

  async #really(at: ListenAt, open: (machine: MachinePorts, at: ListenAt) => Promise<LocalListener>): Promise<LocalListener> {
    if ('port' in at && at.port !== 0 && this.#open.some(({ host, port }) => host === at.host && port === at.port)) throw listenError(at, 'EADDRINUSE')
    if (this.machine) return open(this.machine, at)
    return { port: 'path' in at ? 0 : at.port || this.#freePort(), close: () => {} }
  }

  #freePort(): number {
    let port = firstFree
    while (this.exchange(port)) port++
    return port
  }

  #opened(at: ListenAt, listener: LocalListener, exchange: LoopbackExchange): LocalListener {
    if ('path' in at) return listener
    const open = { host: at.host, port: listener.port, exchange }
    this.#open.push(open)
    return {
      port: listener.port,
      close: () => {
        this.#open = this.#open.filter((other) => other !== open)
        listener.close()
      },
    }
  }

  #ask(answer: Parameters<Serve>[1]): LoopbackExchange {
    return ({ method, path, headers, body }, done) => {
      let heard = true
      void answer({ method, url: path, headers, body })
        .then(wholeAnswer)
        .then((whole) => {
          if (heard) done(whole)
          this.catchUp()
        })
      return () => (heard = false)
    }
  }
}

/** A stream says what it has to say at once; nobody waits for the rest of it. */
function wholeAnswer({ status, headers, body }: LocalAnswer): HttpResponse {
  let text = typeof body === 'string' ? body : ''
  if (typeof body === 'function') body({ data: (more) => (text += more), end: () => {} })()
  return { status, headers, body: text }
}

/** One exchange over a connection of its own. */
const talkTo =
  (accept: (connection: LocalConnection) => void): LoopbackExchange =>
  (request, done) => {
    let text = ''
    let over = false
    let onEnd = (): void => {}
    const look = (ended: boolean): void => {
      const response = over ? undefined : readResponse(text, request.method, ended)
      if (over || (!response && !ended)) return
      over = true
      done(response ?? 'reset')
      onEnd()
    }
    accept({
      onData: (listener) => listener(requestText(request)),
      onEnd: (listener) => (over ? listener() : (onEnd = listener)),
      write(data) {
        text += data
        look(false)
      },
      end: () => look(true),
    })
    return () => {
      over = true
      onEnd()
    }
  }

function requestText({ method, path, headers, body }: HttpRequest): string {
  const length = body === '' ? {} : { 'content-length': String(new TextEncoder().encode(body).length) }
  const lines = Object.entries({ ...headers, ...length }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}
