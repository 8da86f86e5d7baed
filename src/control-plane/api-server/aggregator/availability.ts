/** Whether the Service behind an APIService can answer. Models kube-aggregator pkg/controllers/status. */
import { apiVersionOf } from '../../../api/kinds.ts'
import type { ProxyAnswer } from '../../../api/request.ts'
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

/** Why it can't, as far as the Service and its endpoints tell; undefined if it is worth asking. */
export function whyUnavailable({ spec }: APIService, service: Service | undefined, slices: readonly EndpointSlice[]): Verdict | undefined {
  const { name = '', namespace = '', port = 443 } = spec.service ?? {}
  const about = `service/${name} in ${JSON.stringify(namespace)}`
  if (!service) return { reason: 'ServiceNotFound', message: `${about} is not present` }
  if ((service.spec?.type ?? 'ClusterIP') !== 'ClusterIP') return undefined
  const found = service.spec?.ports?.find((each) => each.port === port)
  if (!found) return { reason: 'ServicePortError', message: `${about} is not listening on port ${port}` }
  if (slices.length === 0) return { reason: 'EndpointsNotFound', message: `cannot find endpointslices for ${about}` }
  if (slices.some((slice) => hasEndpoint(slice, found.name ?? ''))) return undefined
  return { reason: 'MissingEndpoints', message: `endpointslices for ${about} have no addresses with port name ${JSON.stringify(found.name ?? '')}` }
}

/** What the answer to the discovery check says: undefined if it will do. */
export function whyUndiscovered({ spec }: APIService, address: string, answer: ProxyAnswer): Verdict | undefined {
  const url = `https://${address}/apis/${apiVersionOf({ group: spec.group ?? '', version: spec.version ?? '' })}`
  const failed = (why: string): Verdict => ({ reason: 'FailedDiscoveryCheck', message: `failing or missing response from ${url}: ${why}` })
  if ('failure' in answer) return failed(`Get ${JSON.stringify(url)}: ${answer.failure}`)
  return answer.status >= 200 && answer.status < 300 ? undefined : failed(`bad status from ${url}: ${answer.status}`)
}

const hasEndpoint = ({ endpoints = [], ports = [] }: EndpointSlice, portName: string): boolean =>
  endpoints.some(({ conditions }) => conditions?.ready ?? true) && ports.some(({ name = '', port }) => name === portName && port !== undefined)

const passed: Verdict = { reason: 'Passed', message: 'all checks passed' }

/** The APIService with the verdict (why not, or undefined for all is well), or undefined if it says so already. */
export function withVerdict(service: APIService, why: Verdict | undefined, timestamp: string): APIService | undefined {
  const { reason, message } = why ?? passed
  const status = why ? 'False' : 'True'
  const conditions = service.status?.conditions ?? []
  const old = conditions.find(({ type }) => type === 'Available')
  if (old?.status === status && old.reason === reason && old.message === message) return undefined
  const lastTransitionTime = old?.status === status && old.lastTransitionTime ? old.lastTransitionTime : timestamp
  const changed: APIServiceCondition = { lastTransitionTime, message, reason, status, type: 'Available' }
  return { ...service, status: { ...service.status, conditions: [...conditions.filter((condition) => condition !== old), changed] } }
}

export const isAvailable = ({ status }: APIService): boolean => status?.conditions?.some((each) => each.type === 'Available' && each.status === 'True') ?? false
