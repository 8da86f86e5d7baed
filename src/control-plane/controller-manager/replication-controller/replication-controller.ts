/**
 * The ReplicationController's controller: the ReplicaSet's, for the kind that came before it. Models kubernetes
 * pkg/controller/replication, which wraps pkg/controller/replicaset in the same way.
 */
import { replicationControllers } from '../../../api/kinds.ts'
import type { ReplicaSet, ReplicationController } from '../../../api/types.ts'
import { replicating } from '../replicaset/replicaset.ts'

const views = new WeakMap<ReplicationController, ReplicaSet>()
const specs = new WeakMap<object, ReplicaSet['spec']>()

export const replicationController = replicating<ReplicationController>({
  name: 'replication-controller',
  kind: replicationControllers,
  view(controller) {
    let view = views.get(controller)
    if (!view) views.set(controller, (view = { ...controller, spec: specOf(controller) } as ReplicaSet))
    return view
  },
  status: ({ terminatingReplicas: _, ...status }) => status,
})

/** One object for one spec: what was found out about pods is remembered with it. */
function specOf({ spec = {} }: ReplicationController): ReplicaSet['spec'] {
  let view = specs.get(spec)
  if (!view) specs.set(spec, (view = { ...spec, selector: { matchLabels: spec.selector ?? {} } } as ReplicaSet['spec']))
  return view
}
