/**
 * Volumes of storage drivers: mounted by the driver that has registered on this node, once the control plane has attached
 * them; grown while they are mounted. Models pkg/volume/csi and the expansion of pkg/volume/util/operationexecutor. Left
 * out: inline ephemeral volumes, staging, block devices, service-account tokens for drivers.
 */
import { uniqueVolumeName } from '../../../api/csi.ts'
import { csiDrivers, csiNodes, nodes, persistentVolumeClaims, persistentVolumes } from '../../../api/kinds.ts'
import { compareQuantities } from '../../../api/resource-list.ts'
import { StatusError } from '../../../api/status.ts'
import type { CSINodeDriver, CSIPersistentVolumeSource, PersistentVolume, PersistentVolumeClaim, Pod } from '../../../api/types.ts'
import type { Timer } from '../../../clock.ts'
import type { PodHost } from '../pod-host.ts'
import { MountError, NotAttached, type Place } from './volume.ts'

/** How long it takes until the kubelet notices that a mounted volume has grown: its pods are looked at once a minute. */
const lookMs = 60_000

/** @throws NotAttached, MountError */
export function mountCsi(host: PodHost, pod: Pod, volume: PersistentVolume, source: CSIPersistentVolumeSource): Place {
  const use = host.volumesInUse.add(pod, volume)
  if (needsAttachment(host, source)) {
    const attached = host.client.find(nodes, host.nodeName)?.status?.volumesAttached ?? []
    if (!attached.some(({ name }) => name === uniqueVolumeName(source))) throw new NotAttached()
  }
  const driver = host.plugins.driver(source.driver)
  const { name } = volume.metadata
  if (!driver)
    throw new MountError(
      name,
      `kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name ${source.driver} not found in the list of registered CSI drivers`,
      'MountVolume.MountDevice failed',
    )
  try {
    const { files, device } = driver.publish({ source, readOnly: source.readOnly ?? false })
    use.mounted = true
    expand(host, use.pod, name)
    return { files, device }
  } catch (error) {
    if (error instanceof MountError || !(error instanceof Error)) throw error
    throw new MountError(name, error.message)
  }
}

const needsAttachment = ({ client }: PodHost, { driver }: CSIPersistentVolumeSource): boolean => client.find(csiDrivers, driver)?.spec.attachRequired ?? true

/** The node's own part: tells which drivers it has, and looks whether mounted volumes have grown. */
export class CsiVolumes {
  #timer: Timer | undefined

  constructor(private readonly host: PodHost) {
    host.plugins.onChange(() => host.clock.post(() => this.#changed()))
  }

  #changed(): void {
    const { client, plugins, nodeName, clock } = this.host
    try {
      const found = client.find(csiNodes, nodeName)
      const drivers: CSINodeDriver[] = plugins.drivers.map(({ name, nodeID, maxVolumes }) => ({
        name,
        nodeID,
        topologyKeys: null as never,
        ...(maxVolumes === undefined ? {} : { allocatable: { count: maxVolumes } }),
      }))
      // As when the node was new: an empty list does not travel.
      if (found) client.update(csiNodes, { ...found, spec: { drivers: drivers.length > 0 ? drivers : (null as never) } })
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
    }
    if (plugins.drivers.length > 0) this.#timer ??= clock.after(lookMs, () => this.#look(), { background: true })
  }

  #look(): void {
    this.#timer = undefined
    for (const { pod, volume } of this.host.volumesInUse.mounted) expand(this.host, pod, volume.metadata.name)
    if (this.host.plugins.drivers.length > 0) this.#timer = this.host.clock.after(lookMs, () => this.#look(), { background: true })
  }
}

/** Makes the file system as large as the volume has become, and says so in the status of the claim. */
function expand(host: PodHost, pod: Pod, name: string): void {
  const volume = host.client.find(persistentVolumes, name)
  const { name: claimName = '', namespace = '' } = volume?.spec?.claimRef ?? {}
  const claim = volume && host.client.find(persistentVolumeClaims, claimName, namespace)
  const size = volume?.spec?.capacity?.storage ?? '0'
  const source = volume?.spec?.csi
  if (!claim || !source || compareQuantities(size, claim.status?.capacity?.storage ?? size) <= 0) return
  host.plugins.driver(source.driver)?.expand({ source, readOnly: source.readOnly ?? false })
  const text = `MountVolume.NodeExpandVolume succeeded for volume ${JSON.stringify(name)} ${host.nodeName}`
  for (const object of [pod, claim]) host.events.record(object, 'Normal', 'FileSystemResizeSuccessful', text)
  finishResize(host, claim, size)
}

function finishResize({ client }: PodHost, claim: PersistentVolumeClaim, storage: string): void {
  const { allocatedResourceStatuses: _, conditions = [], ...status } = claim.status ?? {}
  const left = conditions.filter(({ type }) => type !== 'FileSystemResizePending' && type !== 'Resizing' && type !== 'NodeResizeError')
  try {
    client.updateStatus(persistentVolumeClaims, { ...claim, status: { ...status, capacity: { storage }, ...(left.length > 0 ? { conditions: left } : {}) } })
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
  }
}
