/** The volumes of one pod: set up before its containers start, kept up to date while it lives. */
import type { Container, Volume } from '../../../api/types.ts'
import type { Mount, VolumeFile } from '../../container-runtime/cri.ts'
import type { Machine } from '../../container-runtime/usage/machine.ts'
import { expand } from '../environment/expansion.ts'
import { HostFolder } from './host-files.ts'
import { volumePlugins } from './plugins.ts'
import { type Files, LaterFile, MountError, NotAttachable, NotAttached, type Place, type VolumeContext } from './volume.ts'

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

const none: readonly MountFailure[] = []

export class PodVolumes {
  readonly #mounted = new Map<string, Place>()

  /** Sets up what is not set up yet. @returns what failed. */
  setUp(volumes: readonly Volume[], contextOf: () => VolumeContext): readonly MountFailure[] {
    const missing = volumes.filter(({ name }) => !this.#mounted.has(name))
    if (missing.length === 0) return none
    const context = contextOf()
    const failures: MountFailure[] = []
    for (const volume of missing) {
      try {
        this.#mounted.set(volume.name, setUp(volume, context))
      } catch (error) {
        if (!(error instanceof Error)) throw error
        failures.push({
          volume: volume.name,
          step: stepOf(error, volume),
          message: error.message,
          attach: error instanceof NotAttachable,
          waits: error instanceof NotAttached,
        })
      }
    }
    return failures
  }

  /** Brings files that come from API objects up to date. What can't be read stays as it was. @returns whether anything changed. */
  refresh(volumes: readonly Volume[], context: VolumeContext): boolean {
    let changed = false
    for (const volume of volumes) {
      const files = this.#mounted.get(volume.name)?.files
      const plugin = volumePlugins.find((each) => each.supports(volume))
      if (!files || !plugin?.content) continue
      try {
        changed = replace(files, plugin.content(volume, context)) || changed
      } catch {
        // The last good content stays, as on a real node.
      }
    }
    return changed
  }

  /** Where a container sees them. Throws an Error with the kubelet's text. */
  mounts(container: Container, volumes: readonly Volume[] = [], env: Readonly<Record<string, string>>): Mount[] {
    const isReadOnlyClaim = (name: string): boolean => volumes.some((volume) => volume.persistentVolumeClaim?.readOnly && volume.name === name)
    return (container.volumeMounts ?? []).map((mount) => {
      const place = this.#mounted.get(mount.name)
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
    return new Map([...this.#mounted].flatMap(([name, { files, own }]) => (own ? [[name, sizeOf(files)]] : [])))
  }

  /** The pod is gone: what its own volumes took of disk and memory is free again. */
  forget({ disk, memory }: Machine): void {
    for (const { files, own, device } of this.#mounted.values()) {
      if (!own) continue
      if (device) memory.takeForSystem(-sizeOf(files))
      else disk.add(-sizeOf(files))
    }
    this.#mounted.clear()
  }
}

function setUp(volume: Volume, context: VolumeContext): Place {
  const plugin = volumePlugins.find((each) => each.supports(volume))
  const type = Object.keys(volume).find((key) => key !== 'name') ?? 'emptyDir'
  if (!plugin && type !== 'emptyDir') throw new Error(`ktutor does not simulate volumes of type ${type}`)
  const place = plugin?.place?.(volume, context) ?? { files: plugin?.content?.(volume, context) ?? new Map() }
  const device = plugin?.device?.(volume, context)
  return device ? { ...place, device } : place
}

const sizeOf = (files: Files): number => [...files.values()].reduce((sum, { text, size = text.length }) => sum + size, 0)

const stepOf = (error: Error, { name }: Volume): string =>
  error instanceof MountError ? `${error.step} for volume ${JSON.stringify(error.volume)}` : `MountVolume.SetUp failed for volume ${JSON.stringify(name)}`

/** What is read later is not read to be compared. */
const sameFile = (a: VolumeFile | undefined, b: VolumeFile): boolean =>
  a?.mode === b.mode && (b instanceof LaterFile ? a instanceof LaterFile && a.read === b.read : a.text === b.text)

function replace(files: Files, content: Files): boolean {
  let changed = files.size !== content.size
  for (const [path, file] of content) changed ||= !sameFile(files.get(path), file)
  if (!changed) return false
  files.clear()
  for (const [path, file] of content) files.set(path, file)
  return true
}
