/**
 * Volumes: files that outlive a container. A plugin either computes its files from objects of the API (configMap, secret,
 * downwardAPI, projected), again whenever they change, or gives a place to write to (emptyDir, hostPath, a claim).
 */
import type { Volume } from '../../../api/types.ts'
import type { Device, VolumeFile } from '../../container-runtime/cri.ts'
import type { PodFacts } from '../environment/downward-api.ts'
import type { EnvironmentSources } from '../environment/environment.ts'
import type { HostFiles } from './host-files.ts'

export type Files = Map<string, VolumeFile>

export interface VolumeContext extends Pick<EnvironmentSources, 'configMap' | 'secret'> {
  readonly facts: PodFacts
  /** Reads a token for the pod's ServiceAccount, which the TokenRequest API gave; the same function until it has to be renewed. */
  token(audience: string | undefined, expirationSeconds: number): () => string
  /** The files of the node. */
  readonly host: HostFiles
  /** The volume that is bound to a claim of the pod. Throws NotAttachable if none is, MountError if it cannot be mounted. */
  claim(name: string): Place
  /** Bytes that a file system in memory may hold at most. */
  readonly memory: number
}

/** Something to write to. */
export interface Place {
  readonly files: Files
  /** What it is on, if not the machine's own disk. */
  readonly device?: Device
  /** It is the pod's own, and ends with it. */
  readonly own?: boolean
}

export interface VolumePlugin {
  supports(volume: Volume): boolean
  /** The files as they should be now. Throws an Error with the text that follows `MountVolume.SetUp failed for volume "x" : `. */
  content?(volume: Volume, context: VolumeContext): Files
  /** The place itself. */
  place?(volume: Volume, context: VolumeContext): Place
  /** What the files are on, if not the machine's own disk. */
  device?(volume: Volume, context: VolumeContext): Device | undefined
}

/** The volume can't be attached at all, which is told in another way than a failed mount. */
export class NotAttachable extends Error {}

/** The volume does not hang on this node yet: somebody else is at it, and nothing is wrong. */
export class NotAttached extends Error {}

/** A persistent volume could not be mounted: events speak of it by its own name. */
export class MountError extends Error {
  constructor(
    /** The name of the PersistentVolume. */
    readonly volume: string,
    message: string,
    /** `MountVolume.SetUp failed` */
    readonly step: string = 'MountVolume.SetUp failed',
  ) {
    super(message)
  }
}
