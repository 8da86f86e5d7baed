/**
 * Which endpoints a node sends connections to: the ready ones; near ones where all hints allow it; where nobody is ready
 * those that still serve while they terminate. Models CategorizeEndpoints of pkg/proxy/topology.go.
 */
import type { Endpoint, EndpointSlice, Service, ServicePort } from '../../api/types.ts'
import type { EndpointsReason } from '../network/reason.ts'

/** Where this node is. */
export interface Place {
  readonly nodeName: string
  /** Its label topology.kubernetes.io/zone, or nothing. */
  readonly zone: string
}

export interface Target {
  readonly ip: string
  readonly port: number
}

export interface Choice {
  readonly targets: readonly Target[]
  /** What set these targets apart from all endpoints, if anything did. */
  readonly because?: string
  /** Without targets: refuse, or drop without a word (a policy of `Local` with endpoints only elsewhere). */
  readonly otherwise: 'reject' | 'drop'
  /** Why there is nobody, if there is nobody. */
  readonly why: EndpointsReason
}

interface Subject {
  readonly service: Service
  readonly name: string
  readonly port: ServicePort
  readonly protocol: 'TCP' | 'UDP'
}

type Candidate = { readonly endpoint: Endpoint; readonly target: Target }

/** The choice among all endpoints, and that among those of this node. */
export function choicesFor(subject: Subject, slices: readonly EndpointSlice[], place: Place) {
  const candidates = candidatesOf(subject, slices)
  const here = candidates.filter(({ endpoint }) => endpoint.nodeName === place.nodeName)
  return { cluster: clusterChoice(subject, candidates, slices, place), local }

  function local(policy: 'internalTrafficPolicy' | 'externalTrafficPolicy'): Choice {
    const { targets, because } = usable(here)
    const elsewhere = usable(candidates).targets.length > 0
    return {
      targets,
      because: because ?? `${policy}: Local keeps to endpoints on ${place.nodeName}`,
      otherwise: elsewhere ? 'drop' : 'reject',
      why: elsewhere ? { cause: 'none-on-node', node: place.nodeName, policy } : emptiness(subject, slices),
    }
  }
}

function candidatesOf({ port, protocol }: Subject, slices: readonly EndpointSlice[]): Candidate[] {
  return slices.flatMap(({ ports = [], endpoints = [] }) => {
    const number = ports.find((each) => (each.name ?? '') === (port.name ?? '') && (each.protocol ?? 'TCP') === protocol)?.port
    if (number === undefined) return []
    return endpoints.flatMap((endpoint) => endpoint.addresses.slice(0, 1).map((ip) => ({ endpoint, target: { ip, port: number } })))
  })
}

const isReady = ({ endpoint }: Candidate): boolean => endpoint.conditions?.ready !== false
const isLeaving = ({ endpoint }: Candidate): boolean => endpoint.conditions?.serving === true && endpoint.conditions.terminating === true

function clusterChoice(subject: Subject, candidates: readonly Candidate[], slices: readonly EndpointSlice[], place: Place): Choice {
  const near = nearby(candidates.filter(isReady), place)
  return { ...(near ?? usable(candidates)), otherwise: 'reject', why: emptiness(subject, slices) }
}

/** Ready ones, or else those on their way out that still serve. */
function usable(candidates: readonly Candidate[]): Pick<Choice, 'targets' | 'because'> {
  const ready = candidates.filter(isReady)
  if (ready.length > 0) return { targets: ready.map(({ target }) => target) }
  const leaving = candidates.filter(isLeaving)
  return { targets: leaving.map(({ target }) => target), ...(leaving.length > 0 ? { because: 'nobody is ready; this one terminates and still serves' } : {}) }
}

/** Where every ready endpoint has a hint and some are for this node or its zone, only those. */
function nearby(ready: readonly Candidate[], { nodeName, zone }: Place): Pick<Choice, 'targets' | 'because'> | undefined {
  const names = { forNodes: nodeName, forZones: zone }
  for (const hint of ['forNodes', 'forZones'] as const) {
    if (ready.length === 0 || !ready.every(({ endpoint }) => endpoint.hints?.[hint]?.length)) continue
    const near = ready.filter(({ endpoint }) => endpoint.hints?.[hint]?.some(({ name }) => name === names[hint]))
    if (near.length === 0) continue
    const because = hint === 'forNodes' ? `hints keep connections from ${nodeName} on it` : `hints keep connections in zone ${zone}`
    return { targets: near.map(({ target }) => target), ...(near.length < ready.length ? { because } : {}) }
  }
  return undefined
}

function emptiness({ service, port }: Subject, slices: readonly EndpointSlice[]): EndpointsReason {
  const known = slices.flatMap((slice) => slice.endpoints ?? [])
  if (known.length > 0 && known.every((endpoint) => endpoint.conditions?.ready === false)) return { cause: 'not-ready', pods: known.length }
  if (known.length > 0) return { cause: 'port-missing', port: String(port.targetPort ?? port.port) }
  const selector = Object.entries(service.spec?.selector ?? {}).map(([key, value]) => `${key}=${value}`)
  return selector.length > 0 ? { cause: 'no-pod-selected', selector: selector.join(',') } : { cause: 'no-selector' }
}
