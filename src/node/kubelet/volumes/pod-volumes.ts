/** The volumes of one pod: set up before its containers start, kept up to date while it lives. */
import type { Container, Pod, Volume } from '../../../api/types.ts'
import { type Device, LaterFile, type Mount, type VolumeFile } from '../../container-runtime/cri.ts'
import { expand } from '../environment/expansion.ts'
import type { PodHost } from '../pod-host.ts'
import { HostFolder } from './host-files.ts'
import { volumePlugins } from './plugins.ts'
import { PodVolumeContext } from './pod-volume-context.ts'
import { TokenSource } from './token-source.ts'
import { type Files, MountError, NotAttachable, NotAttached, type VolumeContext } from './volume.ts'
import { VolumeWait } from './volume-wait.ts'

export interface MountFailure {
  readonly volume: string
  /** What was tried, and on what: `MountVolume.SetUp failed for volume "data"`. */
  readonly step: string
  readonly message: string
  /** Nothing to mount yet: the claim is not bound, or there is none. */
  readonly attach: boolean
  /** Nothing is wrong, it only takes its time. */
  readonly waits: boolean
}

/** The pod that they are of. */
interface Owner {
  readonly pod: Pod
  readonly podIP: string
  /** What could not be set up may be now. */
  sync(): void
  /** Some of their files have to be renewed. */
  refreshVolumes(): void
}

interface MountedVolume {
  readonly name: string
  readonly files: Files
  readonly own: boolean
  readonly device: Device | undefined
}

const none: readonly MountFailure[] = []

export class PodVolumes {
  #mounted: readonly MountedVolume[] = []
  readonly #tokens: TokenSource
  /** Only while something is missing. */
  #wait: VolumeWait | undefined

  constructor(
    private readonly host: PodHost,
    private readonly owner: Owner,
  ) {
    this.#tokens = new TokenSource(host, () => owner.refreshVolumes())
  }

  /** Tries to set up what is missing. @returns whether all is there; if not, the pod is looked at again after a while. */
  ready(): boolean {
    if (this.#wait?.isWaiting) return false
    const failures = this.#setUp()
    if (failures.length > 0) {
      this.#wait ??= new VolumeWait(this.host, this.owner)
      this.#wait.failed(this.owner.pod, failures)
      return false
    }
    this.#wait?.stop()
    this.#wait = undefined
    return true
  }

  /** @returns what failed. */
  #setUp(): readonly MountFailure[] {
    const { volumes = [] } = this.owner.pod.spec
    if (this.#mounted.length === volumes.length) return none
    const context = this.#context()
    return volumes.flatMap((volume) => (this.#find(volume.name) ? none : (this.#mount(volume, context) ?? none)))
  }

  #mount(volume: Volume, context: VolumeContext): MountFailure | undefined {
    try {
      this.#mounted = this.#mounted.concat(setUp(volume, context))
      return undefined
    } catch (error) {
      if (!(error instanceof Error)) throw error
      const { message } = error
      return { volume: volume.name, step: stepOf(error, volume), message, attach: error instanceof NotAttachable, waits: error instanceof NotAttached }
    }
  }

  /** Brings files that come from API objects up to date. What can't be read stays as it was. */
  refresh(): void {
    const context = this.#context()
    for (const volume of this.owner.pod.spec.volumes ?? []) {
      const files = this.#find(volume.name)?.files
      const plugin = volumePlugins.find((each) => each.supports(volume))
      if (!files || !plugin?.content) continue
      try {
        replace(files, plugin.content(volume, context))
      } catch {
        // The last good content stays, as on a real node.
      }
    }
  }

  /** A pod has a handful. */
  #find(name: string): MountedVolume | undefined {
    return this.#mounted.find((each) => each.name === name)
  }

  /** Nothing is tried or renewed any more. */
  stop(): void {
    this.#wait?.stop()
    this.#wait = undefined
    this.#tokens.stop()
  }

  #context(): VolumeContext {
    return new PodVolumeContext(this.host, this.owner.pod, this.owner.podIP, this.#tokens)
  }

  /** Where a container sees them. Throws an Error with the kubelet's text. */
  mounts(container: Container, env: Readonly<Record<string, string>>): Mount[] {
    const { volumes = [] } = this.owner.pod.spec
    const isReadOnlyClaim = (name: string): boolean => volumes.some((volume) => volume.persistentVolumeClaim?.readOnly && volume.name === name)
    return (container.volumeMounts ?? []).map((mount) => {
      const place = this.#find(mount.name)
      if (!place) throw new Error(`cannot find volume ${JSON.stringify(mount.name)} to mount into container ${JSON.stringify(container.name)}`)
      const { files, device } = place
      const only = files instanceof HostFolder ? files.only : undefined
      const subPath = only ?? (mount.subPathExpr === undefined ? mount.subPath : expand(mount.subPathExpr, (name) => env[name]))
      const readOnly = (mount.readOnly ?? false) || isReadOnlyClaim(mount.name)
      const path = mount.mountPath.endsWith('/') ? mount.mountPath.replace(/(?<=.)\/+$/, '') : mount.mountPath
      return { path, readOnly, files, ...(subPath ? { subPath } : {}), ...(device ? { device } : {}) }
    })
  }

  /** Bytes in the volumes that end with the pod, by their names. */
  localSizes(): Map<string, number> {
    return new Map(this.#mounted.flatMap(({ name, files, own }) => (own ? [[name, sizeOf(files)]] : [])))
  }

  /** The pod is gone: what its own volumes took of disk and memory is free again. */
  forget(): void {
    const { disk, memory } = this.host.runtime.machine
    for (const { files, own, device } of this.#mounted) {
      if (!own) continue
      if (device) memory.takeForSystem(-sizeOf(files))
      else disk.add(-sizeOf(files))
    }
    this.#mounted = []
  }
}

function setUp(volume: Volume, context: VolumeContext): MountedVolume {
  const plugin = volumePlugins.find((each) => each.supports(volume))
  const type = plugin ? undefined : Object.keys(volume).find((key) => key !== 'name')
  if (type) throw new Error(`ktutor does not simulate volumes of type ${type}`)
  const place = plugin?.place?.(volume, context)
  const files = place?.files ?? plugin?.content?.(volume, context) ?? new Map()
  return { name: volume.name, files, own: place?.own ?? false, device: plugin?.device?.(volume, context) ?? place?.device }
}

const sizeOf = (files: Files): number => [...files.values()].reduce((sum, { text, size = text.length }) => sum + size, 0)

const stepOf = (error: Error, { name }: Volume): string =>
  error instanceof MountError ? `${error.step} for volume ${JSON.stringify(error.volume)}` : `MountVolume.SetUp failed for volume ${JSON.stringify(name)}`

/** What is read later is not read to be compared. */
const sameFile = (a: VolumeFile | undefined, b: VolumeFile): boolean =>
  a?.mode === b.mode && (b instanceof LaterFile ? a instanceof LaterFile && a.read === b.read : a.text === b.text)

function replace(files: Files, content: Files): void {
  let changed = files.size !== content.size
  for (const [path, file] of content) changed ||= !sameFile(files.get(path), file)
  if (!changed) return
  files.clear()
  for (const [path, file] of content) files.set(path, file)
}
