/** The program csi-provisioner: has the driver make and delete disks. Models kubernetes-csi/external-provisioner. */
import { volumeAttachments } from '../../api/kinds.ts'
import type { Client } from '../../client/client.ts'
import type { ProgramHost, RunningProgram } from '../../node/network/system-program.ts'
import { runProvisioner } from '../external-provisioner/external-provisioner.ts'
import { Calls } from './calls.ts'
import { disksOf } from './disks.ts'
import { driverName } from './driver-name.ts'

export function csiProvisioner(host: ProgramHost, client: Client): RunningProgram {
  const disks = disksOf(host.network)
  const calls = new Calls(host)
  const identity = `${host.clock.now()}-${host.random.below(10_000)}-${driverName}`
  const running = runProvisioner(
    {
      name: driverName,
      finalizer: 'external-provisioner.volume.kubernetes.io/finalizer',
      provision({ claim, storageClass, volumeName }, done) {
        const shared = claim.spec?.accessModes?.find((mode) => mode !== 'ReadWriteOnce' && mode !== 'ReadWriteOncePod')
        if (shared !== undefined)
          return done({ error: `rpc error: code = InvalidArgument desc = Volume capabilities not supported: a disk is for one node, not ${shared}` })
        const size = claim.spec?.resources?.requests?.storage ?? '0'
        calls.after(1200, () =>
          done({
            spec: {
              csi: {
                driver: driverName,
                volumeHandle: disks.create(volumeName, size, host.random),
                fsType: storageClass.parameters?.['csi.storage.k8s.io/fstype'] ?? 'ext4',
                volumeAttributes: { 'storage.kubernetes.io/csiProvisionerIdentity': identity },
              },
            },
            annotations: { 'volume.kubernetes.io/provisioner-deletion-secret-name': '', 'volume.kubernetes.io/provisioner-deletion-secret-namespace': '' },
          }),
        )
      },
      remove(volume, done) {
        const { name } = volume.metadata
        const attachment = client.list(volumeAttachments).items.find(({ spec }) => spec.source.persistentVolumeName === name)
        if (attachment) return done(`persistentvolume ${name} is still attached to node ${attachment.spec.nodeName}`)
        calls.after(800, () => done(calls.outcome(() => disks.delete(volume.spec?.csi?.volumeHandle ?? ''))))
      },
    },
    host,
    client,
  )
  return {
    stop() {
      calls.stop()
      running.stop()
    },
  }
}
