/** The revisions of daemonsets and statefulsets: ControllerRevisions, each a patch that brings its template back. */
import type { Kind } from '../../../api/kinds.ts'
import { formatSelector, selectorOf } from '../../../api/labels.ts'
import { type AnyObject, controllerOf, deepEqual } from '../../../api/object.ts'
import { applyStrategicPatch } from '../../../api/patch/strategic/strategic.ts'
import type { ControllerRevision } from '../../../api/types.ts'
import type { Reader } from '../../describe/reader.ts'
import { type ApiResource, groupVersionOf } from '../../discovery.ts'
import { orFail } from './replica-sets.ts'

const controllerRevisions: Kind<ControllerRevision> = {
  group: 'apps',
  version: 'v1',
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  namespaced: true,
}

/** An object and its revisions, the oldest first. Throws CommandError. */
export async function objectRevisions(
  read: Reader,
  resource: ApiResource,
  namespace: string,
  name: string,
): Promise<{ object: AnyObject; revisions: ControllerRevision[] }> {
  const got = await orFail(`failed to retrieve ${resource.kind} ${name}`, () => read.get<AnyObject>(resource, namespace, name))
  const object: AnyObject = { ...got, apiVersion: groupVersionOf(resource), kind: resource.kind }
  const labelSelector = formatSelector(selectorOf(object.spec?.selector))
  const all = await orFail(`unable to find history controlled by ${resource.kind} ${name}`, () => read.list(controllerRevisions, namespace, { labelSelector }))
  const owned = all.filter((revision) => controllerOf(revision)?.uid === object.metadata.uid)
  return { object, revisions: owned.sort((a, b) => a.revision - b.revision) }
}

/** The object as it was at that revision. */
export const atRevision = (object: AnyObject, { data }: ControllerRevision): AnyObject => applyStrategicPatch(object, data, object.kind)

/** Whether the object has that revision's template already. */
export const isAtRevision = (object: AnyObject, { data }: ControllerRevision): boolean =>
  deepEqual({ spec: { template: { ...object.spec?.template, $patch: 'replace' } } }, data)
