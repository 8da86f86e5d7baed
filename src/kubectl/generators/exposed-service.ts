/** The Service that `kubectl expose` writes, and what it learns from the object it exposes. Models kubectl pkg/cmd/expose and pkg/polymorphichelpers. */
import type { AnyObject } from '../../api/object.ts'
import type { Container, LabelSelectorRequirement, Service, ServicePort } from '../../api/types.ts'
import { CommandError } from '../errors.ts'
import { labelPairs } from './label-pairs.ts'
import type { Written } from './written.ts'

export interface ExposeOptions {
  readonly name: string
  /** `app=web,tier=front` */
  readonly selector: string
  readonly labels: string
  /** `80` or `80,443` */
  readonly ports: string
  /** Empty to take it from the object. */
  readonly protocol: string
  readonly protocolsByPort: ReadonlyMap<string, readonly string[]>
  readonly targetPort: string
  readonly type: string
  readonly clusterIP: string
  readonly externalIP: string
  readonly loadBalancerIP: string
  readonly sessionAffinity: string
}

export function exposedService(options: ExposeOptions): Written<Service> {
  if (options.selector === '') throw new CommandError('selector must be specified')
  const selector = labelPairs(options.selector)
  const labels = options.labels === '' ? undefined : labelPairs(options.labels)
  const { clusterIP, type, externalIP, loadBalancerIP, sessionAffinity } = options
  if (!['', 'None', 'ClientIP'].includes(sessionAffinity)) throw new CommandError(`unknown session affinity: ${sessionAffinity}`)
  const ports = servicePorts(options)
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { name: options.name, ...(labels ? { labels } : {}) },
    spec: {
      ...(ports.length > 0 ? { ports } : {}),
      selector,
      ...(clusterIP === '' ? {} : { clusterIP }),
      ...(type === '' ? {} : { type }),
      ...(externalIP === '' ? {} : { externalIPs: [externalIP] }),
      ...(sessionAffinity === '' ? {} : { sessionAffinity }),
      ...(type === 'LoadBalancer' && loadBalancerIP !== '' ? { loadBalancerIP } : {}),
    },
    status: { loadBalancer: {} },
  }
}

function servicePorts(options: ExposeOptions): ServicePort[] {
  if (options.ports === '') return []
  const texts = options.ports.split(',')
  const target = (port: number): number | string =>
    options.targetPort === '' ? port : /^[+-]?\d+$/.test(options.targetPort) ? Number(options.targetPort) : options.targetPort
  return texts.flatMap((text, i) => {
    const port = parseNumber(text)
    const protocols = options.protocol !== '' ? [options.protocol] : (options.protocolsByPort.get(text) ?? ['TCP'])
    return protocols.map((protocol) => {
      const name = protocols.length > 1 ? `port-${i + 1}-${protocol.toLowerCase()}` : texts.length > 1 ? `port-${i + 1}` : ''
      return { ...(name === '' ? {} : { name }), protocol, port, targetPort: target(port) }
    })
  })
}

function parseNumber(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new CommandError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`)
  return Number(text)
}

const exposable = ['ReplicationController', 'Service', 'Pod', 'Deployment', 'ReplicaSet']

/** Throws unless there can be a Service for such an object. */
export function checkExposable(kind: string, group: string): void {
  if (!exposable.includes(kind)) throw new CommandError(`cannot expose a ${kind}${group === '' ? '' : `.${group}`}`)
}

/** The selector of the new Service, as `a=b,c=d`. */
export function selectorOf(object: AnyObject): string {
  const fail = (why: string): never => {
    throw new CommandError(`couldn't retrieve selectors via --selector flag or introspection: ${why}`)
  }
  if (object.kind === 'Pod') {
    const labels = object.metadata.labels ?? {}
    return Object.keys(labels).length > 0 ? pairs(labels) : fail('the pod has no labels and cannot be exposed')
  }
  const selector = object.spec?.selector
  if (object.kind === 'Service') return selector ? pairs(selector) : fail('the service has no pod selector set')
  if (object.kind === 'ReplicationController') return pairs(selector ?? {})
  const labels: Record<string, string> = selector?.matchLabels ?? {}
  if (Object.keys(labels).length === 0) return fail(`invalid ${object.kind.toLowerCase()}: no selectors, therefore cannot be exposed`)
  if (selector.matchExpressions?.length > 0)
    return fail(`couldn't convert expressions - "${goExpressions(selector.matchExpressions)}" to map-based selector format`)
  return pairs(labels)
}

const goExpressions = (expressions: readonly LabelSelectorRequirement[]): string =>
  `[${expressions.map(({ key, operator, values = [] }) => `{Key:${key} Operator:${operator} Values:[${values.join(' ')}]}`).join(' ')}]`

/** As Go's maps come out of kubectl: in no order; we sort. */
export const pairs = (labels: Readonly<Record<string, string>>): string =>
  Object.keys(labels)
    .sort()
    .map((key) => `${key}=${labels[key]}`)
    .join(',')

/** The ports that the object's containers (or the Service) offer, and the protocols of each. */
export function portsOf(object: AnyObject): { ports: string[]; protocols: Map<string, string[]> } {
  const offered =
    object.kind === 'Service' ? ((object.spec?.ports ?? []) as ServicePort[]).map(({ port, protocol }) => ({ port, protocol })) : containerPorts(object)
  const protocols = new Map<string, string[]>()
  for (const { port, protocol } of offered) {
    const list = protocols.get(String(port)) ?? []
    protocols.set(String(port), [...list, protocol ?? 'TCP'])
  }
  return { ports: [...protocols.keys()], protocols }
}

function containerPorts(object: AnyObject): { port: number; protocol?: string }[] {
  const containers: Container[] = (object.kind === 'Pod' ? object.spec : object.spec?.template?.spec)?.containers ?? []
  return containers.flatMap((container) =>
    (container.ports ?? []).map(({ containerPort, protocol }) => ({ port: containerPort, ...(protocol ? { protocol } : {}) })),
  )
}
