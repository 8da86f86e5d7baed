/**
 * The API server: the only door to the cluster's state. Everybody (kubectl, controllers, the scheduler, kubelets) sends
 * requests here, and every request goes the same way, top to bottom in handle() below. In a real cluster one or more
 * kube-apiserver processes serve this over HTTPS in front of etcd; here it is one synchronous call. Not simulated:
 * webhooks, priority and fairness, protobuf.
 */

import { apiVersionOf } from '../../api/kinds.ts'
import type { AnyObject } from '../../api/object.ts'
import { Obstacles } from '../../api/obstacles.ts'
import type { Pki } from '../../api/pki.ts'
import { type ApiRequest, type ApiResponse, type Dial, type KubeletApi, queryValue, type UserInfo } from '../../api/request.ts'
import { methodNotAllowed, noSuchPath, notFound, StatusError } from '../../api/status.ts'
import type { Clock } from '../../clock.ts'
import { Random } from '../../random.ts'
import { Etcd } from '../etcd/etcd.ts'
import { admissionChain } from './admission/index.ts'
import { Aggregator } from './aggregator/aggregator.ts'
import { Apiextensions } from './apiextensions/apiextensions.ts'
import { cleanupWith } from './apiextensions/cleanup.ts'
import { AuditStream, auditRecord } from './audit.ts'
import { authenticate } from './authentication/authentication.ts'
import { impersonate } from './authentication/impersonation.ts'
import { ServiceAccountTokens } from './authentication/service-account-token.ts'
import type { Attributes, Authorizer, Decision } from './authorization/authorizer.ts'
import { clusterAuthorizer } from './authorization/cluster-authorizer.ts'
import { forbiddenRequest } from './authorization/forbidden-message.ts'
import { allVerbs } from './discovery/discovery.ts'
import { servePath } from './discovery/paths.ts'
import { decodeBody } from './encoding/body.ts'
import { created, failure } from './encoding/respond.ts'
import { revealed } from './field-management/reveal.ts'
import { type ResourceCall, typeOf } from './handlers/call.ts'
import { remove, removeCollection } from './handlers/delete.ts'
import { dryRun } from './handlers/options.ts'
import { get, list } from './handlers/read.ts'
import { watch } from './handlers/watch.ts'
import { changeOf, create, patch, update } from './handlers/write.ts'
import { managerOf } from './handlers/write-options.ts'
import { keepHouse } from './housekeeping.ts'
import { bootstrap } from './post-start.ts'
import { Registry } from './registry/registry.ts'
import { type RequestInfo, requestInfo } from './request-info.ts'
import type { ResourceDefinition } from './resource.ts'
import { resources } from './resources/index.ts'
import { reviewOf } from './reviews/index.ts'
import { ServedKinds } from './served-kinds.ts'
import { subresourcesOf } from './subresources/index.ts'

export interface ApiServerOptions {
  readonly clock: Clock
  readonly random: Random
  readonly pki: Pki
  /** How the server reaches the kubelet of a node, or undefined while it cannot. */
  readonly kubelet: (node: string) => KubeletApi | undefined
  /** How the server connects to pods and Services that it is asked to proxy; without, it has no network. */
  readonly dial?: Dial
  /** Host and port under which the server says it can be reached. */
  readonly address: string
  /** The prose of a type's fields for OpenAPI documents ('' is the type itself); handed in because it is large. */
  readonly describe?: (typeName: string) => Readonly<Record<string, string>> | undefined
  /** Freezes stored objects, so that whoever changes a shared one fails loudly. */
  readonly freeze?: boolean
}

/** Who asks: before and after impersonation, and what authorization said. */
interface Asker {
  user: UserInfo
  impersonated?: UserInfo
  decision?: 'allow' | 'forbid'
  /** For the client, whether the request succeeds or not. */
  readonly warnings: string[]
  reason?: string
  /** What admission plugins note for the auditors; only there if somebody reads the audit stream. */
  annotations: Record<string, string> | undefined
  /** Seconds that the answer takes longer than it should. */
  delay?: number | undefined
}

/** Until we know better. */
const nobody: UserInfo = { username: '', groups: [] }

/** A request whose sender is known. */
export interface ApiMeeting {
  readonly info: RequestInfo
  readonly user: UserInfo
}

/** What an overloaded or broken server does: it answers something else, or takes its time (seconds). */
export interface ApiTrouble {
  readonly answer?: ApiResponse
  readonly delay?: number
}

type Handler = (call: ResourceCall) => ApiResponse

const handlers: Record<string, Handler> = { get, list, watch, create, update, patch, delete: remove, deletecollection: removeCollection }

