/**
 * The aggregation layer: the list of who serves which group and version. In a real cluster it stands in front of
 * kube-apiserver in the same process, registers what that serves, and hands requests for other groups on to servers in the
 * cluster (metrics-server is the best known). Here it keeps the list, registers the groups of custom resources, and says
 * why a server in the cluster cannot be reached: aggregated API servers are not simulated, so none ever answers.
 */
import { apiServices, customResourceDefinitions, endpointSlices, type Kind, pathOf, services } from '../../../api/kinds.ts'
import type { AnyObject, KubeObject } from '../../../api/object.ts'
import { type ApiHandler, isStatus } from '../../../api/request.ts'
import { StatusError } from '../../../api/status.ts'
import { formatTime } from '../../../api/time.ts'
import type { APIService, CustomResourceDefinition, EndpointSlice, Service } from '../../../api/types.ts'
import type { Clock } from '../../../clock.ts'
import type { Etcd } from '../../etcd/etcd.ts'
import { keyFor, prefixOf } from '../registry/keys.ts'
import { type ApiPriority, customPriority, priorityOf } from '../resources/api-service/priorities.ts'
import { whyUnavailable, withVerdict } from './availability.ts'

/** Who the server is to itself. */
const self = { username: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] }
const managed = 'kube-aggregator.kubernetes.io/automanaged'

export interface GroupVersion {
  readonly group: string
  readonly version: string
}

const nameOf = ({ group, version }: GroupVersion): string => `${version}.${group}`

export class Aggregator {
  /** Groups and versions that somebody else should serve, by the names of their APIServices. */
  readonly #remote = new Map<string, APIService>()

  constructor(
    private readonly etcd: Etcd<AnyObject>,
    private readonly clock: Clock,
    private readonly handle: ApiHandler,
  ) {
    this.#follow(apiServices, (service, gone) => this.#noteService(service, gone))
    this.#follow(customResourceDefinitions, (crd) => this.clock.post(() => this.#register(crd)))
    this.#follow(services, ({ metadata }) => this.#lookAgain(metadata.namespace ?? '', metadata.name))
    this.#follow(endpointSlices, ({ metadata }) => this.#lookAgain(metadata.namespace ?? '', metadata.labels?.['kubernetes.io/service-name'] ?? ''))
  }

  /** Whether requests for the path go to a server in the cluster. */
  isRemote(path: string): boolean {
    if (this.#remote.size === 0) return false
    const [, root, group = '', version = ''] = path.split('/')
    return root === 'apis' && this.#remote.has(nameOf({ group, version }))
  }

  /** Those groups and versions. */
  get remote(): GroupVersion[] {
    return [...this.#remote.values()].map(({ spec }) => ({ group: spec.group ?? '', version: spec.version ?? '' }))
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
    if (gone || !service.spec.service) this.#remote.delete(name)
    else {
      this.#remote.set(name, service)
      this.clock.post(() => this.#judge(name))
    }
  }

  #lookAgain(namespace: string, name: string): void {
    for (const { metadata, spec } of this.#remote.values())
      if (spec.service?.namespace === namespace && spec.service.name === name) this.clock.post(() => this.#judge(metadata.name))
  }

  #judge(name: string): void {
    const service = this.#remote.get(name)
    const { name: backend = '', namespace = '' } = service?.spec.service ?? {}
    if (!service) return
    const behind = this.etcd.get(keyFor(services, namespace, backend))?.value as unknown as Service | undefined
    const slices = this.etcd.range(prefixOf(endpointSlices, namespace)).items.map(({ value }) => value as unknown as EndpointSlice)
    const own = slices.filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === backend)
    const judged = withVerdict(service, whyUnavailable(service, behind, own), formatTime(this.clock.now()))
    if (judged) this.#request('PUT', pathOf(apiServices, '', name, 'status'), judged)
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
