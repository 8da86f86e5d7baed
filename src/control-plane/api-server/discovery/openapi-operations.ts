/** The paths of a resource in an OpenAPI document: methods, kinds, and what may be asked with a write. Left out: answers, and most of what may be asked of a list. */
import type { ResourceDefinition } from '../resource.ts'
import { subresourcesOf } from '../subresources/index.ts'

export interface Identity {
  readonly group: string
  readonly kind: string
  readonly version: string
}

const everyVerb = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']
const query = (name: string, type: string): object => ({ name, in: 'query', schema: { type, uniqueItems: true } })
const inPath = (name: string, description: string): object => ({ name, in: 'path', description, required: true, schema: { type: 'string', uniqueItems: true } })
const writing = [query('dryRun', 'string'), query('fieldManager', 'string'), query('fieldValidation', 'string')]
const deleting = [query('dryRun', 'string')]

/** verb → method, action as documents call it, parameters. */
type Methods = Readonly<Record<string, readonly [method: string, action: string, parameters?: readonly object[]]>>

const ofCollection: Methods = {
  list: ['get', 'list'],
  create: ['post', 'post', writing],
  deletecollection: ['delete', 'deletecollection', deleting],
}
const ofObject: Methods = {
  get: ['get', 'get'],
  update: ['put', 'put', writing],
  patch: ['patch', 'patch', [...writing, query('force', 'boolean')]],
  delete: ['delete', 'delete', deleting],
}
const ofSubresource: Methods = { ...ofObject, create: ['post', 'post', writing] }
const throughConnection: Methods = Object.fromEntries(Object.entries(ofSubresource).map(([verb, [method]]) => [verb, [method, 'connect']]))
const connections = ['attach', 'exec', 'portforward', 'proxy']

/** Path → path item. */
export function operations(resource: ResourceDefinition<any>, identity: Identity): Record<string, object> {
  const { of, verbs = everyVerb } = resource
  const root = of.group === '' ? `/api/${of.version}` : `/apis/${of.group}/${of.version}`
  const collection = `${root}${of.namespaced ? '/namespaces/{namespace}' : ''}/${of.plural}`
  const paths: Record<string, object | undefined> = {
    [collection]: item(ofCollection, verbs, identity, places(of.namespaced)),
    [`${collection}/{name}`]: item(ofObject, verbs, identity, places(of.namespaced, of.kind)),
    ...(of.namespaced ? { [`${root}/${of.plural}`]: item({ list: ['get', 'list'] }, verbs, identity, []) } : {}),
  }
  for (const { name, verbs: its, serves } of subresourcesOf(resource)) {
    const served = { ...identity, ...serves(resource) }
    const methods = connections.includes(name) ? throughConnection : ofSubresource
    paths[`${collection}/{name}/${name}`] = item(methods, its, served, places(of.namespaced, served.kind))
  }
  return Object.fromEntries(Object.entries(paths).filter(([, methods]) => methods !== undefined)) as Record<string, object>
}

const places = (namespaced: boolean, kind?: string): object[] => [
  ...(kind === undefined ? [] : [inPath('name', `name of the ${kind}`)]),
  ...(namespaced ? [inPath('namespace', 'object name and auth scope, such as for teams and projects')] : []),
]

function item(methods: Methods, verbs: readonly string[], { group, kind, version }: Identity, parameters: readonly object[]): object | undefined {
  const able = Object.entries(methods).filter(([verb]) => verbs.includes(verb))
  if (able.length === 0) return undefined
  const operations = able.map(([, [method, action, own = []]]) => [
    method,
    {
      parameters: own,
      responses: { 200: { description: 'OK' }, 401: { description: 'Unauthorized' } },
      'x-kubernetes-action': action,
      'x-kubernetes-group-version-kind': { group, kind, version },
    },
  ])
  return { ...Object.fromEntries(operations), ...(parameters.length > 0 ? { parameters } : {}) }
}
