/** What hangs below an object: /status, /scale, /log, … One file per subresource, one line in index.ts. */
import type { AnyObject } from '../../../api/object.ts'
import type { ApiRequest, ApiResponse, Dial, KubeletApi } from '../../../api/request.ts'
import type { ServiceAccountTokens } from '../authentication/service-account-token.ts'
import type { Decoded } from '../encoding/body.ts'
import type { Registry, WriteOptions } from '../registry/registry.ts'
import type { RequestInfo } from '../request-info.ts'
import type { ResourceDefinition } from '../resource.ts'

export interface SubresourceCall {
  readonly request: ApiRequest
  readonly info: RequestInfo
  readonly definition: ResourceDefinition<any>
  readonly registry: Registry
  readonly tokens: ServiceAccountTokens
  readonly write: WriteOptions
  /** Whether the user may do this with the subresource as well. @throws 403 */
  allow(verb: string): void
  /** The kubelet of a node, or undefined if it cannot be reached. */
  kubelet(node: string): KubeletApi | undefined
  readonly dial: Dial
  /** The body as an object of the named type. */
  decode(typeName: string, kind: string, version: string): Decoded
  /** What PUT or PATCH makes of `current`, a stored object or an object of the type named. */
  change(current: AnyObject, typeName?: string): AnyObject
}

export interface Subresource {
  readonly name: string
  readonly verbs: readonly string[]
  /** The kind that it speaks, for discovery; group and version where they differ from the parent's. */
  serves(definition: ResourceDefinition<any>): { group?: string; version?: string; kind: string }
  /** Whether the kind has it. */
  of(definition: ResourceDefinition<any>): boolean
  /** Of one that opens a connection: its options as an object, which admission judges (CONNECT). */
  connect?(request: ApiRequest): object
  handle(call: SubresourceCall): ApiResponse
}

export const isPod = (definition: ResourceDefinition<any>): boolean => definition.of.group === '' && definition.of.plural === 'pods'
