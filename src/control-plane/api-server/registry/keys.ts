/** Where objects live in etcd. */
import type { Kind } from '../../../api/kinds.ts'

type Named = Pick<Kind<unknown>, 'group' | 'plural' | 'namespaced'>

const directories = new WeakMap<Named, string>()

/** `/registry/pods/`, `/registry/deployments.apps/`: put together once for each kind. */
function directory(kind: Named): string {
  let path = directories.get(kind)
  if (path === undefined) directories.set(kind, (path = `/registry/${kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`}/`))
  return path
}

/** Where a kind's objects live: `/registry/pods/default/web`, `/registry/deployments.apps/default/web`, `/registry/nodes/n1`. */
export const prefixOf = (kind: Named, namespace: string): string => (kind.namespaced && namespace !== '' ? `${directory(kind)}${namespace}/` : directory(kind))

export const keyFor = (kind: Named, namespace: string, name: string): string => `${prefixOf(kind, namespace)}${name}`
