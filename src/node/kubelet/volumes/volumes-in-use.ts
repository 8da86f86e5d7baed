/**
 * The attached volumes that pods of this node use: the node's status tells, so that nobody detaches one under a pod. Models
 * pkg/kubelet/volumemanager (GetVolumesInUse).
 */
import { uniqueVolumeName } from '../../../api/csi.ts'
import { nodes } from '../../../api/kinds.ts'
import { StatusError } from '../../../api/status.ts'
import type { PersistentVolume, Pod } from '../../../api/types.ts'
import type { Client } from '../../../client/client.ts'

interface Use {
  readonly pod: Pod
  readonly volume: PersistentVolume
  /** Whether it is mounted, not only waited for. */
  mounted: boolean
}

export class VolumesInUse {
  /** By volume and pod. */
  readonly #uses = new Map<string, Use>()
  #told = ''

  constructor(
    private readonly client: Client,
    private readonly nodeName: string,
  ) {}

  get mounted(): readonly Use[] {
    return [...this.#uses.values()].filter(({ mounted }) => mounted)
  }

  /** A pod needs the volume. */
  add(pod: Pod, volume: PersistentVolume): Use {
    const key = `${volume.metadata.name}/${pod.metadata.uid}`
    let use = this.#uses.get(key)
    if (!use) this.#uses.set(key, (use = { pod, volume, mounted: false }))
    this.#tell()
    return use
  }

  /** A pod has ended. */
  release(pod: Pod): void {
    if (this.#uses.size === 0) return
    for (const [key, use] of this.#uses) if (use.pod.metadata.uid === pod.metadata.uid) this.#uses.delete(key)
    this.#tell()
  }

  #tell(): void {
    const names = [...new Set([...this.#uses.values()].flatMap(({ volume }) => (volume.spec?.csi ? [uniqueVolumeName(volume.spec.csi)] : [])))].sort()
    if (names.join() === this.#told) return
    try {
      this.client.patch(nodes, this.nodeName, '', { status: { volumesInUse: names.length > 0 ? names : null } }, undefined, 'status')
      this.#told = names.join()
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
    }
  }
}
