/** Makes the claims of ephemeral volumes: one that a pod has to itself, and that goes with it. Models kubernetes pkg/controller/volume/ephemeral. */
import { persistentVolumeClaims, pods } from '../../api/kinds.ts'
import { controllerReference, keyText } from '../../api/object.ts'
import { StatusError } from '../../api/status.ts'
import type { Pod, Volume } from '../../api/types.ts'
import { claimNameOf, notForPod } from '../../api/volume-binding.ts'
import { type ControllerContext, type ControllerDefinition, defineController } from '../../client/controller.ts'
import { isTerminating } from './pod-state.ts'

export function ephemeralVolumeController(): ControllerDefinition {
  /** The pods that need a claim, by the claim's key: most claims are not of this kind. */
  const owners = new Map<string, string>()
  return defineController({
    name: 'ephemeral-volume-controller',
    for: persistentVolumeClaims,
    watches: [
      {
        kind: pods,
        map: (pod: Pod) =>
          ephemeralOf(pod).map((volume) => {
            const key = { namespace: pod.metadata.namespace ?? '', name: claimNameOf(pod, volume) ?? '' }
            owners.set(keyText(key), pod.metadata.name)
            return key
          }),
      },
    ],
    reconcile(context, key) {
      const owner = owners.get(keyText(key))
      if (owner === undefined) return
      const pod = context.lister(pods).get(owner, key.namespace)
      if (!pod) owners.delete(keyText(key))
      else if (!isTerminating(pod)) for (const volume of ephemeralOf(pod)) ensureClaim(context, pod, volume)
    },
  })
}

const none: readonly Volume[] = []

const ephemeralOf = ({ spec }: Pod): readonly Volume[] => (spec.volumes?.some(isEphemeral) ? spec.volumes.filter(isEphemeral) : none)

const isEphemeral = ({ ephemeral }: Volume): boolean => ephemeral !== undefined

function ensureClaim({ client, lister, events }: ControllerContext, pod: Pod, volume: Volume): void {
  const { namespace = '' } = pod.metadata
  const name = claimNameOf(pod, volume) ?? ''
  const fail = (why: string): void => events.record(pod, 'Warning', 'FailedBinding', `ephemeral volume ${volume.name}: ${why}`)
  const there = lister(persistentVolumeClaims).get(name, namespace)
  const foreign = there && notForPod(pod, there)
  if (foreign !== undefined) fail(foreign)
  const template = volume.ephemeral?.volumeClaimTemplate
  if (there || !template) return
  const { annotations, labels } = template.metadata ?? {}
  try {
    client.create(persistentVolumeClaims, {
      metadata: {
        name,
        namespace,
        ownerReferences: [controllerReference(pod)],
        ...(annotations ? { annotations } : {}),
        ...(labels ? { labels } : {}),
      },
      spec: template.spec,
    })
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    fail(`create PVC ${name}: ${error.message}`)
    throw error
  }
}