export class ApiServer {
  readonly etcd = new Etcd<AnyObject>()
  readonly audit = new AuditStream()
  readonly registry: Registry
  readonly tokens: ServiceAccountTokens
  readonly authorizer: Authorizer
  readonly kinds = new ServedKinds(resources)
  readonly troubles = new Obstacles<ApiMeeting, ApiTrouble>()
  readonly #aggregator: Aggregator
  /** Of their own, so that being watched changes no name and no uid in the cluster. */
  readonly #auditIds = new Random('audit')

  constructor(private readonly options: ApiServerOptions) {
    const { clock, random, pki, freeze = false } = options
    const authorizer = clusterAuthorizer(this.etcd)
    this.authorizer = authorizer
    const admission = admissionChain({
      etcd: this.etcd,
      authorizer,
      random,
      clock,
      pki,
      handle: (request) => this.handle(request),
      kinds: this.kinds,
    })
    this.registry = new Registry(this.etcd, clock, random, admission, pki, freeze)
    new Apiextensions({ etcd: this.etcd, clock, kinds: this.kinds, handle: this.handle, cleanup: cleanupWith(this.kinds, this.registry) })
    this.#aggregator = new Aggregator(this.etcd, clock, this.handle, dialOf(options))
    this.tokens = new ServiceAccountTokens(this.registry, pki, clock, random)
  }

  /** The kinds that are served now, in the order of discovery. */
  get definitions(): readonly ResourceDefinition<any>[] {
    return this.kinds.all
  }

  /** The first writes of a fresh cluster, once its namespaces are there. */
  postStart(): void {
    this.#aggregator.registerOwn(this.kinds.versions)
    bootstrap(this.handle, this.etcd, this.options.clock)
    keepHouse(this.etcd, this.options.clock)
  }

  /** Answers a request. Never throws for anything a client can send; an error of our own becomes a 500 and is thrown on in tests. */
  handle = (request: ApiRequest): ApiResponse => this.#serve(request, this.troubles)

  /** The same for who looks at the cluster from above: no trouble keeps them off. */
  unhindered = (request: ApiRequest): ApiResponse => this.#serve(request, undefined)

  #serve(request: ApiRequest, troubles: ApiServer['troubles'] | undefined): ApiResponse {
    const info = requestInfo(request)
    const asker: Asker = { user: nobody, warnings: [], annotations: this.audit.active ? {} : undefined }
    let response: ApiResponse
    try {
      response = this.#answer(request, info, asker, troubles)
      if (!request.component) response = revealed(response)
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      response = failure(error)
    }
    if (asker.warnings.length > 0) response = { ...response, headers: { ...response.headers, warning: asker.warnings.map(warningHeader).join(', ') } }
    if (asker.delay) response = { ...response, seconds: asker.delay }
    if (this.audit.active && this.audit.wants(info, asker.user))
      this.audit.publish(auditRecord(request, info, response, asker, this.#auditIds.uuid(), this.options.clock.now()))
    return response
  }

  #answer(request: ApiRequest, info: RequestInfo, asker: Asker, troubles: ApiServer['troubles'] | undefined): ApiResponse {
    asker.user = authenticate(request, this.tokens, this.options.clock.now())
    const user = impersonate(request, asker.user, (attributes) => this.#allow(attributes))
    if (user !== asker.user) asker.impersonated = user
    const trouble = troubles?.any ? troubles.meet({ info, user }) : undefined
    if (trouble?.answer) return trouble.answer
    if (trouble?.delay) asker.delay = trouble.delay
    this.#authorize(info, user, asker, queryValue(request, 'fieldSelector'))
    if (this.#aggregator.isRemote(request.path)) return this.#aggregator.forward(request, user)
    if (!info.isResource) return this.#path(request)
    return this.#resource(request, info, user, asker)
  }

  #authorize(info: RequestInfo, user: UserInfo, asker: Asker, fieldSelector: string | undefined): void {
    const { verb, isResource, group, version, resource, subresource, namespace, name, path } = info
    const attributes: Attributes = { user, verb, isResource, group, version, resource, subresource, namespace, name, path, fieldSelector }
    const decision = this.authorizer.authorize(attributes)
    asker.decision = decision.allowed ? 'allow' : 'forbid'
    asker.reason = decision.reason
    if (!decision.allowed) throw forbiddenRequest(attributes, decision.reason)
  }

  #allow(attributes: Attributes): Decision {
    const decision = this.authorizer.authorize(attributes)
    if (!decision.allowed) throw forbiddenRequest(attributes, decision.reason)
    return decision
  }

