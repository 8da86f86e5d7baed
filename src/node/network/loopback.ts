/**
 * Ports of a machine that programs outside of the simulation have opened: what kubectl port-forward and kubectl proxy open
 * on the learner's own. Whoever asks there is answered when the answer is there, by whatever way it comes.
 */
import type { HttpRequest, HttpResponse } from './http.ts'

/** Sends a request; `done` hears the answer, once, maybe at once. What is returned breaks it off. */
export type LoopbackExchange = (request: HttpRequest, done: (answer: HttpResponse | 'reset') => void) => () => void

/** Who listens on a port of the own machine; undefined for nobody. */
export type LoopbackPorts = (port: number) => LoopbackExchange | undefined

export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)

/** An HTTP answer as far as its text has come; undefined while it is incomplete. `ended`: nothing more comes. */
export function readResponse(text: string, method: string, ended: boolean): HttpResponse | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n')
  const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]))
  const body = text.slice(end + 4)
  const length = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-length')?.[1]
  const whole = method === 'HEAD' || ended || (length !== undefined && new TextEncoder().encode(body).length >= Number(length))
  return whole ? { status: Number(statusLine.split(' ')[1]), headers, body } : undefined
}
