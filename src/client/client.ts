/**
 * A component's road to the API server. Every controller, the scheduler and every kubelet has a client of its own with
 * an identity of its own, and is refused what RBAC does not grant, as in a real cluster. Synchronous: a call returns the
 * object or throws a StatusError.
 */
import { apiVersionOf, type Kind, pathOf } from '../api/kinds.ts'
import type { AnyObject, Draft, KubeList, KubeObject, WatchEvent } from '../api/object.ts'
import type { ApiHandler, ApiRequest, ApiResponse, Cancel, UserInfo } from '../api/request.ts'
import { isStatus } from '../api/request.ts'
import { StatusError } from '../api/status.ts'
import type { DeleteOptions, Eviction, Scale } from '../api/types.ts'

export interface ListOptions {
  readonly namespace?: string
  readonly labelSelector?: string
  readonly fieldSelector?: string
}

export type PatchType = 'application/merge-patch+json' | 'application/strategic-merge-patch+json' | 'application/json-patch+json'

export class Client {
  private readonly headers: Readonly<Record<string, string>>

  constructor(
    private readonly handle: ApiHandler,
    readonly user: UserInfo,
    /** First part of the User-Agent, which the audit stream shows. */
    readonly agent: string,
  ) {
    this.headers = { 'user-agent': agent }
  }

  get<T extends KubeObject>(kind: Kind<T>, name: string, namespace = ''): T {
    return objectIn<T>(this.#send('GET', pathOf(kind, namespace, name)))
  }

  /** Like get, with undefined for an object that is not there. */
  find<T extends KubeObject>(kind: Kind<T>, name: string, namespace = ''): T | undefined {
    const response = this.#send('GET', pathOf(kind, namespace, name))
    return response.status === 404 && isStatus(response.body) && response.body.reason === 'NotFound' ? undefined : objectIn<T>(response)
  }

  list<T extends KubeObject>(kind: Kind<T>, options: ListOptions = {}): KubeList<T> {
    return objectIn<KubeList<T>>(this.request({ method: 'GET', path: pathOf(kind, options.namespace ?? ''), query: selectors(options) }))
  }

  create<T extends KubeObject>(kind: Kind<T>, object: Draft<T>, namespace = object.metadata.namespace ?? ''): T {
    const named = 'apiVersion' in object && 'kind' in object ? object : { apiVersion: apiVersionOf(kind), kind: kind.kind, ...object }
    return objectIn<T>(this.#send('POST', pathOf(kind, namespace), named))
  }

  /** Writes the object as read and changed; its resourceVersion makes it a compare-and-swap. */
  update<T extends KubeObject>(kind: Kind<T>, object: T, subresource?: string): T {
    return objectIn<T>(this.#send('PUT', pathOf(kind, object.metadata.namespace ?? '', object.metadata.name, subresource), object))
  }

  updateStatus<T extends KubeObject>(kind: Kind<T>, object: T): T {
    return this.update(kind, object, 'status')
  }

  patch<T extends KubeObject>(
    kind: Kind<T>,
    name: string,
    namespace: string,
    patch: object,
    type: PatchType = 'application/strategic-merge-patch+json',
    subresource?: string,
  ): T {
    return objectIn<T>(this.request({ method: 'PATCH', path: pathOf(kind, namespace, name, subresource), headers: { 'content-type': type }, body: patch }))
  }

  delete(kind: Kind<unknown>, name: string, namespace = '', options?: DeleteOptions): void {
    const body = options && { kind: 'DeleteOptions', apiVersion: 'v1', ...options }
    objectIn(this.#send('DELETE', pathOf(kind, namespace, name), body))
  }

  deleteCollection(kind: Kind<unknown>, options: ListOptions): void {
    objectIn(this.request({ method: 'DELETE', path: pathOf(kind, options.namespace ?? ''), query: selectors(options) }))
  }

  /** POSTs to a subresource: binding, eviction, token. */
  post<R extends object>(kind: Kind<unknown>, name: string, namespace: string, subresource: string, body: object): R {
    return objectIn<R>(this.#send('POST', pathOf(kind, namespace, name, subresource), body))
  }

  evict(pod: KubeObject, options?: DeleteOptions): void {
    const body: Eviction = {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name: pod.metadata.name, namespace: pod.metadata.namespace } as Eviction['metadata'],
      ...(options ? { deleteOptions: options } : {}),
    }
    objectIn(this.#send('POST', `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}/eviction`, body))
  }

  scaleOf(kind: Kind<unknown>, name: string, namespace: string): Scale {
    return objectIn<Scale>(this.#send('GET', pathOf(kind, namespace, name, 'scale')))
  }

  /**
   * Watches from `resourceVersion` on. `onEvent` is called in the middle of the write that caused the event: it may note
   * and post work, and must not send requests.
   */
  watch<T extends KubeObject>(
    kind: Kind<T>,
    resourceVersion: string,
    options: ListOptions,
    onEvent: (event: WatchEvent<T>) => void,
    onEnd: () => void = () => {},
  ): Cancel {
    const response = this.request({
      method: 'GET',
      path: pathOf(kind, options.namespace ?? ''),
      query: { ...selectors(options), watch: 'true', resourceVersion, allowWatchBookmarks: 'true' },
    })
    if (response.stream?.kind !== 'watch') throw StatusError.from(response.body as StatusError['status'])
    return response.stream.open({ data: onEvent as (event: object) => void, end: onEnd })
  }

  /** Any request, under this client's identity. */
  request(request: ApiRequest): ApiResponse {
    return this.handle({ ...request, headers: { 'user-agent': this.agent, ...request.headers }, component: this.user })
  }

  /** What nearly all requests are made of, put together once and in one shape. */
  #send(method: ApiRequest['method'], path: string, body?: object): ApiResponse {
    const { headers, user: component } = this
    return this.handle(body ? { method, path, headers, body, component } : { method, path, headers, component })
  }
}

function objectIn<R = AnyObject>({ status, body }: ApiResponse): R {
  if (status >= 400) throw isStatus(body) ? StatusError.from(body) : new StatusError(status, '', String(body ?? 'empty answer'))
  return body as R
}

function selectors(options: ListOptions): Record<string, string> {
  const query: Record<string, string> = {}
  if (options.labelSelector) query.labelSelector = options.labelSelector
  if (options.fieldSelector) query.fieldSelector = options.fieldSelector
  return query
}
