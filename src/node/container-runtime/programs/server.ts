/** What servers share: opening ports, waiting for the signal that ends them, CPU use that follows the requests. */
import type { HttpRequest, HttpResponse } from '../../network/http.ts'
import { AddressInUse, type Listener, type Protocol } from '../../network/network.ts'
import type { Process, Wait } from '../process.ts'
import type { Signal } from '../signal.ts'
import { forSignals } from '../sleep.ts'

/** Opens a port on the pod's address for as long as the process lives. False if somebody has it already. */
export function listen(process: Process, port: number, listener: Listener, protocol: Protocol = 'TCP'): boolean {
  try {
    process.onEnd(process.environment.listen(port, protocol, listener))
    return true
  } catch (error) {
    if (error instanceof AddressInUse) return false
    throw error
  }
}

/** Waits until one of the signals comes, and says which. */
export function* untilSignal(process: Process, ...signals: readonly Signal[]): Generator<Wait, Signal, void> {
  let received: Signal | undefined
  for (const signal of signals)
    process.handlers.set(signal, () => {
      received ??= signal
    })
  while (received === undefined) yield forSignals
  return received
}

/** CPU use of a server: a little when nobody asks, and the work that each request causes. */
export class Load {
  constructor(
    private readonly process: Process,
    /** Millicores when nobody asks. */
    readonly idle: number,
  ) {
    process.cpu = idle
  }

  /** Counts work of so many milliseconds on one core. @returns the seconds that it takes. */
  add(cpuMs: number): number {
    return this.process.environment.cgroup.cpu.work(cpuMs)
  }
}

const types: Record<string, string> = {
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  js: 'application/javascript',
  json: 'application/json',
  txt: 'text/plain',
  xml: 'text/xml',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  ico: 'image/x-icon',
}

export const contentType = (path: string, other = 'application/octet-stream'): string => types[/\.(\w+)$/.exec(path)?.[1] ?? ''] ?? other

/** A text as an HTTP answer with the headers in the given order. */
export const reply = (status: number, headers: Readonly<Record<string, string>>, body: string, request?: HttpRequest): HttpResponse => ({
  status,
  headers,
  body: request?.method === 'HEAD' ? '' : body,
})

/** `16/Nov/2026:09:12:01 +0000`, as access logs have it. */
export function logTime(ms: number): string {
  const [, day, month, year] = /^\w+, (\d+) (\w+) (\d+)/.exec(new Date(ms).toUTCString()) ?? []
  return `${day}/${month}/${year}:${new Date(ms).toISOString().slice(11, 19)} +0000`
}
