/**
 * The program csi-attacher: has the driver attach and detach what VolumeAttachments say. Models kubernetes-csi/external-attacher.
 * Left out: its finalizer on volumes.
 */
import { persistentVolumes, volumeAttachments } from '../../api/kinds.ts'
import { formatTime } from '../../api/time.ts'
import type { VolumeAttachment } from '../../api/types.ts'
import type { Client } from '../../client/client.ts'
import { type ControllerContext, type ControllerDefinition, defineController } from '../../client/controller.ts'
import { Informers } from '../../client/informer.ts'
import { runController } from '../../client/run-controller.ts'
import type { ProgramHost, RunningProgram } from '../../node/network/system-program.ts'
import { Calls } from './calls.ts'
import { disksOf } from './disks.ts'
import { driverName } from './driver-name.ts'

const finalizer = `external-attacher/${driverName.replaceAll('.', '-')}`
const retryMs = 15_000

export function csiAttacher(host: ProgramHost, client: Client): RunningProgram {
  const { clock, random } = host
  const calls = new Calls(host)
  const informers = new Informers(client, clock)
  const running = runController(attaching(host, calls), { client, clock, random, informers, events: { record: () => {} } })
  return {
    stop() {
      calls.stop()
      running.stop()
      informers.stop()
    },
  }
}

function attaching(host: ProgramHost, calls: Calls): ControllerDefinition<VolumeAttachment> {
  const disks = disksOf(host.network)
  const underWay = new Set<string>()
  return defineController<VolumeAttachment>({
    name: 'external-attacher',
    for: volumeAttachments,
    watches: [{ kind: persistentVolumes, map: () => [] }],
    reconcile(context, key) {
      const found = context.lister(volumeAttachments).get(key.name)
      if (found?.spec.attacher !== driverName || underWay.has(key.name)) return
      const leaving = found.metadata.deletionTimestamp !== undefined
      const guarded = found.metadata.finalizers?.includes(finalizer) ?? false
      if (leaving ? !guarded : found.status?.attached) return
      const handle = context.lister(persistentVolumes).get(found.spec.source.persistentVolumeName ?? '')?.spec?.csi?.volumeHandle ?? ''
      if (!leaving && !guarded) guard(context, found)
      underWay.add(key.name)
      calls.after(leaving ? 900 : 1500, () => {
        underWay.delete(key.name)
        if (leaving) {
          disks.detach(handle, found.spec.nodeName)
          release(context, key.name)
          return
        }
        const failure = calls.outcome(() => disks.attach(handle, found.spec.nodeName))
        report(context, key.name, failure)
        if (failure === undefined) context.enqueue(key)
        else context.enqueue(key, retryMs, { background: true })
      })
    },
  })
}

function guard({ client }: ControllerContext, { metadata }: VolumeAttachment): void {
  const finalizers = [...(metadata.finalizers ?? []), finalizer]
  client.patch(volumeAttachments, metadata.name, '', { metadata: { finalizers } }, 'application/merge-patch+json')
}

function release({ client, lister }: ControllerContext, name: string): void {
  const { metadata } = lister(volumeAttachments).get(name) ?? {}
  if (!metadata) return
  const finalizers = (metadata.finalizers ?? []).filter((each) => each !== finalizer)
  client.patch(volumeAttachments, name, '', { metadata: { finalizers } }, 'application/merge-patch+json')
}

function report({ client, clock, lister }: ControllerContext, name: string, failure: string | undefined): void {
  if (!lister(volumeAttachments).get(name)) return
  const status =
    failure === undefined ? { attached: true, attachError: null } : { attached: false, attachError: { message: failure, time: formatTime(clock.now()) } }
  client.patch(volumeAttachments, name, '', { status }, 'application/merge-patch+json', 'status')
}
