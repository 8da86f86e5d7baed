/** The program csi-resizer: has the driver grow disks whose claims ask for more. Models kubernetes-csi/external-resizer. */
import { persistentVolumeClaims, persistentVolumes } from '../../api/kinds.ts'
import { compareQuantities } from '../../api/resource-list.ts'
import { formatTime } from '../../api/time.ts'
import type { PersistentVolume, PersistentVolumeClaim, PersistentVolumeClaimStatus } from '../../api/types.ts'
import { sizeOf } from '../../api/volume-binding.ts'
import type { Client } from '../../client/client.ts'
import { type ControllerContext, type ControllerDefinition, defineController } from '../../client/controller.ts'
import { CoreEventRecorder } from '../../client/event-recorder.ts'
import { Informers } from '../../client/informer.ts'
import { runController } from '../../client/run-controller.ts'
import type { ProgramHost, RunningProgram } from '../../node/network/system-program.ts'
import { Calls } from './calls.ts'
import { disksOf } from './disks.ts'
import { driverName } from './driver-name.ts'

const pendingText = 'Waiting for user to (re-)start a pod to finish file system resize of volume on node.'

export function csiResizer(host: ProgramHost, client: Client): RunningProgram {
  const { clock, random } = host
  const calls = new Calls(host)
  const informers = new Informers(client, clock)
  const events = new CoreEventRecorder(client, clock, random, { component: `external-resizer ${driverName}` })
  const running = runController(resizing(host, calls), { client, clock, random, informers, events })
  return {
    stop() {
      calls.stop()
      running.stop()
      informers.stop()
    },
  }
}

function resizing(host: ProgramHost, calls: Calls): ControllerDefinition<PersistentVolumeClaim> {
  const disks = disksOf(host.network)
  const underWay = new Set<string>()
  return defineController<PersistentVolumeClaim>({
    name: 'external-resizer',
    for: persistentVolumeClaims,
    watches: [{ kind: persistentVolumes, map: () => [] }],
    reconcile(context, key) {
      const claim = context.lister(persistentVolumeClaims).get(key.name, key.namespace)
      const volume = claim && context.lister(persistentVolumes).get(claim.spec?.volumeName ?? '')
      const source = volume?.spec?.csi
      if (!claim || !volume || source?.driver !== driverName || claim.status?.phase !== 'Bound' || underWay.has(claim.metadata.uid)) return
      if (compareQuantities(sizeOf(claim), sizeOf(volume)) <= 0) return
      const size = sizeOf(claim)
      underWay.add(claim.metadata.uid)
      context.events.record(claim, 'Normal', 'Resizing', `External resizer is resizing volume ${volume.metadata.name}`)
      begin(context, claim, size)
      calls.after(1500, () => {
        underWay.delete(claim.metadata.uid)
        disks.grow(source.volumeHandle, size)
        finish(context, claim, volume, size)
        context.enqueue(key)
      })
    },
  })
}

function begin(context: ControllerContext, claim: PersistentVolumeClaim, storage: string): void {
  const now = formatTime(context.clock.now())
  setStatus(context, claim, {
    allocatedResources: { storage },
    allocatedResourceStatuses: { storage: 'ControllerResizeInProgress' },
    conditions: [{ type: 'Resizing', status: 'True', lastTransitionTime: now }],
  })
}

/** The disk has grown; the file system on it is the kubelet's business. */
function finish(context: ControllerContext, claim: PersistentVolumeClaim, volume: PersistentVolume, storage: string): void {
  const { client, clock, events, lister } = context
  const now = lister(persistentVolumes).get(volume.metadata.name)
  const current = lister(persistentVolumeClaims).get(claim.metadata.name, claim.metadata.namespace)
  if (!now || !current) return
  client.patch(persistentVolumes, volume.metadata.name, '', { spec: { capacity: { storage } } }, 'application/merge-patch+json')
  const lastTransitionTime = formatTime(clock.now())
  setStatus(context, current, {
    allocatedResourceStatuses: { storage: 'NodeResizePending' },
    conditions: [{ type: 'FileSystemResizePending', status: 'True', lastTransitionTime, message: pendingText }],
  })
  events.record(claim, 'Normal', 'FileSystemResizeRequired', 'Require file system resize of volume on node')
}

function setStatus({ client }: ControllerContext, { metadata }: PersistentVolumeClaim, status: PersistentVolumeClaimStatus): void {
  client.patch(persistentVolumeClaims, metadata.name, metadata.namespace ?? '', { status }, 'application/merge-patch+json', 'status')
}
