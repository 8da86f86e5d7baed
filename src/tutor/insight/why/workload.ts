/** Why a Deployment does not progress, or anything else that makes pods has fewer than it wants. */
import { matchesLabelSelector } from '../../../api/labels.ts'
import type { AnyObject } from '../../../api/object.ts'
import type { Insight } from '../insight.ts'
import { type Answer, conditionOf, type Explainer, eventsAbout, inNamespace, missingPart, nameOf } from './answer.ts'
import { pod as podExplainer } from './pod.ts'

/** How many pods a kind wants, and how many are ready. */
type Count = (object: AnyObject) => { readonly wanted: number; readonly ready: number }

const replicas: Count = ({ spec, status }) => ({ wanted: spec.replicas ?? 1, ready: status?.readyReplicas ?? 0 })
const perNode: Count = ({ status }) => ({ wanted: status?.desiredNumberScheduled ?? 0, ready: status?.numberReady ?? 0 })

const workload = (what: string, names: readonly string[], count: Count): Explainer => ({
  names: [what, ...names],
  namespaced: true,
  explain(object, insight) {
    const name = nameOf(what, object)
    const { wanted, ready } = count(object)
    const see = [`kubectl describe ${what} ${object.metadata.name}${inNamespace(object)}`]
    const missing = (object.status?.observedGeneration ?? 0) < (object.metadata.generation ?? 0) ? missingPart(insight, 'kube-controller-manager') : undefined
    if (missing) return { says: `${name} is as you wrote it down, and nobody has done anything about it.`, because: [missing], see }
    const refused = refusalOf(object, insight)
    if (refused) return { says: `${name} has ${ready} of ${wanted} pods ready: its pods are refused.`, because: [refused], see }
    const bad = podsOf(object, insight)
      .map((pod) => podExplainer.explain(pod, insight))
      .filter(({ well }) => !well)
    const behind = what === 'deployment' ? behindOf(object) : undefined
    if (ready >= wanted && bad.length === 0 && !behind) return { says: `${name} has ${wanted} of ${wanted} pods ready.`, because: [], see: [], well: true }
    const paused = object.spec.paused ? ['it is paused: what you change is rolled out when somebody resumes it'] : []
    const first = bad[0]
    return {
      says: `${name} has ${ready} of ${wanted} pods ready${behind ? `, but ${behind}` : ''}.`,
      because: [...paused, ...bad.slice(0, 3).map(({ says }) => says), ...(first ? first.because.map((line) => `  ${line}`) : [])],
      see: first ? first.see : see,
    }
  },
})

/** The old pods may all be ready while the new ones never are. */
function behindOf(object: AnyObject): string | undefined {
  const { spec, status } = object
  const progressing = conditionOf(object, 'Progressing')
  if (progressing?.reason === 'ProgressDeadlineExceeded') return `it has not progressed for ${spec.progressDeadlineSeconds ?? 600} seconds`
  const updated = status?.updatedReplicas ?? 0
  return updated < (spec.replicas ?? 1) ? `only ${updated} of the new version is there so far` : undefined
}

/** What the server said to whoever made its pods. */
function refusalOf(object: AnyObject, insight: Insight): string | undefined {
  const failure = conditionOf(object, 'ReplicaFailure')
  if (failure?.status === 'True') return failure.message
  const [told] = eventsAbout(insight, object, 'FailedCreate')
  return told && (object.status?.replicas ?? object.status?.currentNumberScheduled ?? 0) === 0 ? told : undefined
}

/** Those that its selector chooses and that something of its own name made. */
function podsOf({ metadata, spec }: AnyObject, insight: Insight): readonly AnyObject[] {
  const pods = insight.list({ kind: 'pods', namespace: metadata.namespace ?? '' })
  if (!spec.selector) return []
  const selector = spec.selector.matchLabels || spec.selector.matchExpressions ? spec.selector : { matchLabels: spec.selector }
  return pods.filter(
    (pod) => matchesLabelSelector(selector, pod.metadata.labels) && pod.metadata.ownerReferences?.some((owner) => owner.name.startsWith(metadata.name)),
  )
}

export const workloads: readonly Explainer[] = [
  workload('deployment', ['deployments', 'deploy'], replicas),
  workload('statefulset', ['statefulsets', 'sts'], replicas),
  workload('daemonset', ['daemonsets', 'ds'], perNode),
  workload('replicaset', ['replicasets', 'rs'], replicas),
  workload('replicationcontroller', ['replicationcontrollers', 'rc'], replicas),
]

export const job: Explainer = {
  names: ['job', 'jobs'],
  namespaced: true,
  explain(object, insight): Answer {
    const name = nameOf('job', object)
    const failed = conditionOf(object, 'Failed')
    if (failed?.status === 'True')
      return {
        says: `${name} has failed: ${failed.reason}.`,
        because: [failed.message ?? ''],
        see: [`kubectl logs job/${object.metadata.name}${inNamespace(object)}`],
      }
    if (conditionOf(object, 'Complete')?.status === 'True') return { says: `${name} is complete.`, because: [], see: [], well: true }
    if (object.spec.suspend) return { says: `${name} is suspended.`, because: [], see: [] }
    const bad = podsOf(object, insight)
      .map((pod) => podExplainer.explain(pod, insight))
      .filter(({ well }) => !well)
    const because = bad.flatMap(({ says, because }) => [says, ...because]).slice(0, 5)
    return {
      says: `${name} is at work: ${object.status?.succeeded ?? 0} of ${object.spec.completions ?? 1} pods have succeeded.`,
      because,
      see: bad[0]?.see ?? [],
      well: bad.length === 0,
    }
  },
}