  #path(request: ApiRequest): ApiResponse {
    const { address, describe } = this.options
    return servePath(request, { kinds: this.kinds, remote: this.#aggregator.remote, pki: this.options.pki, address, ...(describe ? { describe } : {}) })
  }

  #resource(request: ApiRequest, info: RequestInfo, user: UserInfo, { warnings, annotations }: Asker): ApiResponse {
    const definition = this.kinds.find(info.group, info.version, info.resource)
    if (!definition) throw noSuchPath()
    if (definition.custom?.unconvertible) throw new StatusError(500, '', definition.custom.unconvertible)
    if (definition.deprecation) warnings.push(definition.deprecation)
    const tracking = { manager: managerOf(request, info.verb), given: request.component && typeof request.body === 'object' ? request.body : undefined }
    const write = { user, dryRun: dryRun(request), warnings, tracking, annotations }
    const allow = (verb: string): void => {
      const { group, version, resource, subresource, namespace, name, path } = info
      this.#allow({ user, verb, isResource: true, group, version, resource, subresource, namespace, name, path })
    }
    const call: ResourceCall = { request, info, definition, registry: this.registry, clock: this.options.clock, write, allow }
    return info.subresource === '' ? this.#verb(call) : this.#subresource(call)
  }

  #verb(call: ResourceCall): ApiResponse {
    const { request, info, definition, write } = call
    const review = reviewOf(definition.of.plural)
    if (review && info.verb === 'create' && definition.of.group.startsWith('auth')) {
      const { object, warnings } = decodeBody(request, typeOf(definition))
      write.warnings.push(...warnings)
      const timestamp = this.registry.context(write.user).timestamp
      const question = { ...object, kind: definition.of.kind, apiVersion: apiVersionOf(definition.of) }
      return created(review.answer(question, { user: write.user, namespace: info.namespace, authorizer: this.authorizer, tokens: this.tokens, timestamp }))
    }
    if (definition.createsSubresource && info.verb === 'create') return this.#createSubresource(call, definition.createsSubresource)
    const handler = handlers[info.verb]
    if (!handler || !(definition.verbs ?? allVerbs).includes(info.verb)) throw methodNotAllowed()
    const needsNamespace = definition.of.namespaced && info.namespace === '' && !['list', 'watch', 'deletecollection'].includes(info.verb)
    if (needsNamespace) throw info.verb === 'create' ? methodNotAllowed() : noSuchPath()
    return handler(call)
  }

  #createSubresource(call: ResourceCall, { of, name: subresource }: NonNullable<ResourceDefinition['createsSubresource']>): ApiResponse {
    const { request, info, definition } = call
    const { object } = decodeBody(request, typeOf(definition))
    const parent = this.kinds.find(of.group, of.version, of.plural)
    if (!parent || info.namespace === '') throw methodNotAllowed()
    return this.#subresource({ ...call, definition: parent, info: { ...info, resource: of.plural, name: object.metadata?.name ?? '', subresource } })
  }

  #subresource(call: ResourceCall): ApiResponse {
    const { info, definition, request, write } = call
    const subresource = subresourcesOf(definition).find(({ name }) => name === info.subresource)
    if (!subresource) throw definition.custom ? notFound(definition.of, info.name) : noSuchPath()
    if (!subresource.verbs.includes(info.verb)) throw methodNotAllowed()
    if (subresource.connect) {
      const options = { kind: subresource.serves(definition).kind, apiVersion: 'v1', ...subresource.connect(request) } as AnyObject
      this.registry.ask('CONNECT', { definition, namespace: info.namespace, name: info.name, subresource: subresource.name }, options, write)
    }
    return subresource.handle({
      request,
      info,
      definition,
      registry: this.registry,
      tokens: this.tokens,
      write,
      allow: call.allow,
      kubelet: this.options.kubelet,
      dial: dialOf(this.options),
      decode: (typeName, kind, version) => {
        const served = subresource.serves(definition)
        const decoded = decodeBody(request, {
          typeName,
          kind,
          version,
          apiVersion: apiVersionOf({ group: served.group ?? definition.of.group, version: served.version ?? version }),
        })
        write.warnings.push(...decoded.warnings)
        return decoded
      },
      change: (current, typeName) => changeOf(call, current, typeName === undefined ? undefined : subresourceType(subresource.serves(definition), typeName)),
    })
  }
}

function subresourceType(
  serves: { group?: string; version?: string; kind: string },
  typeName: string,
): { typeName: string; kind: string; version: string; apiVersion: string } {
  const { group = '', version = 'v1', kind } = serves
  return { typeName, kind, version, apiVersion: apiVersionOf({ group, version }) }
}

/** A server without a network reaches nobody. */
const dialOf = ({ dial }: ApiServerOptions): Dial => dial ?? (({ host, port }) => ({ failure: `dial tcp ${host}:${port}: connect: network is unreachable` }))

/** RFC 7234: code 299, no agent. */
const warningHeader = (text: string): string => `299 - ${JSON.stringify(text)}`
