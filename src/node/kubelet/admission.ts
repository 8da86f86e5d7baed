/** Whether a pod that was bound to this node may run on it. Models pkg/kubelet/lifecycle/predicate.go. */
import { matches, type Requirement } from '../../api/labels.ts'
import { Quantity } from '../../api/quantity.ts'
import type { Node, NodeSelectorRequirement, NodeSelectorTerm, Pod } from '../../api/types.ts'
import { podResources } from './resources.ts'
import { isStatic } from './static-pod.ts'

export interface Refusal {
  readonly reason: string
  readonly message: string
}

/** @param others the pods that run on the node already. @returns why the pod is refused, or undefined. */
export function refusal(pod: Pod, node: Node, others: readonly Pod[]): Refusal | undefined {
  if (pod.spec.os && pod.spec.os.name !== 'linux') return { reason: 'PodOSNotSupported', message: "Failed to admit pod as the OS field doesn't match node OS" }
  if (isStatic(pod)) return undefined
  return tooMuch(pod, node, others) ?? misplaced(pod, node) ?? portTaken(pod, others) ?? untolerated(pod, node)
}

function tooMuch(pod: Pod, node: Node, others: readonly Pod[]): Refusal | undefined {
  const allocatable = node.status?.allocatable ?? {}
  const room = Number(allocatable.pods ?? 110)
  if (others.length + 1 > room) return outOf('pods', 1, others.length, room)
  const wanted = podResources(pod, 'requests')
  for (const name of ['cpu', 'memory', 'ephemeral-storage', ...Object.keys(wanted).filter((each) => each.includes('/'))]) {
    if (wanted[name] === undefined || (name.includes('/') && allocatable[name] === undefined)) continue
    const size = (quantity: string | undefined): number => {
      const read = Quantity.parse(quantity ?? '0')
      return name === 'cpu' ? read.milliValue : read.value
    }
    const used = others.reduce((sum, other) => sum + size(podResources(other, 'requests')[name]), 0)
    if (size(wanted[name]) > 0 && size(wanted[name]) > size(allocatable[name]) - used) return outOf(name, size(wanted[name]), used, size(allocatable[name]))
  }
  return undefined
}

const outOf = (resource: string, requested: number, used: number, capacity: number): Refusal => ({
  reason: `OutOf${resource}`,
  message: `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
})

const failed = (predicate: string, why: string): Refusal => ({ reason: predicate, message: `Predicate ${predicate} failed: ${why}` })

function misplaced(pod: Pod, node: Node): Refusal | undefined {
  const labels = node.metadata.labels ?? {}
  const selected = Object.entries(pod.spec.nodeSelector ?? {}).every(([key, value]) => labels[key] === value)
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms
  if (selected && (!terms || terms.some((term) => termMatches(term, node)))) return undefined
  return failed('NodeAffinity', "node(s) didn't match Pod's node affinity/selector")
}

function termMatches(term: NodeSelectorTerm, node: Node): boolean {
  const { matchExpressions = [], matchFields = [] } = term
  if (matchExpressions.length + matchFields.length === 0) return false
  return matches(matchExpressions.map(requirement), node.metadata.labels) && matches(matchFields.map(requirement), { 'metadata.name': node.metadata.name })
}

const operators: Record<string, Requirement['operator']> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!', Gt: 'gt', Lt: 'lt' }
const requirement = ({ key, operator, values = [] }: NodeSelectorRequirement): Requirement => ({ key, operator: operators[operator] ?? 'in', values })

function portTaken(pod: Pod, others: readonly Pod[]): Refusal | undefined {
  const taken = new Set(others.flatMap(hostPorts))
  return hostPorts(pod).some((port) => taken.has(port)) ? failed('NodePorts', "node(s) didn't have free ports for the requested pod ports") : undefined
}

const hostPorts = (pod: Pod): string[] =>
  [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].flatMap((each) =>
    (each.ports ?? []).filter((port) => port.hostPort).map((port) => `${port.protocol ?? 'TCP'}/${port.hostPort}`),
  )

/** The kubelet minds NoExecute taints only. */
function untolerated(pod: Pod, node: Node): Refusal | undefined {
  const taints = (node.spec?.taints ?? []).filter((taint) => taint.effect === 'NoExecute')
  const tolerated = taints.every((taint) =>
    (pod.spec.tolerations ?? []).some(
      ({ key, operator = 'Equal', value = '', effect }) =>
        (!effect || effect === taint.effect) && (!key || key === taint.key) && (operator === 'Exists' || value === (taint.value ?? '')),
    ),
  )
  return tolerated ? undefined : failed('TaintToleration', "node(s) had taints that the pod didn't tolerate")
}
