/** How the registry calls admission: first the plugins that change the object, then, when it is complete, those that judge it. */
import type { AnyObject } from '../../../api/object.ts'
import type { UserInfo } from '../../../api/request.ts'
import type { ResourceDefinition } from '../resource.ts'

export interface AdmissionAttributes {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT'
  readonly definition: ResourceDefinition<any>
  readonly namespace: string
  /** Empty for a new object that is still to be named. */
  name: string
  readonly subresource: string
  /** The object to be stored, which admit() may change; undefined on DELETE. */
  readonly object: AnyObject | undefined
  readonly oldObject: AnyObject | undefined
  readonly user: UserInfo
  readonly dryRun: boolean
  readonly warnings: string[]
  /** What plugins note in the audit record; only there if one is made. */
  readonly annotations: Record<string, string> | undefined
}

export interface AdmissionChain {
  admit(attributes: AdmissionAttributes): void
  validate(attributes: AdmissionAttributes): void
}

type Target = Pick<AdmissionAttributes, 'definition' | 'namespace' | 'name' | 'subresource'>
type Manner = Pick<AdmissionAttributes, 'user' | 'dryRun' | 'warnings'> & Partial<Pick<AdmissionAttributes, 'annotations'>>

/** What admission is asked about: one shape for all requests. */
export function attributesOf(
  operation: AdmissionAttributes['operation'],
  { definition, namespace, name, subresource }: Target,
  object: AnyObject | undefined,
  oldObject: AnyObject | undefined,
  { user, dryRun, warnings, annotations }: Manner,
): AdmissionAttributes {
  return { operation, definition, namespace, name, subresource, object, oldObject, user, dryRun, warnings, annotations }
}
