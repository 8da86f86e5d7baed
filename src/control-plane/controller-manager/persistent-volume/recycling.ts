/**
 * The reclaim policy Recycle, which is deprecated: a pod mounts the volume and deletes what is on it, then the volume is on
 * offer again. Models pkg/volume/util/recyclerclient.
 */
import { events as eventKind, persistentVolumes, pods } from '../../../api/kinds.ts'
import type { Draft } from '../../../api/object.ts'
import { isNotFound } from '../../../api/status.ts'
import { timeOf } from '../../../api/time.ts'
import type { Event, PersistentVolume, Pod } from '../../../api/types.ts'
import type { ControllerContext } from '../../../client/controller.ts'
import { unbind } from './binding.ts'

const namespace = 'default'
const prefix = 'recycler-for-'
const script = 'test -e /scrub && find /scrub -mindepth 1 -delete && test -z "$(ls -A /scrub)" || exit 1'

/** The volume that a pod wipes. */
export const recycledBy = ({ metadata }: Pod): { namespace: string; name: string }[] =>
  metadata.namespace === namespace && metadata.name.startsWith(prefix) ? [{ namespace: '', name: metadata.name.slice(prefix.length) }] : []

export class Recycler {
  /** Ends listening to what is told of a pod, by name of the volume. */
  readonly #listening = new Map<string, () => void>()

  /** One step on: a pod for the volume, or what has become of it. @returns why it failed, if it did */
  recycle(context: ControllerContext, volume: PersistentVolume): string | undefined {
    const { name } = volume.metadata
    const pod = context.lister(pods).get(prefix + name, namespace)
    if (!pod) this.#start(context, volume)
    const phase = pod?.status?.phase
    if (pod?.metadata.deletionTimestamp || (phase !== 'Succeeded' && phase !== 'Failed')) return undefined
    this.#end(context, name)
    if (phase === 'Failed') return `Recycle failed: ${pod?.status?.message || 'pod failed, pod.Status.Message unknown'}`
    context.events.record(volume, 'Normal', 'VolumeRecycled', 'Volume recycled')
    unbind(context.client, context.lister(persistentVolumes).get(name) ?? volume)
    return undefined
  }

  #start(context: ControllerContext, volume: PersistentVolume): void {
    const { client, clock, events } = context
    const { name } = volume.metadata
    const about = { namespace, fieldSelector: `involvedObject.name=${prefix}${name}` }
    const since = clock.now()
    // What it may do is watch, not list: what was told of an earlier pod comes along.
    const stop = client.watch<Event>(eventKind, '0', about, ({ type, object }) => {
      if (type === 'ADDED' && (timeOf(object.metadata.creationTimestamp) ?? 0) >= since - 1000)
        clock.post(() => events.record(volume, 'Normal', 'RecyclerPod', `Recycler pod: ${object.message}`))
    })
    this.#listening.get(name)?.()
    this.#listening.set(name, stop)
    client.create(pods, recyclerPod(volume))
  }

  #end({ client }: ControllerContext, volume: string): void {
    this.#listening.get(volume)?.()
    this.#listening.delete(volume)
    try {
      client.delete(pods, prefix + volume, namespace, { gracePeriodSeconds: 0 })
    } catch (error) {
      if (!isNotFound(error)) throw error
    }
  }
}

const recyclerPod = ({ metadata: { name }, spec }: PersistentVolume): Draft<Pod> => ({
  metadata: { name: prefix + name, namespace },
  spec: {
    activeDeadlineSeconds: 60,
    restartPolicy: 'Never',
    volumes: [{ name: 'vol', ...(spec?.nfs ? { nfs: spec.nfs } : { hostPath: { path: spec?.hostPath?.path ?? '' } }) }],
    containers: [
      {
        name: 'pv-recycler',
        image: 'registry.k8s.io/build-image/debian-base:bookworm-v1.0.4',
        command: ['/bin/sh'],
        args: ['-c', script],
        volumeMounts: [{ name: 'vol', mountPath: '/scrub' }],
      },
    ],
  },
})
