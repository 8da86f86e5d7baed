/** A port of a program that has not been run yet: whoever wants something of it wakes the program, and is handed on. */
import type { HttpRequest, HttpResponse } from '../../network/http.ts'
import type { Listener, Source } from '../../network/network.ts'
import type { OpenPort } from './beginning.ts'

export type Answering = 'http' | 'text' | 'nothing'

export interface Sleeper {
  /** Wakes the program, and says what it listens with on this port. */
  answerer(port: OpenPort): Listener | undefined
}

class Bell implements Listener {
  #answerer: Listener | undefined

  constructor(
    private readonly port: OpenPort,
    private readonly sleeper: Sleeper,
  ) {}

  get program(): string {
    return this.port.program
  }

  protected get answerer(): Listener | undefined {
    return (this.#answerer ??= this.sleeper.answerer(this.port))
  }
}

class HttpBell extends Bell {
  http(request: HttpRequest, peer: Source): HttpResponse | 'hang' | 'reset' {
    return this.answerer?.http?.(request, peer) ?? 'reset'
  }
}

class TextBell extends Bell {
  text(input: string, peer: Source): { readonly output: string; readonly taken: number; readonly close?: boolean } {
    return this.answerer?.text?.(input, peer) ?? { output: '', taken: input.length, close: true }
  }
}

const kinds = { http: HttpBell, text: TextBell, nothing: Bell }

export const bellFor = (port: OpenPort, sleeper: Sleeper): Listener => new kinds[port.answers](port, sleeper)

/** How a listener answers, if a bell can stand in for it. */
export function answering(listener: Listener): Answering | undefined {
  if (listener.program === undefined || listener.dns || listener.tls || listener.sni || listener.loopback) return undefined
  if (listener.http) return listener.text ? undefined : 'http'
  return listener.text ? 'text' : 'nothing'
}
