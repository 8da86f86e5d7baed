/**
 * Volumes: files that outlive a container. A plugin either computes its files from objects of the API (configMap, secret,
 * downwardAPI, projected), again whenever they change, or gives a place to write to (emptyDir, hostPath, a claim).
 */
import type { Volume } from '../../../api/types.ts'
import type { VolumeFile } from '../../container-runtime/cri.ts'
import type { PodFacts } from '../environment/downward-api.ts'
import type { EnvironmentSources } from '../environment/environment.ts'
import type { HostFiles } from './host-files.ts'

export type Files = Map<string, VolumeFile>

export interface VolumeContext extends Pick<EnvironmentSources, 'configMap' | 'secret'> {
  readonly facts: PodFacts
  /** A token for the pod's ServiceAccount, from the TokenRequest API, the same one until it has to be renewed. */
  token(audience: string | undefined, expirationSeconds: number): string
  /** The files of the node. */
  readonly host: HostFiles
  /** What is stored on the volume that is bound to a claim. Throws if it is not bound. */
  claim(name: string): Files
}

export interface VolumePlugin {
  supports(volume: Volume): boolean
  /** The files as they should be now. Throws an Error with the text that follows `MountVolume.SetUp failed for volume "x" : `. */
  content?(volume: Volume, context: VolumeContext): Files
  /** The place itself. */
  place?(volume: Volume, context: VolumeContext): Files
}

/** The volume can't be attached at all, which is told in another way than a failed mount. */
export class NotAttachable extends Error {}
