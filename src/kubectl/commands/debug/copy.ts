/** `kubectl debug POD --copy-to`: a changed copy of a pod. */
import { pathOf, pods } from '../../../api/kinds.ts'
import { type AnyObject, deepCopy } from '../../../api/object.ts'
import type { Container, Pod } from '../../../api/types.ts'
import { CommandError } from '../../errors.ts'
import type { Info } from '../../resources/resources.ts'
import { request } from '../../rest.ts'
import { asStruct } from '../../struct.ts'
import { deleteObject } from '../../writes.ts'
import { containerName } from './container-name.ts'
import { customised } from './custom.ts'
import { type Given, keepOf } from './flags.ts'
import { warnOfNonRoot } from './non-root.ts'
import { applyProfile } from './profiles.ts'
import { newContainer, type Started, type Wanted } from './wanted.ts'

/** Creates the copy, and with --replace deletes the pod. Throws StatusError, CommandError. */
export async function debugByCopy(wanted: Wanted, info: Info): Promise<Started | undefined> {
  const { invocation } = wanted
  const copy = copyOf(wanted, deepCopy(info.object) as unknown as Pod)
  const container = changeContainer(wanted, copy)
  const inCopy = copy.spec.containers.find(({ name }) => name === container)
  if (inCopy !== undefined) warnOfNonRoot(invocation, copy, inCopy)
  const transport = await invocation.transport()
  const body = asStruct(copy as unknown as AnyObject)
  const pod = await request<Pod>(transport, 'POST', pathOf(pods, info.namespace), { body })
  if (invocation.flags.replace) await deleteObject(transport, info, { gracePeriodSeconds: 0 }, {})
  return container === undefined ? undefined : { pod, container }
}

function copyOf({ invocation }: Wanted, { metadata, spec }: Pod): Pod {
  const { flags: given } = invocation
  const { labels, annotations, namespace } = metadata
  const { ephemeralContainers: _, nodeName, ...kept } = spec
  const copy = {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name: given['copy-to'], namespace, ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) },
    spec: { ...kept, ...(given['same-node'] && nodeName ? { nodeName } : {}) },
  } as Pod
  if (invocation.changed('share-processes')) copy.spec.shareProcessNamespace = given['share-processes']
  for (const container of copy.spec.containers) {
    const image = given['set-image'][container.name] ?? given['set-image']['*']
    if (image) container.image = image
  }
  return copy
}

/** The name of the container that was changed or added; undefined where only images were. */
function changeContainer(wanted: Wanted, copy: Pod): string | undefined {
  const { invocation, profile, custom } = wanted
  const { flags: given } = invocation
  const { containers, initContainers = [] } = copy.spec
  const own = [...initContainers, ...containers].find(({ name }) => name === given.container)
  if (own === undefined && given.image === '') {
    if (Object.keys(given['set-image']).length > 0) return undefined
    throw new CommandError('you must specify image when creating new container')
  }
  const container = own ?? newContainer(wanted, containerName(invocation, copy))
  if (own === undefined) containers.push(container)
  else changeInPlace(own, wanted, given)
  applyProfile(profile.copy, copy, container, keepOf(given))
  if (custom === undefined) return container.name
  const at = containers.indexOf(container)
  if (at < 0) throw new CommandError(`unable to find the ${container.name} container in the pod ${copy.metadata.name}`)
  containers[at] = customised(container, custom)
  return container.name
}

/** What the line does not say about the container stays, but for its input. */
function changeInPlace(container: Container, wanted: Wanted, given: Given): void {
  const { image, terminationMessagePolicy: _, resources: __, ...said } = newContainer(wanted, container.name)
  if (said.command !== undefined) delete container.args
  delete container.stdin
  delete container.tty
  Object.assign(container, said, given.image === '' ? {} : { image })
}
