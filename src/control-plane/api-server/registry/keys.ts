/** Where objects live in etcd. */
import type { Kind } from '../../../api/kinds.ts'

const directory = (kind: Pick<Kind<unknown>, 'group' | 'plural'>): string => (kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`)

/** Where a kind's objects live: `/registry/pods/default/web`, `/registry/deployments.apps/default/web`, `/registry/nodes/n1`. */
export const prefixOf = (kind: Pick<Kind<unknown>, 'group' | 'plural' | 'namespaced'>, namespace: string): string =>
  `/registry/${directory(kind)}/${kind.namespaced && namespace !== '' ? `${namespace}/` : ''}`

export const keyFor = (kind: Pick<Kind<unknown>, 'group' | 'plural' | 'namespaced'>, namespace: string, name: string): string =>
  `${prefixOf(kind, namespace)}${name}`
