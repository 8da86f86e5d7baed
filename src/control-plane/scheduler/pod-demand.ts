/** What a pod takes of a node. The pods of one template take the same: it is added up once for all of them. */
import { type Amounts, podRequests } from '../../api/pod-requests.ts'
import type { Container, ContainerPort, Pod } from '../../api/types.ts'

export interface PodDemand {
  /** The same for all pods that take the same. */
  readonly text: string
  readonly requests: Amounts
  /** With the assumed amounts for containers that ask for nothing. */
  readonly assumed: Amounts
  readonly hostPorts: readonly ContainerPort[]
}

/** With more, all are forgotten: it is no more than a look-up that saves work. */
const mostKnown = 1000
const known = new Map<string, PodDemand>()

export function demandOf({ spec }: Pod): PodDemand {
  const text = textOf(spec)
  let demand = known.get(text)
  if (demand) return demand
  if (known.size >= mostKnown) known.clear()
  known.set(text, (demand = { text, requests: podRequests({ spec }), assumed: podRequests({ spec }, { nonZero: true }), hostPorts: hostPortsOf(spec) }))
  return demand
}

/** All that the demand is made of, in one text. */
function textOf({ containers, initContainers, overhead, resources }: Pod['spec']): string {
  let text = ''
  for (const container of containers) text += `${taken(container)};`
  if (initContainers) for (const container of initContainers) text += `${container.restartPolicy === 'Always' ? '+' : '-'}${taken(container)};`
  return overhead || resources?.requests ? `${text}${JSON.stringify([overhead, resources?.requests])}` : text
}

function taken({ resources, ports }: Container): string {
  const requests = resources?.requests ? JSON.stringify(resources.requests) : ''
  return ports?.some(({ hostPort }) => hostPort) ? `${requests}${JSON.stringify(ports)}` : requests
}

const hostPortsOf = ({ containers, initContainers = [] }: Pod['spec']): ContainerPort[] =>
  [...containers, ...initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always')]
    .flatMap(({ ports }) => ports ?? [])
    .filter(({ hostPort }) => hostPort)
