/** Who listens on which address and port. */
import type { Listener, Protocol } from './connection.ts'

interface OpenPort {
  readonly port: number
  readonly protocol: Protocol
  readonly listener: Listener
}

/** What listens at an address, for `netstat`. */
export interface ListeningPort {
  readonly protocol: Protocol
  readonly port: number
  readonly loopback: boolean
  readonly program: string
}

export class Listeners {
  readonly #byAddress = new Map<string, readonly OpenPort[]>()

  /** @throws AddressInUse */
  open(ip: string, port: number, protocol: Protocol, listener: Listener): void {
    const here = this.#byAddress.get(ip)
    if (!here) {
      this.#byAddress.set(ip, [{ port, protocol, listener }])
      return
    }
    const loopback = listener.loopback ?? false
    if (here.some((open) => open.port === port && open.protocol === protocol && (open.listener.loopback ?? false) === loopback))
      throw new AddressInUse(ip, port)
    this.#byAddress.set(ip, [...here, { port, protocol, listener }])
  }

  close(ip: string, port: number, protocol: Protocol, listener: Listener): void {
    const left = (this.#byAddress.get(ip) ?? []).filter((open) => open.listener !== listener || open.port !== port || open.protocol !== protocol)
    if (left.length > 0) this.#byAddress.set(ip, left)
    else this.#byAddress.delete(ip)
  }

  /** @param local whether the client is on the same address, and meets what listens on loopback only */
  at(ip: string, port: number, protocol: Protocol, local: boolean): Listener | undefined {
    return this.#byAddress.get(ip)?.find((open) => open.port === port && open.protocol === protocol && (local || !open.listener.loopback))?.listener
  }

  on(ip: string): readonly ListeningPort[] {
    const open = (this.#byAddress.get(ip) ?? []).map(({ protocol, port, listener: { loopback = false, program = '-' } }) => ({
      protocol,
      port,
      loopback,
      program,
    }))
    return open.sort((a, b) => a.port - b.port)
  }
}

export class AddressInUse extends Error {
  constructor(ip: string, port: number) {
    super(`bind to ${ip}:${port}: address already in use`)
  }
}
