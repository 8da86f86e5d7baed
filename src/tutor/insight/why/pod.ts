/** Why a pod is what it is: pending, starting, crashing, not ready, leaving, or where it is. */
import { humanDuration } from '../../../api/duration.ts'
import type { AnyObject } from '../../../api/object.ts'
import { parseTime } from '../../../api/time.ts'
import type { Insight } from '../insight.ts'
import { type Answer, conditionOf, type Explainer, eventsAbout, inNamespace, nameOf } from './answer.ts'
import { restartsOf, troubleOf } from './containers.ts'
import { whyThere, whyUnplaced } from './placement.ts'

export const pod: Explainer = {
  names: ['pod', 'pods', 'po'],
  namespaced: true,
  explain(object, insight) {
    const { metadata, spec, status } = object
    if (metadata.deletionTimestamp) return leaving(object, insight)
    if (!spec.nodeName) return whyUnplaced(object, insight)
    const name = nameOf('pod', object)
    if (status?.phase === 'Succeeded') return { says: `${name} is done: all its containers ended with exit code 0.`, because: [], see: [], well: true }
    if (status?.reason) return { says: `${name} is ${status.phase} (${status.reason}).`, because: status.message ? [status.message] : [], see: [] }
    const lost = lostNode(object, insight)
    if (lost) return lost
    const trouble = troubleOf(object, insight)
    if (trouble) return { says: `${name} is on ${spec.nodeName}, but ${trouble.says}`, because: trouble.because, see: trouble.see }
    const gate = (status?.conditions ?? []).find(
      ({ type, status }: any) => status === 'False' && (spec.readinessGates ?? []).some((one: any) => one.conditionType === type),
    )
    if (gate) return { says: `${name} runs, but its readiness gate ${gate.type} is False.`, because: gate.message ? [gate.message] : [], see: [] }
    if (conditionOf(object, 'Ready')?.status !== 'True')
      return {
        says: `${name} is starting on ${spec.nodeName}.`,
        because: eventsAbout(insight, object).slice(0, 2),
        see: [`kubectl describe pod ${metadata.name}${inNamespace(object)}`],
      }
    return placed(object, insight)
  },
}

/** All is well: then the question is why here. */
function placed(object: AnyObject, insight: Insight): Answer {
  const { nodeName } = object.spec
  const name = nameOf('pod', object)
  const restarts = restartsOf(object, insight)
  const placement = insight.placement(object.metadata.uid)
  const there = placement && placement.node === nodeName ? ['', `why ${nodeName}:`, ...whyThere(placement, object, insight).map((line) => `  ${line}`)] : []
  return {
    says: `${name} is Running and ready on ${nodeName}.`,
    because: [...restarts, ...(restarts.length === 0 && there[0] === '' ? there.slice(1) : there)],
    see: restarts.length > 0 ? [`kubectl logs ${object.metadata.name} -p${inNamespace(object)}`] : [],
    well: restarts.length === 0,
  }
}

function lostNode(object: AnyObject, insight: Insight): Answer | undefined {
  const node = insight.get({ kind: 'nodes', namespace: '' }, object.spec.nodeName)
  const ready = node && conditionOf(node, 'Ready')
  if (node && ready?.status === 'True') return undefined
  const why = node ? (ready?.message ?? 'it has never said that it is ready') : 'there is no such node any more'
  return { says: `${nameOf('pod', object)} is on ${object.spec.nodeName}, and nobody hears from that node.`, because: [why], see: ['kubectl get nodes'] }
}

function leaving(object: AnyObject, insight: Insight): Answer {
  const { metadata, spec } = object
  const name = nameOf('pod', object)
  const finalizers = metadata.finalizers ?? []
  const because = finalizers.length > 0 ? [`finalizers must be taken away first by whoever put them there: ${finalizers.join(', ')}`] : []
  const lost = spec.nodeName ? lostNode(object, insight) : undefined
  if (lost) because.push(`the kubelet of ${spec.nodeName} would have to say that its containers have ended: ${lost.because[0]}`)
  const left = parseTime(metadata.deletionTimestamp ?? '') - insight.now()
  if (because.length === 0)
    because.push(
      left > 0
        ? `its containers were asked to end (SIGTERM) and have ${humanDuration(left)} left; then they are killed`
        : 'its time is over; the kubelet is about to clear up',
    )
  return { says: `${name} is Terminating.`, because, see: [`kubectl get pod ${metadata.name}${inNamespace(object)} -o yaml`] }
}
