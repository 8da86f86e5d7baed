/** What a pod may know of itself: fieldRef and resourceFieldRef. Models pkg/fieldpath and pkg/api/v1/resource. */
import { Quantity } from '../../../api/quantity.ts'
import type { Container, Pod, ResourceFieldSelector } from '../../../api/types.ts'

export interface PodFacts {
  readonly pod: Pod
  readonly podIP: string
  readonly hostIP: string
  /** What a container without a limit may use at most. */
  readonly allocatable: Readonly<Record<string, string>>
}

/** The text of a field such as `metadata.labels['app']` or `status.podIP`. Throws for a path that is not supported. */
export function fieldValue(path: string, { pod, podIP, hostIP }: PodFacts): string {
  const subscript = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path)
  if (subscript) return pod.metadata[subscript[1] as 'labels' | 'annotations']?.[subscript[2] as string] ?? ''
  const read = fields[path]
  if (!read) throw new Error(`unsupported fieldPath: ${path}`)
  return read(pod, podIP, hostIP)
}

const fields: Record<string, (pod: Pod, podIP: string, hostIP: string) => string> = {
  'metadata.name': (pod) => pod.metadata.name,
  'metadata.namespace': (pod) => pod.metadata.namespace ?? '',
  'metadata.uid': (pod) => pod.metadata.uid,
  'metadata.labels': (pod) => mapText(pod.metadata.labels),
  'metadata.annotations': (pod) => mapText(pod.metadata.annotations),
  'spec.nodeName': (pod) => pod.spec.nodeName ?? '',
  'spec.serviceAccountName': (pod) => pod.spec.serviceAccountName ?? '',
  'status.hostIP': (_pod, _podIP, hostIP) => hostIP,
  'status.hostIPs': (_pod, _podIP, hostIP) => hostIP,
  'status.podIP': (_pod, podIP) => podIP,
  'status.podIPs': (_pod, podIP) => podIP,
}

/** `key="value"` lines, by key. */
const mapText = (map: Readonly<Record<string, string>> = {}): string =>
  Object.keys(map)
    .sort()
    .map((key) => `${key}=${JSON.stringify(map[key])}`)
    .join('\n')

/** A container's request or limit in units of the divisor, rounded up; a limit that is not set is what the node has. */
export function resourceValue(selector: ResourceFieldSelector, container: Container, facts: PodFacts): string {
  const named = selector.containerName
  const all = [...facts.pod.spec.containers, ...(facts.pod.spec.initContainers ?? [])]
  const of = named ? all.find((other) => other.name === named) : container
  if (!of) throw new Error(`container ${named} not found`)
  const [which, resource] = split(selector.resource)
  const set = of.resources?.[which]?.[resource]
  const quantity = set ?? (which === 'limits' ? facts.allocatable[resource] : '0')
  const divisor = Quantity.parse(selector.divisor ?? '0')
  return String(Math.ceil(Quantity.parse(quantity ?? '0').approximate / (divisor.isZero ? 1 : divisor.approximate)))
}

function split(resource: string): ['limits' | 'requests', string] {
  const match = /^(limits|requests)\.(.+)$/.exec(resource)
  if (!match) throw new Error(`unsupported container resource : ${resource}`)
  return [match[1] as 'limits' | 'requests', match[2] as string]
}
