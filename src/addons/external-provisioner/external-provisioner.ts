/**
 * What all provisioners have in common: they watch claims that are ordered from them and volumes that nobody claims any
 * more, and make and delete. Models sigs.k8s.io/sig-storage-lib-external-provisioner, which real provisioners are built on.
 */
import { nodes, persistentVolumeClaims, persistentVolumes, storageClasses } from '../../api/kinds.ts'
import { storageClassOf } from '../../api/storage.ts'
import type { Node, PersistentVolume, PersistentVolumeClaim, PersistentVolumeSpec, StorageClass } from '../../api/types.ts'
import { selectedNode, storageProvisioner, storageProvisionerBefore, waitsForConsumer } from '../../api/volume-binding.ts'
import type { Client } from '../../client/client.ts'
import { type ControllerContext, type ControllerDefinition, defineController } from '../../client/controller.ts'
import { CoreEventRecorder } from '../../client/event-recorder.ts'
import { Informers } from '../../client/informer.ts'
import { runController } from '../../client/run-controller.ts'
import type { ProgramHost } from '../../node/network/system-program.ts'
import { volumeFor } from './volume-for.ts'
import { volumeRemoval } from './volume-removal.ts'

export interface ProvisionOrder {
  readonly claim: PersistentVolumeClaim
  readonly storageClass: StorageClass
  /** `pvc-<uid of the claim>` */
  readonly volumeName: string
  /** Where the first pod will be, if the claim has waited for it. */
  readonly node: Node | undefined
}

/** What came of an order: what the volume is made of, or why there is none. */
export type Provisioned = Made | Failed
export interface Made {
  readonly spec: PersistentVolumeSpec
  readonly annotations?: Readonly<Record<string, string>>
}
interface Failed {
  readonly error: string
  /** Another node may do: the scheduler is to choose again. */
  readonly reschedule?: boolean
}

export interface Provisioner {
  /** `rancher.io/local-path`: the provisioner of its classes. */
  readonly name: string
  /** Volumes are not gone before it has deleted what they are made of, whoever deletes them. */
  readonly finalizer?: string
  /** Makes what the volume is made of, and calls back, at once or later. */
  provision(order: ProvisionOrder, done: (result: Provisioned) => void): void
  /** Deletes it. @param done is told why not, if it could not. */
  remove(volume: PersistentVolume, done: (error?: string) => void): void
}

/** After a failure the next try is so much later; twice as much each time, up to 1000 s. */
const firstRetryMs = 15_000
const longestRetryMs = 1_000_000

/** Works until stopped. */
export function runProvisioner(provisioner: Provisioner, host: ProgramHost, client: Client): { stop(): void } {
  const { clock, random, source } = host
  const component = `${provisioner.name}_${source.name ?? ''}_${random.uuid()}`
  const events = new CoreEventRecorder(client, clock, random, { component })
  const informers = new Informers(client, clock)
  const parts = { client, clock, random, informers, events }
  const running = [provisioning(provisioner), volumeRemoval(provisioner)].map((definition: ControllerDefinition<any>) => runController(definition, parts))
  return {
    stop() {
      for (const controller of running) controller.stop()
      informers.stop()
    },
  }
}

function provisioning(provisioner: Provisioner): ControllerDefinition<PersistentVolumeClaim> {
  const underWay = new Set<string>()
  const failures = new Map<string, number>()
  return defineController<PersistentVolumeClaim>({
    name: provisioner.name,
    for: persistentVolumeClaims,
    watches: [{ kind: storageClasses, map: () => [] }],
    reconcile(context, key) {
      const claim = context.lister(persistentVolumeClaims).get(key.name, key.namespace)
      const order = claim && orderOf(context, claim, provisioner.name)
      if (!order || underWay.has(claim.metadata.uid)) return
      const { uid } = claim.metadata
      underWay.add(uid)
      const what = `External provisioner is provisioning volume for claim ${JSON.stringify(`${key.namespace}/${key.name}`)}`
      context.events.record(claim, 'Normal', 'Provisioning', what)
      provisioner.provision(order, (result) => {
        underWay.delete(uid)
        if ('spec' in result) {
          failures.delete(uid)
          deliver(context, provisioner, order, result)
          return
        }
        const count = failures.get(uid) ?? 0
        failures.set(uid, count + 1)
        refuse(context, order, result)
        context.enqueue(key, Math.min(firstRetryMs * 2 ** count, longestRetryMs), { background: true })
      })
    },
  })
}

/** What is ordered from this provisioner and not there yet. */
function orderOf({ lister, client }: ControllerContext, claim: PersistentVolumeClaim, provisioner: string): ProvisionOrder | undefined {
  const { annotations, uid } = claim.metadata
  const volumeName = `pvc-${uid}`
  const ordered = (annotations?.[storageProvisioner] ?? annotations?.[storageProvisionerBefore]) === provisioner
  const storageClass = lister(storageClasses).get(storageClassOf(claim))
  if (!ordered || claim.spec?.volumeName || claim.metadata.deletionTimestamp || !storageClass || lister(persistentVolumes).get(volumeName)) return undefined
  const name = annotations?.[selectedNode]
  if (waitsForConsumer(storageClass) && !name) return undefined
  return { claim, storageClass, volumeName, node: name ? client.find(nodes, name) : undefined }
}

function deliver({ client, events, lister }: ControllerContext, provisioner: Provisioner, order: ProvisionOrder, result: Made): void {
  const { claim, volumeName } = order
  if (!lister(persistentVolumes).get(volumeName)) client.create(persistentVolumes, volumeFor(provisioner, order, result))
  events.record(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${volumeName}`)
}

function refuse({ client, events, lister }: ControllerContext, { claim, storageClass }: ProvisionOrder, { error, reschedule }: Failed): void {
  const message = `failed to provision volume with StorageClass ${JSON.stringify(storageClass.metadata.name)}: ${error}`
  events.record(claim, 'Warning', 'ProvisioningFailed', message)
  const now = lister(persistentVolumeClaims).get(claim.metadata.name, claim.metadata.namespace)
  if (!reschedule || !now?.metadata.annotations?.[selectedNode]) return
  const { [selectedNode]: _, ...annotations } = now.metadata.annotations
  client.update(persistentVolumeClaims, { ...now, metadata: { ...now.metadata, annotations } })
}
