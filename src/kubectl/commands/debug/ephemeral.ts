/** `kubectl debug POD`: one more container in a pod that runs. */
import { type AnyObject, deepCopy } from '../../../api/object.ts'
import { createTwoWayStrategicPatch } from '../../../api/patch/strategic/strategic.ts'
import type { Container, EphemeralContainer, Pod } from '../../../api/types.ts'
import type { Info } from '../../resources/resources.ts'
import { asStruct } from '../../struct.ts'
import { patchObject } from '../../writes.ts'
import { containerName } from './container-name.ts'
import { customised } from './custom.ts'
import { keepOf } from './flags.ts'
import { warnOfNonRoot } from './non-root.ts'
import { applyProfile } from './profiles.ts'
import { newContainer, type Started, type Wanted } from './wanted.ts'

/** Patches the pod's ephemeralcontainers. Throws StatusError. */
export async function debugInPod(wanted: Wanted, info: Info): Promise<Started> {
  const { invocation } = wanted
  const before = asStruct(info.object as NonNullable<Info['object']>)
  const changed = deepCopy(before) as unknown as Pod
  const container = addContainer(wanted, changed)
  warnOfNonRoot(invocation, before as unknown as Pod, container)
  const patch = createTwoWayStrategicPatch(before, asStruct(changed as unknown as AnyObject), 'Pod')
  const pod = await patchObject(await invocation.transport(), info, 'strategic', patch, {}, 'ephemeralcontainers')
  return { pod: pod as unknown as Pod, container: container.name }
}

/** A name that the pod has already leads profile and file to the container that bears it: the server then refuses the change. */
function addContainer(wanted: Wanted, pod: Pod): Container {
  const { invocation, profile, custom } = wanted
  const { target } = invocation.flags
  const name = containerName(invocation, pod)
  const { initContainers = [], containers } = pod.spec
  const added = { ...newContainer(wanted, name), ...(target === '' ? {} : { targetContainerName: target }) }
  const ephemeral = [...(pod.spec.ephemeralContainers ?? []), added] as Container[]
  const bearer = [...initContainers, ...containers, ...ephemeral].find((container) => container.name === name)
  applyProfile(profile.ephemeral, pod, bearer as Container, keepOf(invocation.flags))
  const at = ephemeral.findIndex((container) => container.name === name)
  ephemeral[at] = customised(ephemeral[at] as Container, custom)
  pod.spec.ephemeralContainers = ephemeral as EphemeralContainer[]
  return ephemeral.at(-1) as Container
}
