/** How far a rollout has come, in words. Models kubectl pkg/polymorphichelpers/rollout_status.go. */
import type { AnyObject } from '../../../api/object.ts'
import type { DaemonSet, Deployment, StatefulSet } from '../../../api/types.ts'
import type { ApiResource } from '../../discovery.ts'
import { CommandError } from '../../errors.ts'
import { revisionOf } from './replica-sets.ts'

interface Progress {
  /** Ends with a newline. */
  readonly text: string
  readonly done: boolean
}

/** Throws CommandError where the rollout has failed, or is none to report on. */
type Reporter = (object: AnyObject, revision: number) => Progress

const waiting = (text: string): Progress => ({ text: `${text}...\n`, done: false })
const done = (text: string): Progress => ({ text: `${text}\n`, done: true })

const reporters: Readonly<Record<string, Reporter>> = {
  'Deployment.apps': (object, revision) => deploymentProgress(object as Deployment & AnyObject, revision),
  'DaemonSet.apps': (object) => daemonSetProgress(object as DaemonSet & AnyObject),
  'StatefulSet.apps': (object) => statefulSetProgress(object as StatefulSet & AnyObject),
}

/** Throws CommandError for a kind that has no rollouts. */
export function progressOf({ group, kind }: Pick<ApiResource, 'group' | 'kind'>): Reporter {
  const name = group === '' ? kind : `${kind}.${group}`
  const reporter = reporters[name]
  if (reporter === undefined) throw new CommandError(`no status viewer has been implemented for ${name}`)
  return reporter
}

function deploymentProgress({ metadata, spec, status }: Deployment, revision: number): Progress {
  const name = JSON.stringify(metadata.name)
  if (revision > 0) {
    const running = revisionOf(metadata)
    if (running === undefined) throw new CommandError(`cannot get the revision of deployment ${name}`)
    if (running !== revision) throw new CommandError(`desired revision (${revision}) is different from the running revision (${running})`)
  }
  if ((metadata.generation ?? 0) > (status?.observedGeneration ?? 0)) return waiting('Waiting for deployment spec update to be observed')
  if (status?.conditions?.find(({ type }) => type === 'Progressing')?.reason === 'ProgressDeadlineExceeded')
    throw new CommandError(`deployment ${name} exceeded its progress deadline`)
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status ?? {}
  const to = `Waiting for deployment ${name} rollout to finish:`
  if (spec?.replicas !== undefined && updatedReplicas < spec.replicas)
    return waiting(`${to} ${updatedReplicas} out of ${spec.replicas} new replicas have been updated`)
  if (replicas > updatedReplicas) return waiting(`${to} ${replicas - updatedReplicas} old replicas are pending termination`)
  if (availableReplicas < updatedReplicas) return waiting(`${to} ${availableReplicas} of ${updatedReplicas} updated replicas are available`)
  return done(`deployment ${name} successfully rolled out`)
}

const onlyRolling = (): CommandError => new CommandError('rollout status is only available for RollingUpdate strategy type')

function daemonSetProgress({ metadata, spec, status }: DaemonSet): Progress {
  if (spec?.updateStrategy?.type !== 'RollingUpdate') throw onlyRolling()
  if ((metadata.generation ?? 0) > (status?.observedGeneration ?? 0)) return waiting('Waiting for daemon set spec update to be observed')
  const { updatedNumberScheduled = 0, desiredNumberScheduled = 0, numberAvailable = 0 } = status ?? {}
  const name = JSON.stringify(metadata.name)
  const to = `Waiting for daemon set ${name} rollout to finish:`
  if (updatedNumberScheduled < desiredNumberScheduled)
    return waiting(`${to} ${updatedNumberScheduled} out of ${desiredNumberScheduled} new pods have been updated`)
  if (numberAvailable < desiredNumberScheduled) return waiting(`${to} ${numberAvailable} of ${desiredNumberScheduled} updated pods are available`)
  return done(`daemon set ${name} successfully rolled out`)
}

function statefulSetProgress({ metadata, spec, status }: StatefulSet): Progress {
  if (spec?.updateStrategy?.type !== 'RollingUpdate') throw onlyRolling()
  const { observedGeneration = 0, readyReplicas = 0, updatedReplicas = 0, currentReplicas = 0, currentRevision = '', updateRevision = '' } = status ?? {}
  if (observedGeneration === 0 || (metadata.generation ?? 0) > observedGeneration) return waiting('Waiting for statefulset spec update to be observed')
  const replicas = spec.replicas
  if (replicas !== undefined && readyReplicas < replicas) return waiting(`Waiting for ${replicas - readyReplicas} pods to be ready`)
  if (spec.updateStrategy.rollingUpdate !== undefined) {
    const { partition } = spec.updateStrategy.rollingUpdate
    if (replicas !== undefined && partition !== undefined && updatedReplicas < replicas - partition)
      return waiting(`Waiting for partitioned roll out to finish: ${updatedReplicas} out of ${replicas - partition} new pods have been updated`)
    return done(`partitioned roll out complete: ${updatedReplicas} new pods have been updated...`)
  }
  if (updateRevision !== currentRevision)
    return waiting(`waiting for statefulset rolling update to complete ${updatedReplicas} pods at revision ${updateRevision}`)
  return done(`statefulset rolling update complete ${currentReplicas} pods at revision ${currentRevision}...`)
}
