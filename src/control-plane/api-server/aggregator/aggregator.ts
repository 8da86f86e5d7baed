/**
 * The aggregation layer: the list of who serves which group and version. In a real cluster it stands in front of
 * kube-apiserver in the same process, registers what that serves, and hands requests for other groups on to servers in the
 * cluster (metrics-server is the best known). Here it keeps the list, registers the groups of custom resources, asks now
 * and then whether the servers answer, learns from them what they serve, and passes requests on by way of their Services.
 * Left out: streams (watch, exec) through an aggregated server, and merging its OpenAPI v2 document.
 */
import { apiServices, customResourceDefinitions, endpointSlices, type Kind, pathOf, services } from '../../../api/kinds.ts'
import type { AnyObject, KubeObject } from '../../../api/object.ts'
import { type ApiHandler, type ApiRequest, type ApiResponse, type Dial, isStatus, type UserInfo } from '../../../api/request.ts'
import { StatusError } from '../../../api/status.ts'
import { formatTime } from '../../../api/time.ts'
import type { APIService, CustomResourceDefinition, EndpointSlice, Service } from '../../../api/types.ts'
import type { Clock, Timer } from '../../../clock.ts'
import type { Etcd } from '../../etcd/etcd.ts'
import { plain } from '../encoding/respond.ts'
import { keyFor, prefixOf } from '../registry/keys.ts'
import { type ApiPriority, customPriority, priorityOf } from '../resources/api-service/priorities.ts'
import { isAvailable, whyUnavailable, whyUndiscovered, withVerdict } from './availability.ts'
import { addressOf, aggregatorUser, askBackend, handOn } from './backend.ts'
import { type RemoteVersion, resourcesIn, type ServedResource } from './remote-version.ts'

/** Who the server is to itself. */
const self = { username: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] }
const managed = 'kube-aggregator.kubernetes.io/automanaged'

/** How often a server in the cluster is asked whether it is still there. */
const resyncMs = 30_000
/** How soon after a failed check it is asked again; twice as long after each further one. */
const retryMs = 1000

interface GroupVersion {
  readonly group: string
  readonly version: string
}

const nameOf = ({ group, version }: GroupVersion): string => `${version}.${group}`

export class Aggregator {
  /** Groups and versions that somebody else should serve, by the names of their APIServices. */
  readonly #remote = new Map<string, APIService>()
  /** What they said that they serve, when they were last asked. */
  readonly #served = new Map<string, readonly ServedResource[]>()
  readonly #failures = new Map<string, number>()
  readonly #timers = new Map<string, Timer>()

  constructor(
    private readonly etcd: Etcd<AnyObject>,
    private readonly clock: Clock,
    private readonly handle: ApiHandler,
    private readonly dial: Dial,
  ) {
    this.#follow(apiServices, (service, gone) => this.#noteService(service, gone))
    this.#follow(customResourceDefinitions, (crd) => this.clock.post(() => this.#register(crd)))
    this.#follow(services, ({ metadata }) => this.#lookAgain(metadata.namespace ?? '', metadata.name))
    this.#follow(endpointSlices, ({ metadata }) => this.#lookAgain(metadata.namespace ?? '', metadata.labels?.['kubernetes.io/service-name'] ?? ''))
  }

  /** Whether requests for the path go to a server in the cluster. */
  isRemote(path: string): boolean {
    return this.#remote.size > 0 && this.#behind(path) !== undefined
  }

  /** Passes a request on to the server in the cluster that its path belongs to. Its stream, if it asked for one, ends where the answer does. */
  forward(request: ApiRequest, user: UserInfo): ApiResponse {
    const api = this.#behind(request.path)
    const service = api && this.#service(api)
    if (!api || !service || !isAvailable(api)) return plain('service unavailable\n', 503)
    return handOn(askBackend(this.dial, api, service, request, user))
  }

