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
  #base = 0
  #size = 0
  readonly #taken = new Set<number>()
  #last = 1

  /** @param range is asked when the first address is needed: a node has its range once the controller manager gave it one. */
  constructor(private readonly range: () => string | undefined) {}

  /** A free address; the network's own, the gateway's (.1) and the broadcast address are never handed out. Throws when the range is used up. */
  allocate(): string {
    if (this.#size === 0) this.#open()
    for (let tries = 0; tries < this.#size; tries++) {
      this.#last = this.#last + 1 >= this.#size - 1 ? 2 : this.#last + 1
      if (this.#taken.has(this.#last)) continue
      this.#taken.add(this.#last)
      return this.#text(this.#base + this.#last)
    }
    throw new Error(`no IP addresses available in range set: ${this.#text(this.#base + 1)}-${this.#text(this.#base + this.#size - 2)}`)
  }

  #open(): void {
    const cidr = this.range()
    if (!cidr) throw new Error('no podCIDR assigned to this node')
    const [address = '', bits = '24'] = cidr.split('/')
    this.#base = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
    this.#size = 2 ** (32 - Number(bits))
  }

  release(address: string): void {
    this.#taken.delete(address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) - this.#base)
  }

  #text(value: number): string {
    return `${(value >>> 24) & 255}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`
  }
}
