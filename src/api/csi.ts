/**
 * The Container Storage Interface, as far as a kubelet speaks it: what a storage driver on its node does for it. In a real
 * cluster these are calls on a socket that the driver registers in /var/lib/kubelet/plugins_registry.
 */
import type { CSIPersistentVolumeSource } from './types.ts'

interface CsiVolume {
  readonly source: CSIPersistentVolumeSource
  readonly readOnly: boolean
}

/** A volume as the kubelet mounts it. */
export interface PublishedVolume {
  /** By relative path, shared by all who mount it. */
  readonly files: Map<string, { readonly text: string; readonly mode: number }>
  readonly device: { readonly source: string; readonly type: string; readonly bytes: number }
}

export interface CsiNodeDriver {
  /** `disk.csi.example.com` */
  readonly name: string
  /** What the driver calls this node. */
  readonly nodeID: string
  /** How many volumes it can have here. */
  readonly maxVolumes?: number
  /** Throws an Error with the driver's words. */
  publish(volume: CsiVolume): PublishedVolume
  /** Makes the file system as large as the disk. */
  expand(volume: CsiVolume): void
}

/** The drivers of one node. */
export class PluginRegistry {
  readonly #drivers = new Map<string, CsiNodeDriver>()
  readonly #listeners = new Set<() => void>()

  get drivers(): readonly CsiNodeDriver[] {
    return [...this.#drivers.values()]
  }

  driver(name: string): CsiNodeDriver | undefined {
    return this.#drivers.get(name)
  }

  /** @returns what takes it away again. */
  register(driver: CsiNodeDriver): () => void {
    this.#drivers.set(driver.name, driver)
    this.#tell()
    return () => {
      if (this.#drivers.get(driver.name) !== driver) return
      this.#drivers.delete(driver.name)
      this.#tell()
    }
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener)
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}

/** How a volume of a driver is called in the status of nodes. */
export const uniqueVolumeName = ({ driver, volumeHandle }: CSIPersistentVolumeSource): string => `kubernetes.io/csi/${driver}^${volumeHandle}`
