/** One request for a resource, with all that its handler needs. */
import { apiVersionOf } from '../../../api/kinds.ts'
import type { ApiRequest } from '../../../api/request.ts'
import type { Clock } from '../../../clock.ts'
import type { ExpectedType } from '../encoding/body.ts'
import type { Registry, WriteOptions } from '../registry/registry.ts'
import type { RequestInfo } from '../request-info.ts'
import type { ResourceDefinition } from '../resource.ts'

export interface ResourceCall {
  readonly request: ApiRequest
  readonly info: RequestInfo
  readonly definition: ResourceDefinition<any>
  readonly registry: Registry
  readonly clock: Clock
  readonly write: WriteOptions
  /** Whether the user may do this, too. @throws 403 */
  allow(verb: string): void
}

/** The name of the definition's type in the schema. */
const typeNameOf = (definition: ResourceDefinition<any>): string => definition.type ?? definition.of.kind

/** By definition, which never changes. */
const types = new WeakMap<ResourceDefinition<any>, ExpectedType>()

/** What a body must be to be an object of the definition. */
export function typeOf(definition: ResourceDefinition<any>): ExpectedType {
  let type = types.get(definition)
  if (!type) types.set(definition, (type = makeType(definition)))
  return type
}

const makeType = (definition: ResourceDefinition<any>): ExpectedType => ({
  typeName: typeNameOf(definition),
  kind: definition.of.kind,
  version: definition.of.version,
  apiVersion: apiVersionOf(definition.of),
  ...(definition.custom ? { custom: definition.custom } : {}),
  ...(definition.shallow ? { shallow: definition.shallow } : {}),
})
