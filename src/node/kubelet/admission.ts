/** Whether a pod that was bound to this node may run on it. Models pkg/kubelet/lifecycle/predicate.go. */
import { matches, type Requirement } from '../../api/labels.ts'
import type { Node, NodeSelectorRequirement, NodeSelectorTerm, Pod } from '../../api/types.ts'
import { bytes, millicores, podResources } from './resources.ts'
import { isStatic } from './static-pod.ts'

export interface Refusal {
  readonly reason: string
  readonly message: string
}

/** The pods that run on the node already. Most pods ask for nothing that would make one look at them. */
export interface Others {
  readonly atMost: number
  pods(): readonly Pod[]
}

/** @returns why the pod is refused, or undefined. */
export function refusal(pod: Pod, node: Node, others: Others): Refusal | undefined {
  if (pod.spec.os && pod.spec.os.name !== 'linux') return { reason: 'PodOSNotSupported', message: "Failed to admit pod as the OS field doesn't match node OS" }
  if (isStatic(pod)) return undefined
  return tooMuch(pod, node, others) ?? misplaced(pod, node) ?? portTaken(pod, others) ?? untolerated(pod, node)
}

function tooMuch(pod: Pod, node: Node, others: Others): Refusal | undefined {
  const allocatable = node.status?.allocatable ?? {}
  const room = Number(allocatable.pods ?? 110)
  if (others.atMost >= room && others.pods().length >= room) return outOf('pods', 1, others.pods().length, room)
  const wishes = requested(pod)
  if (wishes.size === 0) return undefined
  const there = others.pods()
  for (const [name, wanted] of wishes) {
    if (name.includes('/') && allocatable[name] === undefined) continue
    const used = there.reduce((sum, other) => sum + (requested(other).get(name) ?? 0), 0)
    const capacity = amount(name, allocatable[name])
    if (wanted > capacity - used) return outOf(name, wanted, used, capacity)
  }
  return undefined
}

/** By the list that the numbers were read from: each pod that comes is weighed against all that are there. */
const amounts = new WeakMap<object, ReadonlyMap<string, number>>()

/** What the pod asks for of what a node may run out of, in the order in which that is looked at. */
function requested(pod: Pod): ReadonlyMap<string, number> {
  const list = podResources(pod, 'requests')
  const known = amounts.get(list)
  if (known) return known
  const names = ['cpu', 'memory', 'ephemeral-storage', ...Object.keys(list).filter((name) => name.includes('/'))]
  const found = new Map(names.map((name) => [name, amount(name, list[name])] as const).filter(([, wanted]) => wanted > 0))
  amounts.set(list, found)
  return found
}

/** Millicores of CPU, whole units of all else. */
const amount = (name: string, quantity: string | undefined): number => (name === 'cpu' ? millicores(quantity) : bytes(quantity))

const outOf = (resource: string, requested: number, used: number, capacity: number): Refusal => ({
  reason: `OutOf${resource}`,
  message: `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
})

const failed = (predicate: string, why: string): Refusal => ({ reason: predicate, message: `Predicate ${predicate} failed: ${why}` })

function misplaced(pod: Pod, node: Node): Refusal | undefined {
  const labels = node.metadata.labels ?? {}
  const { nodeSelector = {} } = pod.spec
  const selected = Object.keys(nodeSelector).every((key) => labels[key] === nodeSelector[key])
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

function portTaken(pod: Pod, others: Others): Refusal | undefined {
  const wanted = hostPorts(pod)
  if (wanted.length === 0) return undefined
  const taken = new Set(others.pods().flatMap(hostPorts))
  return wanted.some((port) => taken.has(port)) ? failed('NodePorts', "node(s) didn't have free ports for the requested pod ports") : undefined
}

function hostPorts({ spec: { containers, initContainers = [] } }: Pod): string[] {
  const found: string[] = []
  for (const each of [containers, initContainers])
    for (const { ports = [] } of each) for (const { hostPort, protocol = 'TCP' } of ports) if (hostPort) found.push(`${protocol}/${hostPort}`)
  return found
}

/** The kubelet minds NoExecute taints only. */
function untolerated(pod: Pod, node: Node): Refusal | undefined {
  const taints = node.spec?.taints?.filter((taint) => taint.effect === 'NoExecute') ?? []
  const tolerated = taints.every((taint) =>
    (pod.spec.tolerations ?? []).some(
      ({ key, operator = 'Equal', value = '', effect }) =>
        (!effect || effect === taint.effect) && (!key || key === taint.key) && (operator === 'Exists' || value === (taint.value ?? '')),
    ),
  )
  return tolerated ? undefined : failed('TaintToleration', "node(s) had taints that the pod didn't tolerate")
}
