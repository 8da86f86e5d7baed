/** Where objects come from: files one by one, a list per type, or names. */
import type { AnyObject, KubeList } from '../../api/object.ts'
import { StatusError } from '../../api/status.ts'
import type { ApiResource } from '../discovery.ts'
import { CommandError } from '../errors.ts'
import { NoMatchError } from '../no-match.ts'
import { type RequestOptions, request } from '../rest.ts'
import { type Info, isList, resourcePath } from './info.ts'
import type { ResourceQuery, World } from './query.ts'

export type Source = () => AsyncGenerator<Info | Failure>

/** An object that could not be read; others of the same file may be fine. */
export class Failure {
  constructor(readonly error: unknown) {}
}

/** Reads one object and finds its kind. */
export async function attemptInfo(world: World, query: ResourceQuery, read: () => AnyObject, source: string): Promise<Info | Failure> {
  try {
    return await infoOf(world, query, read(), source)
  } catch (error) {
    return new Failure(error)
  }
}

async function infoOf(world: World, query: ResourceQuery, object: AnyObject, source: string): Promise<Info> {
  const { name = '', namespace = '', resourceVersion = '' } = object.metadata ?? {}
  const resource = query.local || isList(object) ? undefined : await resourceOfObject(world, object, source)
  return { resource, namespace, name, source, object, resourceVersion }
}

async function resourceOfObject(world: World, object: AnyObject, source: string): Promise<ApiResource> {
  try {
    return await (await world.mapper()).resourceForKind(object.kind, object.apiVersion ?? '')
  } catch (error) {
    const { name = '', namespace = '' } = object.metadata ?? {}
    if (error instanceof NoMatchError)
      throw new CommandError(
        `resource mapping not found for name: ${JSON.stringify(name)} namespace: ${JSON.stringify(namespace)} from ${JSON.stringify(source)}: ${error.message}\nensure CRDs are installed first`,
      )
    throw error instanceof StatusError || error instanceof Error ? new CommandError(`unable to recognize ${JSON.stringify(source)}: ${error.message}`) : error
  }
}

/** A list per chunk, as the server hands them out. */
export async function* lists(world: World, query: ResourceQuery, resource: ApiResource, selector: string): AsyncGenerator<Info> {
  const namespace = resource.namespaced && !query.allNamespaces ? query.namespace : ''
  const fieldSelector = query.fieldSelector?.trim() ?? ''
  let next: string | undefined
  do {
    const parameters = { labelSelector: selector, fieldSelector, limit: query.chunkSize || undefined, continue: next, ...query.request?.query }
    const list = await fetchList(world, resource, namespace, { ...query.request, query: parameters })
    yield { resource, namespace, name: '', source: '', object: list, resourceVersion: list.metadata?.resourceVersion ?? '' }
    next = list.metadata?.continue
  } while (next)
}

async function fetchList(world: World, resource: ApiResource, namespace: string, options: RequestOptions): Promise<AnyObject & KubeList> {
  try {
    return await request<AnyObject & KubeList>(await world.transport(), 'GET', resourcePath(resource, namespace), options)
  } catch (error) {
    if (!(error instanceof StatusError) || (error.reason !== 'BadRequest' && error.reason !== 'NotFound')) throw error
    const subject = JSON.stringify(`${resource.group}/${resource.version}, Resource=${resource.plural}`)
    const { labelSelector = '', fieldSelector = '' } = (options.query ?? {}) as { labelSelector?: string; fieldSelector?: string }
    const head =
      labelSelector === '' && fieldSelector === ''
        ? `Unable to list ${subject}`
        : `Unable to find ${subject} that match label selector ${JSON.stringify(labelSelector)}, field selector ${JSON.stringify(fieldSelector)}`
    throw new StatusError(error.code, error.reason, `${head}: ${error.message}`, error.status.details)
  }
}
