/**
 * metrics-server's own HTTPS server: an API server of one group behind the aggregator. Who asks is who the aggregator says;
 * what they may do is asked of the cluster's API server. Left out: watch (the real one has none), protobuf, OpenAPI.
 */
import { subjectAccessReviews } from '../../api/kinds.ts'
import { queryOf } from '../../api/query.ts'
import { StatusError } from '../../api/status.ts'
import type { Client } from '../../client/client.ts'
import type { HttpRequest, HttpResponse } from '../../node/network/http.ts'
import type { Source } from '../../node/network/network.ts'
import { group, type Metrics, type MetricsResource, version } from './metrics-api.ts'
import { tableOf } from './table.ts'

const groupVersion = `${group}/${version}`

export interface MetricsServerParts {
  readonly client: Client
  readonly resources: readonly MetricsResource[]
  /** Whether there are figures yet. */
  ready(): boolean
}

export function serveMetrics({ client, resources, ready }: MetricsServerParts): (request: HttpRequest, peer: Source) => HttpResponse {
  return (request, peer) => {
    const [path = '/', search = ''] = request.path.split('?')
    if (path === '/livez' || path === '/healthz') return text(200, 'ok')
    if (path === '/readyz') return ready() ? text(200, 'ok') : text(500, notReady)
    try {
      return json(200, answer(request, path.replace(/(.)\/+$/, '$1'), queryOf(search), peer))
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      return json(error.code, error.status)
    }
  }

  function answer(request: HttpRequest, path: string, query: Readonly<Record<string, readonly string[]>>, peer: Source): object {
    const wanted = wantedOf(path, resources)
    authorize(request, path, wanted, peer)
    if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: [apiGroup] }
    if (path === `/apis/${group}`) return { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup }
    if (path === `/apis/${groupVersion}`) return resourceList(resources)
    if (!wanted) throw new StatusError(404, 'NotFound', 'the server could not find the requested resource')
    if (request.method !== 'GET') throw new StatusError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource')
    return shown(wanted, query, request.headers.accept ?? '')
  }

  /** Only the aggregator is believed about who asks; everybody else is nobody. */
  function authorize({ method, headers }: HttpRequest, path: string, wanted: Wanted | undefined, peer: Source): void {
    const isAggregator = peer.name === undefined && peer.nodeName !== undefined
    const user = (isAggregator && headers['x-remote-user']) || 'system:anonymous'
    const groups = isAggregator ? (headers['x-remote-group'] ?? '').split(', ') : ['system:unauthenticated']
    if (groups.includes('system:masters')) return
    const verb = method === 'GET' ? (wanted && wanted.name === '' ? 'list' : 'get') : method.toLowerCase()
    const on = wanted && { group, version, verb, resource: wanted.resource.plural, namespace: wanted.namespace, name: wanted.name }
    const spec = { user, groups, ...(on ? { resourceAttributes: on } : { nonResourceAttributes: { path, verb } }) }
    if (client.create(subjectAccessReviews, { metadata: { name: '' }, spec }).status?.allowed) return
    throw new StatusError(403, 'Forbidden', `forbidden: User ${JSON.stringify(user)} cannot ${verb} path ${JSON.stringify(path)}`)
  }
}

const apiGroup = { name: group, versions: [{ groupVersion, version }], preferredVersion: { groupVersion, version } }

const notReady = `[+]ping ok
[+]log ok
[+]poststarthook/max-in-flight-filter ok
[-]metric-storage-ready failed: reason withheld
[+]metric-informer-sync ok
[+]metadata-informer-sync ok
[+]shutdown ok
readyz check failed
`

const resourceList = (resources: readonly MetricsResource[]): object => ({
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion,
  resources: resources.map(({ plural, namespaced, kind }) => ({ name: plural, singularName: '', namespaced, kind, verbs: ['get', 'list'] })),
})

interface Wanted {
  readonly resource: MetricsResource
  readonly namespace: string
  /** '' for all of them. */
  readonly name: string
}

function wantedOf(path: string, resources: readonly MetricsResource[]): Wanted | undefined {
  const head = `/apis/${groupVersion}/`
  if (!path.startsWith(head)) return undefined
  const parts = path.slice(head.length).split('/')
  const [namespace = '', plural, name = '', ...more] = parts[0] === 'namespaces' && parts.length > 2 ? parts.slice(1) : ['', ...parts]
  const resource = resources.find((each) => each.plural === plural)
  if (!resource || more.length > 0 || (namespace !== '' && !resource.namespaced)) return undefined
  return { resource, namespace, name: decodeURIComponent(name) }
}

function shown({ resource, namespace, name }: Wanted, query: Readonly<Record<string, readonly string[]>>, accept: string): object {
  const asTable = /as=Table/.test(accept)
  const include = query.includeObject?.[0] ?? 'Metadata'
  if (name !== '') {
    const found = resource.get(namespace, name)
    return asTable ? tableOf([found], include) : found
  }
  const [labelSelector, fieldSelector] = [query.labelSelector?.[0], query.fieldSelector?.[0]]
  const items: readonly Metrics[] = resource.list({ namespace, ...(labelSelector ? { labelSelector } : {}), ...(fieldSelector ? { fieldSelector } : {}) })
  if (asTable) return tableOf(items, include)
  return { kind: `${resource.kind}List`, apiVersion: groupVersion, metadata: {}, items: items.map(({ kind: _, apiVersion: __, ...item }) => item) }
}

const text = (status: number, body: string): HttpResponse => ({ status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body })
const json = (status: number, body: object): HttpResponse => ({ status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
