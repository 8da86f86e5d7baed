/** Why a pod has no node, or why it has this one: the scheduler's own verdicts, node by node. */
import { matchesNodeAffinity } from '../../../api/node-affinity.ts'
import type { AnyObject } from '../../../api/object.ts'
import { untolerated } from '../../../api/tolerations.ts'
import type { Node, Pod } from '../../../api/types.ts'
import { columns } from '../columns.ts'
import type { Insight, NodeVerdict, Placement, Shortage } from '../insight.ts'
import { type Answer, eventsAbout, inNamespace, missingPart, nameOf } from './answer.ts'

/** A pod that has no node. */
export function whyUnplaced(pod: AnyObject, insight: Insight): Answer {
  const name = nameOf('pod', pod)
  const see = [`kubectl describe ${name.replace('/', ' ')}${inNamespace(pod)}`]
  const gates = (pod.spec.schedulingGates ?? []).map((gate: { name: string }) => gate.name)
  if (gates.length > 0) return { says: `${name} is Pending: scheduling gates hold it back until somebody takes them away.`, because: gates, see }
  const placement = insight.placement(pod.metadata.uid)
  if (!placement && !['default-scheduler', undefined].includes(pod.spec.schedulerName))
    return {
      says: `${name} is Pending: it waits for a scheduler named ${pod.spec.schedulerName}, and nobody has taken it up.`,
      because: ['spec.schedulerName names who places the pod; in this cluster that is default-scheduler, unless somebody configured more.'],
      see,
    }
  const missing = missingPart(insight, 'kube-scheduler')
  if (missing) return { says: `${name} is Pending: nobody looks for a node.`, because: [missing], see }
  if (!placement)
    return { says: `${name} is Pending: the scheduler has not looked at it yet.`, because: eventsAbout(insight, pod, 'FailedScheduling').slice(0, 1), see }
  if (placement.refusal) {
    const { plugin, message } = placement.refusal
    return { says: `${name} is Pending: ${plugin} refuses it for every node.`, because: [message], see }
  }
  const rows = placement.verdicts.map((verdict) => [verdict.node, verdict.rejection?.plugin ?? '', reasonsOf(verdict, pod, insight).join('; ')])
  return {
    says: `${name} is Pending: no node will have it.`,
    because: columns(rows.slice(0, most)).concat(rows.length > most ? [`… and ${rows.length - most} nodes more`] : []),
    see,
  }
}

const most = 20

/** The reasons of a plugin, in numbers and names where there are any. */
function reasonsOf({ node, rejection }: NodeVerdict, pod: AnyObject, insight: Insight): readonly string[] {
  const found = insight.get({ kind: 'nodes', namespace: '' }, node) as unknown as Node | undefined
  const taint = found && untolerated(found.spec.taints, pod.spec.tolerations, ['NoSchedule', 'NoExecute'])
  if (rejection?.plugin === 'TaintToleration' && taint)
    return [`has the taint ${taint.key}${taint.value ? `=${taint.value}` : ''}:${taint.effect}, which the pod does not tolerate`]
  if (rejection?.plugin === 'NodeAffinity' && found && !matchesNodeAffinity(pod as unknown as Pod, found))
    return [`does not have the labels that the pod asks for${selectorText(pod)}`]
  if (rejection?.numbers) return rejection.numbers.map(shortage)
  return (rejection?.reasons ?? []).map((reason) => reason.replace(/^node\(s\) /, ''))
}

function selectorText({ spec }: AnyObject): string {
  const wanted = Object.entries(spec.nodeSelector ?? {}).map(([key, value]) => `${key}=${value}`)
  return wanted.length > 0 ? `: ${wanted.join(', ')}` : ''
}

const shortage = ({ resource, asked, used, all }: Shortage): string =>
  resource === 'pods'
    ? `has room for ${all} pods, and ${used} are there`
    : `${amount(resource, asked)} ${resource} asked for, ${amount(resource, Math.max(0, all - used))} of ${amount(resource, all)} free`

/** Millicores and bytes as people write them. */
function amount(resource: string, value: number): string {
  if (resource === 'cpu') return value % 1000 === 0 ? String(value / 1000) : `${value}m`
  if (resource !== 'memory' && resource !== 'ephemeral-storage') return String(value)
  const units = ['', 'Ki', 'Mi', 'Gi', 'Ti']
  const power = Math.min(Math.floor(Math.log2(Math.max(value, 1)) / 10), units.length - 1)
  return `${Math.round((value / 1024 ** power) * 10) / 10}${units[power]}`
}

/** Lines that say why the pod is where it is: each node's points, or why it was out of the question. */
export function whyThere(placement: Placement, pod: AnyObject, insight: Insight): string[] {
  const chosen = placement.verdicts.find(({ node }) => node === placement.node)
  const out = placement.verdicts
    .filter(({ rejection }) => rejection)
    .map((verdict) => `${verdict.node} was out of the question: ${reasonsOf(verdict, pod, insight).join('; ')}`)
  if (!chosen?.scores) return [...out, `so ${placement.node} was the only one left`]
  const plugins = Object.keys(chosen.scores)
  const scored = placement.verdicts.filter(({ scores }) => scores).sort((a, b) => total(b) - total(a))
  const rows = [
    ['', ...scored.slice(0, 6).map(({ node }) => node)],
    ...plugins.map((plugin) => [plugin, ...scored.slice(0, 6).map(({ scores }) => String(scores?.[plugin] ?? 0))]),
    ['together', ...scored.slice(0, 6).map((verdict) => String(total(verdict)))],
  ]
  const tie = scored.filter((verdict) => total(verdict) === total(chosen)).length > 1
  return [...columns(rows), ...(tie ? ['nodes with as many points are drawn by lot'] : []), ...out]
}

const total = ({ scores = {} }: NodeVerdict): number => Object.values(scores).reduce((sum, points) => sum + points, 0)
