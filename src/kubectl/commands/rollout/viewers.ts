/** Which kinds have a history at all. Models kubectl pkg/polymorphichelpers (history.go, rollback.go) and pkg/apps/kind_visitor.go. */
import type { ApiResource } from '../../discovery.ts'
import { CommandError } from '../../errors.ts'

const withHistory = ['Deployment.apps', 'DaemonSet.apps', 'StatefulSet.apps']
/** Kinds that the real one has heard of. */
const known = [...withHistory, 'ReplicaSet.apps', 'Job.batch', 'CronJob.batch', 'Pod', 'ReplicationController']

/** Throws CommandError for a kind that keeps no history: `history viewer`, `rollbacker` is what it lacks. */
export function requireHistory({ group, kind }: ApiResource, lacks: 'history viewer' | 'rollbacker'): void {
  const name = group === '' ? kind : `${kind}.${group}`
  if (withHistory.includes(name)) return
  if (known.includes(name)) throw new CommandError(`no ${lacks} has been implemented for ${JSON.stringify(name)}`)
  const doing = lacks === 'rollbacker' ? 'rollbacker' : 'history'
  throw new CommandError(`error retrieving ${doing} for ${JSON.stringify(name)}, no visitor method exists for {${group} ${kind}}`)
}
