/** What a pod asks for and may use, exact and in the units it was written in. Models component-helpers resource/helpers.go. */
import { Quantity } from '../../api/quantity.ts'
import type { Container, Pod } from '../../api/types.ts'

export type Amounts = Readonly<Record<string, Quantity>>
type Which = 'requests' | 'limits'

/** Requests and limits; with `status` the larger of what is asked for and what the running container has. */
export function podResources(pod: Pod, which: Which, { status }: { readonly status: boolean }): Amounts {
  const statuses = status ? [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])] : []
  const of = (container: Container): Amounts => {
    const actual = statuses.find(({ name }) => name === container.name)?.resources
    const asked = parsed(container.resources?.[which])
    return actual === undefined ? asked : most(asked, parsed(actual[which]))
  }
  const containers = withStarting(pod, of)
  const own = parsed(pod.spec.resources?.[which])
  return withOverhead({ ...containers, ...own }, parsed(pod.spec.overhead), which)
}

/** All containers together, or the greediest moment of the start if that is more; sidecars count in both. */
function withStarting({ spec }: Pod, of: (container: Container) => Amounts): Amounts {
  let running = spec.containers.map(of).reduce(sum, {})
  let sidecars: Amounts = {}
  let starting: Amounts = {}
  for (const container of spec.initContainers ?? []) {
    const amounts = of(container)
    if (container.restartPolicy === 'Always') {
      running = sum(running, amounts)
      sidecars = sum(sidecars, amounts)
      starting = most(starting, sidecars)
    } else starting = most(starting, sum(amounts, sidecars))
  }
  return most(running, starting)
}

/** On top of requests, and of those limits that there are. */
const withOverhead = (amounts: Amounts, overhead: Amounts, which: Which): Amounts =>
  sum(amounts, which === 'requests' ? overhead : Object.fromEntries(Object.entries(overhead).filter(([name]) => name in amounts)))

export const parsed = (list: Readonly<Record<string, string>> | undefined): Amounts =>
  Object.fromEntries(Object.entries(list ?? {}).map(([name, text]) => [name, Quantity.parse(text)]))

export function sum(a: Amounts, b: Amounts): Amounts {
  const result: Record<string, Quantity> = { ...a }
  for (const [name, quantity] of Object.entries(b)) result[name] = result[name]?.add(quantity) ?? quantity
  return result
}

function most(a: Amounts, b: Amounts): Amounts {
  const result: Record<string, Quantity> = { ...a }
  for (const [name, quantity] of Object.entries(b)) if (!(name in a) || quantity.compare(a[name] as Quantity) > 0) result[name] = quantity
  return result
}
