/** What a pod asks of its node. Models k8s.io/component-helpers resource. */
import { Quantity } from './quantity.ts'
import type { Container, Pod } from './types.ts'

/** Resource name → amount: millicores for `cpu`, whole units (bytes, pieces) for all else. */
export type Amounts = Readonly<Record<string, number>>

/** Millicores for `cpu`, whole units for all else. */
const amountOf = (resource: string, text: string | number): number => (resource === 'cpu' ? Quantity.parse(text).milliValue : Quantity.parse(text).value)

export const amountsOf = (list: Readonly<Record<string, string>> | undefined): Amounts =>
  Object.fromEntries(Object.entries(list ?? {}).map(([resource, text]) => [resource, amountOf(resource, text)]))

/** What the scheduler counts for a container that asks for nothing, when it compares nodes (not when it filters them). */
const assumed: Amounts = { cpu: 100, memory: 200 * 1024 * 1024 }

/**
 * The requests of all containers, or of the greediest init container if that is more; sidecars count with both; overhead
 * on top; requests of the pod itself override. `nonZero` puts in the assumed amounts where a container asks for nothing.
 */
export function podRequests(pod: Pick<Pod, 'spec'>, options: { nonZero?: boolean } = {}): Amounts {
  const of = (container: Container): Amounts => ({ ...(options.nonZero ? assumed : {}), ...amountsOf(container.resources?.requests) })
  let running = pod.spec.containers.map(of).reduce(add, {})
  let sidecars: Amounts = {}
  let starting: Amounts = {}
  for (const container of pod.spec.initContainers ?? []) {
    if (container.restartPolicy === 'Always') {
      running = add(running, of(container))
      sidecars = add(sidecars, of(container))
      starting = most(starting, sidecars)
    } else starting = most(starting, add(sidecars, of(container)))
  }
  const own = amountsOf(pod.spec.resources?.requests)
  return add({ ...most(running, starting), ...own }, amountsOf(pod.spec.overhead))
}

function add(a: Amounts, b: Amounts): Amounts {
  const sum: Record<string, number> = { ...a }
  for (const [resource, amount] of Object.entries(b)) sum[resource] = (sum[resource] ?? 0) + amount
  return sum
}

function most(a: Amounts, b: Amounts): Amounts {
  const result: Record<string, number> = { ...a }
  for (const [resource, amount] of Object.entries(b)) result[resource] = Math.max(result[resource] ?? 0, amount)
  return result
}
