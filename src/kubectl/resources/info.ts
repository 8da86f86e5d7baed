/** One object or list that a command works on, and the requests about it. Models cli-runtime pkg/resource (visitor.go, helper.go). */
import type { AnyObject } from '../../api/object.ts'
import { StatusError } from '../../api/status.ts'
import { type ApiResource, groupVersionOf } from '../discovery.ts'
import { type RequestOptions, request } from '../rest.ts'
import type { Transport } from '../transport.ts'

export interface Info {
  /** Undefined with --local: then no server was asked. */
  readonly resource: ApiResource | undefined
  /** '' for objects of the cluster. */
  namespace: string
  name: string
  /** File that it came from, as it was written on the line; '' for arguments. */
  readonly source: string
  /** What was read or fetched. Not to be changed in place. */
  object: AnyObject | undefined
  /** Of the list for a list. */
  resourceVersion: string
}

/** `/apis/apps/v1/namespaces/default/deployments/web/status` */
export function resourcePath(
  resource: Pick<ApiResource, 'group' | 'version' | 'plural' | 'namespaced'>,
  namespace: string,
  name = '',
  subresource = '',
): string {
  const root = resource.group === '' ? '/api' : '/apis'
  const scope = resource.namespaced && namespace !== '' ? `/namespaces/${encodeURIComponent(namespace)}` : ''
  const parts = [name, subresource].filter((part) => part !== '').map((part) => `/${encodeURIComponent(part)}`)
  return `${root}/${groupVersionOf(resource)}${scope}/${resource.plural}${parts.join('')}`
}

/** The path of the object that an Info is about. */
export const pathOf = (info: Pick<Info, 'resource' | 'namespace' | 'name'>, subresource = ''): string => {
  if (info.resource === undefined) throw new Error('an object read with --local has no path')
  return resourcePath(info.resource, info.namespace, info.name, subresource)
}

/** Fetches the object. Where it is missing because its namespace is, the error says that. */
export async function fetchObject(transport: Transport, info: Info, subresource = '', options: RequestOptions = {}): Promise<AnyObject> {
  try {
    return await request<AnyObject>(transport, 'GET', pathOf(info, subresource), options)
  } catch (error) {
    if (error instanceof StatusError && error.reason === 'NotFound' && info.namespace !== '' && info.namespace !== 'default')
      await requireNamespace(transport, info.namespace)
    throw error
  }
}

async function requireNamespace(transport: Transport, namespace: string): Promise<void> {
  try {
    await request(transport, 'GET', `/api/v1/namespaces/${encodeURIComponent(namespace)}`)
  } catch (error) {
    if (error instanceof StatusError && error.reason === 'NotFound') throw error
  }
}

/** Takes over an answer of the server as the object's state. */
export function refresh(info: Info, object: AnyObject): void {
  info.object = object
  info.name = object.metadata?.name ?? info.name
  info.namespace = object.metadata?.namespace ?? info.namespace
  info.resourceVersion = object.metadata?.resourceVersion ?? ''
}

/** Puts the namespace of the Info into its object; '' takes it out. */
export function setNamespace(info: Info, namespace: string): void {
  info.namespace = namespace
  if (info.object === undefined || (info.object.metadata?.namespace ?? '') === namespace) return
  const { namespace: _, ...metadata } = info.object.metadata ?? {}
  info.object = { ...info.object, metadata: (namespace === '' ? metadata : { ...metadata, namespace }) as AnyObject['metadata'] }
}

export const isList = (object: unknown): boolean => Array.isArray((object as { items?: unknown } | undefined)?.items)
