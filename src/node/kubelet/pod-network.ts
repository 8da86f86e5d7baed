/** What the kubelet asks of the network plugin (CNI): to connect a pod's sandbox, and to let go of it. */
import type { Cancel, PortConnection } from '../../api/request.ts'
import type { PodSandbox } from '../container-runtime/cri.ts'

export interface PodNetwork {
  /** Connects a sandbox that has its address. */
  attach(sandbox: PodSandbox): Cancel
  /** Connects to a port on the loopback of the sandbox that has this address; undefined if nothing listens there. */
  dial(ip: string, port: number): PortConnection | undefined
}

/** Hands out the addresses of a node's pod CIDR one after the other, and reuses freed ones only after a whole round. Models the host-local IPAM plugin. */
export class AddressPool {
  readonly #base: number
  readonly #size: number
  readonly #taken = new Set<number>()
  #last = 1

  constructor(cidr: string) {
    const [address = '', bits = '24'] = cidr.split('/')
    this.#base = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
    this.#size = 2 ** (32 - Number(bits))
  }

  /** A free address; the network's own, the gateway's (.1) and the broadcast address are never handed out. Throws when the range is used up. */
  allocate(): string {
    for (let tries = 0; tries < this.#size; tries++) {
      this.#last = this.#last + 1 >= this.#size - 1 ? 2 : this.#last + 1
      if (this.#taken.has(this.#last)) continue
      this.#taken.add(this.#last)
      return this.#text(this.#base + this.#last)
    }
    throw new Error(`no IP addresses available in range set: ${this.#text(this.#base + 1)}-${this.#text(this.#base + this.#size - 2)}`)
  }

  release(address: string): void {
    this.#taken.delete(address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) - this.#base)
  }

  #text(value: number): string {
    return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.')
  }
}
