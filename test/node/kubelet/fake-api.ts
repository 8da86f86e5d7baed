/** Just enough of an API server for a kubelet: objects by path, watches, graceful deletion of pods, tokens. */
import type { ApiRequest, ApiResponse, Sink } from '../../../src/api/request.ts'
import { StatusError } from '../../../src/api/status.ts'
import type { SimulatedClock } from '../../../src/clock.ts'

interface Watcher {
  readonly path: string
  readonly matches: (object: any) => boolean
  readonly sink: Sink<object>
}

export class FakeApi {
  readonly objects = new Map<string, any>()
  readonly #watchers = new Set<Watcher>()
  #revision = 100

  constructor(private readonly clock: SimulatedClock) {}

  handle = (request: ApiRequest): ApiResponse => {
    try {
      return this.#answer(request)
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      return { status: error.code, headers: {}, body: error.status }
    }
  }

  /** What a user does. */
  create(path: string, object: any): any {
    const now = new Date(this.clock.now()).toISOString().replace(/\.\d+Z/, 'Z')
    const name = object.metadata.name
    const namespace = /namespaces\/([^/]+)\//.exec(path)?.[1]
    const stored = {
      ...object,
      metadata: { uid: `uid-${name}`, creationTimestamp: now, generation: 1, ...(namespace ? { namespace } : {}), ...object.metadata },
    }
    return this.#store(`${path}/${name}`, stored, 'ADDED')
  }

  change(path: string, change: (object: any) => any): any {
    return this.#store(path, change(structuredClone(this.objects.get(path))), 'MODIFIED')
  }

  delete(path: string, graceSeconds = 30): void {
    const object = this.objects.get(path)
    if (!object) throw new StatusError(404, 'NotFound', `${path} not found`)
    if (graceSeconds > 0 && path.includes('/pods/')) {
      const deletionTimestamp = new Date(this.clock.now() + graceSeconds * 1000).toISOString().replace(/\.\d+Z/, 'Z')
      this.change(path, (pod) => ({ ...pod, metadata: { ...pod.metadata, deletionTimestamp, deletionGracePeriodSeconds: graceSeconds } }))
      return
    }
    this.objects.delete(path)
    this.#tell(path, 'DELETED', { ...object, metadata: { ...object.metadata, resourceVersion: String(++this.#revision) } })
  }

  #answer({ method, path, query = {}, body }: ApiRequest): ApiResponse {
    const ok = (object: object, status = 200): ApiResponse => ({ status, headers: {}, body: object })
    if (method === 'POST' && path.endsWith('/token'))
      return ok({ status: { token: `token of ${path.split('/').at(-2)}`, expirationTimestamp: '2026-01-01T01:00:07Z' } }, 201)
    if (method === 'POST') return ok(this.create(path, body), 201)
    if (method === 'PUT') return ok(this.#put(path, body as any))
    if (method === 'PATCH') return ok(this.change(path, (object) => ({ ...object, ...(body as object) })))
    if (method === 'DELETE') {
      this.delete(path, (body as any)?.gracePeriodSeconds)
      return ok({})
    }
    if (query.watch) return this.#watch(path, selector(query))
    const object = this.objects.get(path)
    if (object) return ok(object)
    if (!/\/(pods|services|configmaps|secrets|events)$/.test(path)) throw new StatusError(404, 'NotFound', `${path} not found`)
    return ok({ metadata: { resourceVersion: String(this.#revision) }, items: this.list(path).filter(selector(query)) })
  }

  /** All objects of a collection, over all namespaces if the path names none. */
  list(path: string): any[] {
    return [...this.objects].filter(([each]) => inCollection(each, path)).map(([, object]) => object)
  }

  #put(path: string, body: any): any {
    if (!path.endsWith('/status')) return this.change(path, () => body)
    return this.change(path.replace(/\/status$/, ''), (object) => ({ ...object, status: body.status }))
  }

  #watch(path: string, matches: Watcher['matches']): ApiResponse {
    return {
      status: 200,
      headers: {},
      stream: {
        kind: 'watch',
        open: (sink) => {
          const watcher = { path, matches, sink }
          this.#watchers.add(watcher)
          return () => this.#watchers.delete(watcher)
        },
      },
    }
  }

  #store(path: string, object: any, type: string): any {
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(++this.#revision) } }
    this.objects.set(path, stored)
    this.#tell(path, type, stored)
    return stored
  }

  #tell(path: string, type: string, object: any): void {
    for (const { path: watched, matches, sink } of [...this.#watchers]) if (inCollection(path, watched) && matches(object)) sink.data({ type, object })
  }
}

const inCollection = (path: string, collection: string): boolean => {
  const parent = path.slice(0, path.lastIndexOf('/'))
  return parent === collection || parent.replace(/\/namespaces\/[^/]+/, '') === collection
}

function selector(query: NonNullable<ApiRequest['query']>): (object: any) => boolean {
  const [field = '', value] = String(query.fieldSelector ?? '').split('=')
  if (field === '') return () => true
  return (object) => field.split('.').reduce((part: any, key) => part?.[key], object) === value
}
