/** The paths of a resource in an OpenAPI document, as far as clients read them: verbs, kinds, and what may be asked with a write. */
import type { ResourceDefinition } from '../resource.ts'

interface Identity {
  readonly group: string
  readonly kind: string
  readonly version: string
}

const everyVerb = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']
const query = (name: string, type: string): object => ({ name, in: 'query', schema: { type, uniqueItems: true } })
const writing = [query('dryRun', 'string'), query('fieldManager', 'string'), query('fieldValidation', 'string')]

/** Path → path item. */
export function operations(resource: Pick<ResourceDefinition<any>, 'of' | 'verbs' | 'status' | 'scale'>, identity: Identity): Record<string, object> {
  const { of, verbs = everyVerb } = resource
  const root = of.group === '' ? `/api/${of.version}` : `/apis/${of.group}/${of.version}`
  const collection = `${root}${of.namespaced ? '/namespaces/{namespace}' : ''}/${of.plural}`
  const operation = (action: string, kind: Identity, parameters: readonly object[] = []): object => ({
    parameters,
    responses: { 200: { description: 'OK' }, 401: { description: 'Unauthorized' } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': kind,
  })
  const item = (able: Record<string, readonly [string, (readonly object[])?]>, kind: Identity = identity): object =>
    Object.fromEntries(
      Object.entries(able)
        .filter(([, [action]]) => verbs.includes(action))
        .map(([method, [action, parameters]]) => [method, operation(action, kind, parameters)]),
    )
  const one = {
    get: ['get'],
    put: ['update', writing],
    patch: ['patch', [...writing, query('force', 'boolean')]],
    delete: ['delete', [query('dryRun', 'string')]],
  } as const
  const part = { get: one.get, put: one.put, patch: one.patch }
  const scale = { group: 'autoscaling', kind: 'Scale', version: 'v1' }
  const paths: Record<string, object> = {
    [collection]: item({ get: ['list'], post: ['create', writing], delete: ['deletecollection', [query('dryRun', 'string')]] }),
    [`${collection}/{name}`]: item(one),
    ...(of.namespaced ? { [`${root}/${of.plural}`]: item({ get: ['list'] }) } : {}),
    ...(resource.status ? { [`${collection}/{name}/status`]: item(part) } : {}),
    ...(resource.scale ? { [`${collection}/{name}/scale`]: item(part, scale) } : {}),
  }
  return Object.fromEntries(Object.entries(paths).filter(([, methods]) => Object.keys(methods).length > 0))
}