  /** Those groups and versions, with what is known of their resources. */
  get remote(): RemoteVersion[] {
    return [...this.#remote.values()].map((api) => ({
      group: api.spec.group ?? '',
      version: api.spec.version ?? '',
      fresh: isAvailable(api),
      resources: this.#served.get(api.metadata.name) ?? [],
    }))
  }

  /** The APIService of a path below /apis, or of its OpenAPI document. */
  #behind(path: string): APIService | undefined {
    const [root, group = '', version = ''] = path
      .replace(/^\/openapi\/v3\//, '/')
      .slice(1)
      .split('/')
    return root === 'apis' ? this.#remote.get(nameOf({ group, version })) : undefined
  }

  #service({ spec }: APIService): Service | undefined {
    return this.etcd.get(keyFor(services, spec.service?.namespace ?? '', spec.service?.name ?? ''))?.value as unknown as Service | undefined
  }

  /** Registers what this server serves itself; done once, when it starts. */
  registerOwn(versions: readonly GroupVersion[]): void {
    for (const own of versions) {
      const priority = priorityOf(own.group, own.version)
      if (priority && !this.#find(nameOf(own))) this.#create(own, priority, 'onstart')
    }
  }

  #follow<T extends KubeObject>(kind: Kind<T>, changed: (object: T, gone: boolean) => void): void {
    this.etcd.watch(prefixOf(kind, ''), this.etcd.revision, ({ type, value }) => changed(value as unknown as T, type === 'delete'))
  }

  #noteService(service: APIService, gone: boolean): void {
    const { name } = service.metadata
    if (gone || !service.spec.service) this.#forget(name)
    else {
      this.#remote.set(name, service)
      this.clock.post(() => this.#judge(name))
    }
  }

  #forget(name: string): void {
    this.#remote.delete(name)
    this.#served.delete(name)
    this.#failures.delete(name)
    this.#timers.get(name)?.cancel()
    this.#timers.delete(name)
  }

  #lookAgain(namespace: string, name: string): void {
    for (const { metadata, spec } of this.#remote.values())
      if (spec.service?.namespace === namespace && spec.service.name === name) this.clock.post(() => this.#judge(metadata.name))
  }

  #judge(name: string): void {
    const service = this.#remote.get(name)
    if (!service) return
    const { name: backend = '', namespace = '' } = service.spec.service ?? {}
    const behind = this.#service(service)
    const slices = this.etcd.range(prefixOf(endpointSlices, namespace)).items.map(({ value }) => value as unknown as EndpointSlice)
    const own = slices.filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === backend)
    const why = whyUnavailable(service, behind, own)
    const failed = why ?? (behind && this.#discover(service, behind))
    this.#judgeLater(name, why === undefined && failed !== undefined)
    const judged = withVerdict(service, failed, formatTime(this.clock.now()))
    if (judged) this.#request('PUT', pathOf(apiServices, '', name, 'status'), judged)
  }

  /** Asks the server what it serves. @returns why that failed. */
  #discover(api: APIService, behind: Service): ReturnType<typeof whyUndiscovered> {
    const path = `/apis/${api.spec.group}/${api.spec.version}`
    const answer = askBackend(this.dial, api, behind, { method: 'GET', path }, aggregatorUser)
    const failed = whyUndiscovered(api, addressOf(api, behind), answer)
    if (!failed && 'body' in answer) this.#served.set(api.metadata.name, resourcesIn(answer.body, this.#served.get(api.metadata.name)))
    return failed
  }

  #judgeLater(name: string, failed: boolean): void {
    const failures = failed ? (this.#failures.get(name) ?? 0) + 1 : 0
    this.#failures.set(name, failures)
    this.#timers.get(name)?.cancel()
    const ms = failed ? Math.min(resyncMs, retryMs * 2 ** (failures - 1)) : resyncMs
    this.#timers.set(
      name,
      this.clock.after(ms, () => this.#judge(name), { background: true }),
    )
  }

  /** The groups and versions of a definition are registered as long as some definition serves them. */
  #register({ spec: { group, versions } }: CustomResourceDefinition): void {
    const all = this.etcd.range(prefixOf(customResourceDefinitions, '')).items.map(({ value }) => value as unknown as CustomResourceDefinition)
    const served = new Set(
      all.filter(({ spec }) => spec.group === group).flatMap(({ spec }) => spec.versions.flatMap(({ name, served }) => (served ? [name] : []))),
    )
    for (const { name: version } of versions) {
      const found = this.#find(nameOf({ group, version }))
      if (served.has(version) && !found) this.#create({ group, version }, customPriority, 'true')
      if (!served.has(version) && found?.metadata.labels?.[managed] === 'true') this.#request('DELETE', pathOf(apiServices, '', found.metadata.name))
    }
  }

  #find(name: string): APIService | undefined {
    return this.etcd.get(keyFor(apiServices, '', name))?.value as unknown as APIService | undefined
  }

  #create(of: GroupVersion, priority: ApiPriority, how: string): void {
    const { group, version } = of
    const spec = { ...(group === '' ? {} : { group }), groupPriorityMinimum: priority.group, version, versionPriority: priority.version }
    this.#request('POST', pathOf(apiServices, ''), { metadata: { name: nameOf(of), labels: { [managed]: how } }, spec })
  }

  /** Somebody may have been faster: then the object has changed and comes again by itself. */
  #request(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object): void {
    const { body: answer } = this.handle({ method, path, component: self, headers: { 'user-agent': 'kube-apiserver' }, ...(body ? { body } : {}) })
    if (isStatus(answer) && answer.status === 'Failure' && answer.code !== 409 && answer.code !== 404) throw StatusError.from(answer)
  }
}
