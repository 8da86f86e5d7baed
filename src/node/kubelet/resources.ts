/** Amounts of CPU and memory: what a pod asks for, and what containers are given. */
import { Quantity } from '../../api/quantity.ts'
import type { Container, Pod, PodSpec } from '../../api/types.ts'

/** The amount that a quantity stands for, in whole and broken units: `100m` is 0.1. */
const amountOf = (quantity: string | undefined): Quantity => (quantity === undefined ? Quantity.zero : Quantity.parse(quantity))

export const millicores = (quantity: string | undefined): number => (quantity === undefined ? 0 : Quantity.parse(quantity).milliValue)
export const bytes = (quantity: string | undefined): number => (quantity === undefined ? 0 : Quantity.parse(quantity).value)

export type ResourceList = Record<string, string>

/** Adds lists up. */
function add(a: ResourceList, b: ResourceList | undefined): ResourceList {
  const sum = { ...a }
  for (const [name, quantity] of Object.entries(b ?? {}))
    sum[name] = sum[name] === undefined ? quantity : amountOf(sum[name]).add(amountOf(quantity)).toString()
  return sum
}

/** The larger amount of each resource. */
function most(a: ResourceList, b: ResourceList | undefined): ResourceList {
  const larger = { ...a }
  for (const [name, quantity] of Object.entries(b ?? {}))
    if (larger[name] === undefined || amountOf(quantity).compare(amountOf(larger[name])) > 0) larger[name] = quantity
  return larger
}

/** What a container asks for: its limit, where it names no request. */
export const requestOf = (resources: Container['resources'], name: string): string | undefined => resources?.requests?.[name] ?? resources?.limits?.[name]

export const isSidecar = (container: Container): boolean => container.restartPolicy === 'Always'

const nothing: Readonly<ResourceList> = Object.freeze({})

/** Sums by the spec that they are of, which never changes: they are asked for again and again. */
const sums = { requests: new WeakMap<PodSpec, ResourceList>(), limits: new WeakMap<PodSpec, ResourceList>() }

/**
 * What a pod needs in all: its containers and sidecars together, or an init container with the sidecars before it if
 * that is more; plus overhead. Pod-level resources stand in for cpu and memory. Models component-helpers/resource.
 */
export function podResources({ spec }: Pod, which: 'requests' | 'limits'): Readonly<ResourceList> {
  if (!speaksOfResources(spec)) return nothing
  let sum = sums[which].get(spec)
  if (!sum) sums[which].set(spec, (sum = sumOf(spec, which)))
  return sum
}

const hasResources = ({ resources }: Container): boolean => resources?.requests !== undefined || resources?.limits !== undefined

const speaksOfResources = ({ containers, initContainers, resources, overhead }: PodSpec): boolean =>
  resources !== undefined || overhead !== undefined || containers.some(hasResources) || (initContainers?.some(hasResources) ?? false)

function sumOf(spec: PodSpec, which: 'requests' | 'limits'): ResourceList {
  let sum: ResourceList = {}
  for (const container of spec.containers) sum = add(sum, container.resources?.[which])
  let sidecars: ResourceList = {}
  let initial: ResourceList = {}
  for (const container of spec.initContainers ?? []) {
    if (isSidecar(container)) {
      sum = add(sum, container.resources?.[which])
      sidecars = add(sidecars, container.resources?.[which])
      initial = most(initial, sidecars)
    } else initial = most(initial, add({ ...container.resources?.[which] }, sidecars))
  }
  const total = { ...most(sum, initial), ...spec.resources?.[which] }
  return add(total, Object.keys(total).length > 0 || which === 'requests' ? spec.overhead : undefined)
}

/** Models pkg/apis/core/v1/helper/qos: every container has equal requests and limits, or some have any, or none has. */
export function qosClass(pod: Pod): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  if (!speaksOfResources(pod.spec)) return 'BestEffort'
  const holders = pod.spec.resources ? [pod.spec] : [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]
  const set = (list: ResourceList | undefined): string[] => ['cpu', 'memory'].filter((name) => amountOf(list?.[name]).sign > 0)
  const any = holders.some((holder) => set(holder.resources?.requests).length + set(holder.resources?.limits).length > 0)
  if (!any) return 'BestEffort'
  const guaranteed = holders.every(({ resources }) =>
    ['cpu', 'memory'].every(
      (name) =>
        amountOf(resources?.limits?.[name]).sign > 0 &&
        amountOf(resources?.requests?.[name] ?? resources?.limits?.[name]).equals(amountOf(resources?.limits?.[name])),
    ),
  )
  return guaranteed ? 'Guaranteed' : 'Burstable'
}
