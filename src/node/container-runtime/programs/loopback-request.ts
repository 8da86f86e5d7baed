/** An HTTP exchange with a port of the own machine that a program outside of the simulation has opened. */
import type { HttpResponse, Url } from '../../network/http.ts'
import type { LoopbackExchange } from '../../network/loopback.ts'
import type { HttpAnswer, HttpOptions, Refusal } from '../../network/network.ts'
import { type Reason, reasonText } from '../../network/reason.ts'
import type { Process, Wait } from '../process.ts'

/** Nobody waits longer, asked to or not. */
const patienceMs = 300_000

/** Waits for the answer, which may be made elsewhere in its own time. */
export function* requestHere(process: Process, url: Url, options: HttpOptions, exchange: LoopbackExchange): Generator<Wait, HttpAnswer | Refusal, void> {
  const started = process.now()
  const seconds = (): number => (process.now() - started) / 1000
  if (url.scheme === 'https') return broken(url, 'no-tls', 0)
  const answer = yield* answered(process, url, options, exchange)
  if (answer === undefined) return broken(url, 'no-answer', seconds())
  if (answer === 'reset') return broken(url, 'closed', seconds())
  const { source } = process.environment
  const way = { host: url.host, address: '127.0.0.1', port: url.port, remote: { ip: '127.0.0.1', port: url.port }, peer: source }
  return { ok: true, ...answer, seconds: seconds(), connection: { ok: true, ...way, listener: { program: 'kubectl' }, hops: [], seconds: 0 } }
}

/** The answer, or undefined where it takes too long. */
function* answered(process: Process, url: Url, options: HttpOptions, exchange: LoopbackExchange): Generator<Wait, HttpResponse | 'reset' | undefined, void> {
  const { clock } = process.environment
  const { method = 'GET', body = '', timeout } = options
  const headers = { host: url.port === 80 ? url.host : `${url.host}:${url.port}`, ...options.headers }
  let answer: HttpResponse | 'reset' | undefined
  process.onEnd(
    exchange({ method, path: url.path, headers, body }, (heard) => {
      answer = heard
      process.kernel.ready(process)
    }),
  )
  const until = process.now() + (timeout === undefined ? patienceMs : timeout * 1000)
  while (answer === undefined && process.now() < until)
    yield (wake) => {
      const timer = clock.after(until - clock.now(), wake, { background: timeout === undefined })
      return () => timer.cancel()
    }
  return answer
}

function broken(url: Url, fault: Extract<Reason, { kind: 'program' }>['fault'], seconds: number): Refusal {
  const reason: Reason = { kind: 'program', program: 'kubectl', at: `127.0.0.1:${url.port}`, fault }
  return { ok: false, why: fault === 'no-answer' ? 'timeout' : 'reset', reason, detail: reasonText(reason), hops: [], seconds }
}
