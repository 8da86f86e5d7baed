/** A server that has objects and no behaviour: it lists, selects and gets. */
import { matchesFields, parseFieldSelector } from '../../../src/api/field-selector.ts'
import { parseSelector } from '../../../src/api/label-selector.ts'
import { matches } from '../../../src/api/labels.ts'
import type { AnyObject } from '../../../src/api/object.ts'
import { type ApiRequest, type ApiResponse, queryValue } from '../../../src/api/request.ts'

export type Stored = AnyObject

const plurals: Record<string, string> = { EndpointSlice: 'endpointslices' }
const pluralOf = ({ kind }: Stored): string => plurals[kind] ?? `${kind.toLowerCase()}s`
const rootOf = ({ apiVersion }: Stored): string => (apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`)

const fieldOf = (object: Stored, path: string): string =>
  String(path.split('.').reduce((value: unknown, key) => (value as Record<string, unknown> | undefined)?.[key], object) ?? '')

/** Undefined for what is no collection of these objects and none of them. */
export function answer(objects: readonly Stored[], request: ApiRequest): ApiResponse | undefined {
  const [, root, , namespace = '', plural, name] = /^(\/apis?(?:\/[^/]+)?\/v\d)(\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?$/.exec(request.path) ?? []
  const ofKind = objects.filter((object) => rootOf(object) === root && pluralOf(object) === plural)
  const found = ofKind.filter(({ metadata }) => namespace === '' || metadata.namespace === namespace)
  const json = (status: number, body: object): ApiResponse => ({ status, headers: { 'content-type': 'application/json' }, body })
  if (plural === undefined) return undefined
  if (name === undefined) return ofKind.length === 0 ? undefined : json(200, { apiVersion: 'v1', kind: 'List', metadata: {}, items: selected(found, request) })
  const object = found.find(({ metadata }) => metadata.name === name)
  if (object) return json(200, object)
  const message = `${plural} "${name}" not found`
  return json(404, {
    apiVersion: 'v1',
    kind: 'Status',
    metadata: {},
    status: 'Failure',
    reason: 'NotFound',
    message,
    details: { name, kind: plural },
    code: 404,
  })
}

function selected(objects: readonly Stored[], request: ApiRequest): Stored[] {
  const labels = parseSelector(queryValue(request, 'labelSelector') ?? '')
  const fields = parseFieldSelector(queryValue(request, 'fieldSelector') ?? '')
  return objects.filter((object) => matches(labels, object.metadata.labels) && matchesFields(fields, (field) => fieldOf(object, field)))
}

/** Aggregated discovery of the kinds that the objects have. */
export function discover(objects: readonly Stored[], { path }: ApiRequest): ApiResponse | undefined {
  if (path !== '/api' && path !== '/apis') return undefined
  const groups = new Map<string, Map<string, object>>()
  for (const object of objects.filter(({ apiVersion }) => apiVersion.includes('/') === (path === '/apis'))) {
    const kinds = groups.get(object.apiVersion) ?? new Map<string, object>()
    groups.set(object.apiVersion, kinds.set(object.kind, resourceOf(object)))
  }
  const items = [...groups].map(([apiVersion, kinds]) => {
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]
    return { metadata: { name: group }, versions: [{ version, resources: [...kinds.values()] }] }
  })
  const body = { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items }
  return { status: 200, headers: { 'content-type': 'application/json' }, body }
}

const resourceOf = (object: Stored): object => ({
  resource: pluralOf(object),
  responseKind: { kind: object.kind },
  scope: object.metadata.namespace === undefined ? 'Cluster' : 'Namespaced',
  singularResource: object.kind.toLowerCase(),
  verbs: ['get', 'list'],
})
