/**
 * Volumes by way of a claim: the kubelet asks which PersistentVolume is bound to it and mounts that. Its files are where the
 * volume says: on this machine's disk, or with a driver. Models pkg/kubelet/volumemanager/populator and pkg/volume/local.
 */
import { nodes, persistentVolumeClaims, persistentVolumes } from '../../../api/kinds.ts'
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../../api/types.ts'
import { claimNameOf, notForPod, reachableFrom } from '../../../api/volume-binding.ts'
import type { PodHost } from '../pod-host.ts'
import { mountCsi } from './csi-volumes.ts'
import { hostFolder } from './host-path.ts'
import { MountError, NotAttachable, NotAttached, type Place } from './volume.ts'

/** @throws NotAttachable with the kubelet's text if nothing is bound to the claim, MountError if it cannot be mounted here */
export function mountClaim(host: PodHost, pod: Pod, name: string): Place {
  const volume = volumeOf(host, pod, name)
  const node = host.client.find(nodes, host.nodeName)
  if (node && !reachableFrom(volume, node)) throw new MountError(volume.metadata.name, 'no matching NodeSelectorTerms', 'MountVolume.NodeAffinity check failed')
  return mount(host, pod, volume)
}

/** The volume that is bound to the claim, both ways. */
function volumeOf({ client }: PodHost, pod: Pod, name: string): PersistentVolume {
  const { namespace = '' } = pod.metadata
  const wrong = (why: string): NotAttachable => new NotAttachable(`error processing PVC ${namespace}/${name}: ${why}`)
  const claim = client.find(persistentVolumeClaims, name, namespace)
  if (!claim) throw wrong(`failed to fetch PVC from API server: persistentvolumeclaims ${JSON.stringify(name)} not found`)
  if (claim.metadata.deletionTimestamp !== undefined) throw wrong('PVC is being deleted')
  const foreign = isEphemeral(pod, name) ? notForPod(pod, claim) : undefined
  if (foreign !== undefined) throw wrong(foreign)
  const volumeName = claim.spec?.volumeName
  if (claim.status?.phase !== 'Bound' || !volumeName) throw wrong('PVC is not bound')
  const volume = client.find(persistentVolumes, volumeName)
  if (!volume) throw wrong(`failed to fetch PV ${volumeName} from API server: persistentvolumes ${JSON.stringify(volumeName)} not found`)
  checkReference(volume, claim, wrong)
  checkMode(pod, claim)
  return volume
}

/** What is a file system is mounted, what is a device is not. */
function checkMode(pod: Pod, claim: PersistentVolumeClaim): void {
  const mode = claim.spec?.volumeMode ?? 'Filesystem'
  const { spec } = pod
  const volumes = (spec.volumes ?? []).filter((volume) => claimNameOf(pod, volume) === claim.metadata.name)
  const containers = [...(spec.initContainers ?? []), ...spec.containers]
  for (const { name } of volumes) {
    const wrong = (where: string): NotAttachable => new NotAttachable(`volume ${name} has volumeMode ${mode}, but is specified in ${where}`)
    if (mode !== 'Filesystem' && containers.some(({ volumeMounts }) => volumeMounts?.some((mount) => mount.name === name))) throw wrong('volumeMounts')
    if (mode !== 'Block' && containers.some(({ volumeDevices }) => volumeDevices?.some((device) => device.name === name))) throw wrong('volumeDevices')
  }
}

const isEphemeral = (pod: Pod, claim: string): boolean =>
  pod.spec.volumes?.some((volume) => volume.ephemeral !== undefined && claimNameOf(pod, volume) === claim) ?? false

function checkReference({ metadata, spec }: PersistentVolume, claim: PersistentVolumeClaim, wrong: (why: string) => NotAttachable): void {
  const uid = spec?.claimRef?.uid
  if (!spec?.claimRef) throw wrong(`found PV object ${metadata.name} but it has a nil pv.Spec.ClaimRef indicating it is not yet bound to the claim`)
  if (uid !== claim.metadata.uid)
    throw wrong(`found PV object ${metadata.name} but its pv.Spec.ClaimRef.UID ${uid} does not point to claim.UID ${claim.metadata.uid}`)
}

function mount(host: PodHost, pod: Pod, volume: PersistentVolume): Place {
  const { metadata, spec } = volume
  if (spec?.volumeMode === 'Block') throw new MountError(metadata.name, 'ktutor does not simulate block volumes', 'MapVolume.SetUpDevice failed')
  try {
    if (spec?.hostPath) return { files: hostFolder(spec.hostPath.path, spec.hostPath.type ?? '', host.files) }
    if (spec?.csi) return mountCsi(host, pod, volume, spec.csi)
    if (spec?.local) return { files: localFolder(host, spec.local.path, metadata.name) }
  } catch (error) {
    if (error instanceof MountError || error instanceof NotAttached || !(error instanceof Error)) throw error
    throw new MountError(metadata.name, error.message)
  }
  throw new MountError(metadata.name, 'ktutor does not simulate volumes of this type')
}

/** A local volume has to be there: nobody makes it. */
function localFolder({ files }: PodHost, path: string, volume: string): Place['files'] {
  if (files.kindOf(path) === undefined)
    throw new MountError(volume, `path ${JSON.stringify(path)} does not exist`, 'MountVolume.NewMounter initialization failed')
  return files.folder(path)
}
