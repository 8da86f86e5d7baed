/** The disks themselves, which are no part of Kubernetes: they stand somewhere, any node can be given one, one node at a time. */
import type { PublishedVolume } from '../../api/csi.ts'
import { Quantity } from '../../api/quantity.ts'
import type { Network } from '../../node/network/network.ts'
import type { Random } from '../../random.ts'

interface Disk {
  bytes: number
  readonly volume: PublishedVolume & { readonly device: { bytes: number } }
  /** The node that has it. */
  node: string | undefined
}

/** By handle. */
class Disks {
  readonly #disks = new Map<string, Disk>()
  readonly #handles = new Map<string, string>()

  /** A disk for a volume of this name: the same one if it was asked for before. @returns its handle */
  create(name: string, size: string, random: Random): string {
    const known = this.#handles.get(name)
    if (known !== undefined) return known
    const handle = `vol-${random.hex(17)}`
    const bytes = Quantity.parse(size).value
    const letter = String.fromCharCode('b'.charCodeAt(0) + (this.#disks.size % 25))
    const device = { source: `/dev/vd${letter}`, type: 'ext4', bytes }
    this.#disks.set(handle, { bytes, volume: { files: new Map(), device }, node: undefined })
    this.#handles.set(name, handle)
    return handle
  }

  /** @throws Error in the words of a driver if a node has it */
  delete(handle: string): void {
    const node = this.#disks.get(handle)?.node
    if (node !== undefined) throw new Error(`rpc error: code = FailedPrecondition desc = disk ${handle} is attached to node ${node}`)
    this.#disks.delete(handle)
    for (const [name, each] of this.#handles) if (each === handle) this.#handles.delete(name)
  }

  /** @throws Error */
  attach(handle: string, node: string): void {
    const disk = this.#get(handle)
    if (disk.node !== undefined && disk.node !== node)
      throw new Error(`rpc error: code = FailedPrecondition desc = disk ${handle} is attached to node ${disk.node}`)
    disk.node = node
  }

  detach(handle: string, node: string): void {
    const disk = this.#disks.get(handle)
    if (disk?.node === node) disk.node = undefined
  }

  /** @throws Error */
  publish(handle: string, node: string): PublishedVolume {
    const disk = this.#get(handle)
    if (disk.node !== node) throw new Error(`rpc error: code = NotFound desc = disk ${handle} is not attached to node ${node}`)
    return disk.volume
  }

  /** Makes the disk larger; its file system stays as it is. @throws Error */
  grow(handle: string, size: string): void {
    const disk = this.#get(handle)
    disk.bytes = Math.max(disk.bytes, Quantity.parse(size).value)
  }

  /** Makes the file system as large as the disk. @throws Error */
  growFileSystem(handle: string): void {
    const disk = this.#get(handle)
    disk.volume.device.bytes = disk.bytes
  }

  #get(handle: string): Disk {
    const disk = this.#disks.get(handle)
    if (!disk) throw new Error(`rpc error: code = NotFound desc = disk ${handle} does not exist`)
    return disk
  }
}

const rooms = new WeakMap<Network, Disks>()

/** The disks that the machines of a network can have. */
export function disksOf(network: Network): Disks {
  let disks = rooms.get(network)
  if (!disks) rooms.set(network, (disks = new Disks()))
  return disks
}
