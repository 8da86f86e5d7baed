/** Reads of kinds that are in no store: component statuses. */
import { apiVersionOf } from '../../../api/kinds.ts'
import type { AnyObject, KubeList } from '../../../api/object.ts'
import type { ResourceDefinition } from '../resource.ts'
import type { ListRequest } from './list.ts'

/** @throws 404 */
export function getComputed({ computed }: ResourceDefinition<any>, name: string): AnyObject {
  const found = computed?.list().find(({ metadata }) => metadata.name === name)
  if (found) return found as AnyObject
  throw computed?.missing(name) ?? new Error('not a computed kind')
}

/** No revision: there is none as of which they are. */
export const listComputed = ({ of, computed }: ResourceDefinition<any>, { selection }: ListRequest): KubeList => ({
  kind: `${of.kind}List`,
  apiVersion: apiVersionOf(of),
  metadata: {},
  items: (computed?.list() ?? []).filter((object) => selection.matches(object as AnyObject)) as AnyObject[],
})
