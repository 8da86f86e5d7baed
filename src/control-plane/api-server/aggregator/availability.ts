/** Whether the Service behind an APIService can answer. Models kube-aggregator pkg/controllers/status. */
import { apiVersionOf } from '../../../api/kinds.ts'
import type { APIService, APIServiceCondition, EndpointSlice, Service } from '../../../api/types.ts'

export const localCondition = (timestamp: string): APIServiceCondition => ({
  lastTransitionTime: timestamp,
  message: 'Local APIServices are always available',
  reason: 'Local',
  status: 'True',
  type: 'Available',
})

interface Verdict {
  readonly reason: string
  readonly message: string
}

/** Why it can't. A Service that stands and has endpoints is not asked: aggregated servers are not simulated, and nothing answers there. */
export function whyUnavailable({ spec }: APIService, service: Service | undefined, slices: readonly EndpointSlice[]): Verdict {
  const { name = '', namespace = '', port = 443 } = spec.service ?? {}
  const about = `service/${name} in ${JSON.stringify(namespace)}`
  if (!service) return { reason: 'ServiceNotFound', message: `${about} is not present` }
  if ((service.spec?.type ?? 'ClusterIP') === 'ClusterIP') {
    const found = service.spec?.ports?.find((each) => each.port === port)
    if (!found) return { reason: 'ServicePortError', message: `${about} is not listening on port ${port}` }
    if (slices.length === 0) return { reason: 'EndpointsNotFound', message: `cannot find endpointslices for ${about}` }
    if (!slices.some((slice) => hasEndpoint(slice, found.name ?? '')))
      return { reason: 'MissingEndpoints', message: `endpointslices for ${about} have no addresses with port name ${JSON.stringify(found.name ?? '')}` }
  }
  const address = `${service.spec?.clusterIP ?? ''}:${port}`
  const url = `https://${address}/apis/${apiVersionOf({ group: spec.group ?? '', version: spec.version ?? '' })}`
  return {
    reason: 'FailedDiscoveryCheck',
    message: `failing or missing response from ${url}: Get ${JSON.stringify(url)}: dial tcp ${address}: connect: connection refused`,
  }
}

const hasEndpoint = ({ endpoints = [], ports = [] }: EndpointSlice, portName: string): boolean =>
  endpoints.some(({ conditions }) => conditions?.ready ?? true) && ports.some(({ name = '', port }) => name === portName && port !== undefined)

/** The APIService with the verdict, or undefined if it says so already. */
export function withVerdict(service: APIService, { reason, message }: Verdict, timestamp: string): APIService | undefined {
  const conditions = service.status?.conditions ?? []
  const old = conditions.find(({ type }) => type === 'Available')
  if (old?.status === 'False' && old.reason === reason && old.message === message) return undefined
  const lastTransitionTime = old?.status === 'False' && old.lastTransitionTime ? old.lastTransitionTime : timestamp
  const changed: APIServiceCondition = { lastTransitionTime, message, reason, status: 'False', type: 'Available' }
  return { ...service, status: { ...service.status, conditions: [...conditions.filter((condition) => condition !== old), changed] } }
}
