/** What the API server knows of a kind. One file per kind in resources/, one line each in resources/index.ts. */
import type { Kind } from '../../api/kinds.ts'
import type { AnyObject, KubeObject } from '../../api/object.ts'
import type { Pki } from '../../api/pki.ts'
import type { UserInfo } from '../../api/request.ts'
import type { FieldError, StatusError } from '../../api/status.ts'
import type { JSONSchemaProps } from '../../api/types.ts'

export interface Column<T> {
  readonly name: string
  /** JSON type of the cell; `string` unless told. */
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'date'
  readonly format?: string
  /** 0 is always shown, 1 only with `-o wide`. */
  readonly priority?: number
  readonly description?: string
  cell(object: T, context: CellContext): string | number | boolean | null
}

export interface CellContext {
  /** The server's time, for ages; milliseconds. */
  readonly now: number
}

/** What hooks of a kind may ask of the server. */
export interface RegistryContext {
  readonly now: number
  /** RFC 3339 to the second. */
  readonly timestamp: string
  readonly user: UserInfo
  list<T extends KubeObject>(kind: Kind<T>, namespace?: string): readonly T[]
  get<T extends KubeObject>(kind: Kind<T>, name: string, namespace?: string): T | undefined
  readonly pki: Pki
  readonly random: { below(limit: number): number; suffix(length?: number): string; uuid(): string }
}

/** For a kind that is another version of stored objects; made with defineVersion. */
interface StorageVersion {
  readonly as: ResourceDefinition<any>
  toStored(object: AnyObject): AnyObject
  fromStored(object: AnyObject): AnyObject
}

/** For custom resources, whose type is no type of ours but a schema that came with a request. */
export interface CustomType {
  /** Kind of a list of them. */
  readonly listKind: string
  readonly schema: JSONSchemaProps
  /** Keeps fields that the schema does not know (spec.preserveUnknownFields of old definitions). */
  readonly preservesUnknown: boolean
  /** Why nothing can be done in this version: a webhook would have to convert from and to the stored one. */
  readonly unconvertible?: string
  /** The definition is being deleted: nothing new is created. */
  readonly terminating: boolean
  /** A private copy of what a request holds, pruned, and the paths of fields that the schema does not know. @throws 400 */
  decode(value: unknown): { object: AnyObject; unknown: readonly string[] }
  /** Called when the kind is not served any more, or not so: watches end. Whoever watches adds himself. */
  readonly whenReplaced: Set<() => void>
  /** What an object from etcd is by the schema of this version: with defaults that came later, without fields that went. Shared. */
  read(object: AnyObject): AnyObject
}

export interface ResourceDefinition<T extends KubeObject = AnyObject> {
  readonly of: Kind<T>
  /** Set if objects are stored in another version than this. All hooks but `defaults` then see the stored version. */
  readonly storage?: StorageVersion
  readonly custom?: CustomType
  /** Defaults to the kind in lower case. */
  readonly singular?: string
  readonly short?: readonly string[]
  readonly categories?: readonly string[]
  /** Name of its type in the schema; defaults to the kind. */
  readonly type?: string
  /** Defaults to create delete deletecollection get list patch update watch. */
  readonly verbs?: readonly string[]
  /** Has a `status` that only /status may write. */
  readonly status?: boolean
  /** A write to /status takes finalizers over as well (custom resource definitions). */
  readonly finalizersWithStatus?: boolean
  /** A create keeps the status that the client sent (nodes: a kubelet registers with its whole status). */
  readonly statusOnCreate?: boolean
  /** Updates must say which resourceVersion they are based on. */
  readonly conditionalUpdates?: boolean
  /** Keeps metadata.generation and bumps it when anything but metadata and status changes. Defaults to whether there is a status; Kubernetes has exceptions. */
  readonly generation?: boolean
  readonly scale?: {
    /** Where a custom resource has its number: `.spec.replicas`. */
    readonly path?: string
    /** `replicas` is undefined where a custom resource does not say. */
    get(object: T): { replicas?: number; statusReplicas: number; selector?: string }
    set(object: T, replicas: number): void
  }
  /** How names are checked: defaults to DNS-1123 subdomain. */
  readonly nameRule?: (name: string) => readonly string[]
  /**
   * Whatever the server sets in such an object stands in fields of its own or of its metadata, never deeper: what a component of
   * this process sends need not be copied below them.
   */
  readonly shallow?: true
  /** The server makes objects of this kind by itself: their uids are drawn apart, so that they shift no name of others. */
  readonly ownChance?: true
  /** Fills in what the client left out, on a private copy, on create and on update. */
  defaults?(object: T): void
  /** On create, after defaulting: what the server sets (allocated addresses, initial status). The status is already cleared if `status`. */
  prepareForCreate?(object: T, context: RegistryContext): void
  /** On update: what the server carries over or recomputes. */
  prepareForUpdate?(object: T, old: T, context: RegistryContext): void
  /** On update through a subresource, by its name: what that may not change, and what the server sets. */
  readonly prepareForSubresource?: Readonly<Record<string, (object: T, old: T, context: RegistryContext) => void>>
  /** All findings on create, in the real order. Metadata has been checked by the registry. */
  validate?(object: T, context: RegistryContext): readonly FieldError[]
  /** Findings on create only, beyond those of `validate`. */
  validateCreate?(object: T): readonly FieldError[]
  /** Findings on update beyond those of `validate`, which also runs: immutable fields above all. */
  validateUpdate?(object: T, old: T): readonly FieldError[]
  validateStatusUpdate?(object: T, old: T): readonly FieldError[]
  /** Findings on an update through another subresource, by its name; the object is defaulted before. */
  readonly validateSubresource?: Readonly<Record<string, (object: T, old: T) => readonly FieldError[]>>
  /** Fields that must not change: path → the text after "Invalid value: …: ", usually `field is immutable`. */
  readonly immutable?: readonly string[]
  /** Warning header on every request, for a kind that goes out of use. */
  readonly deprecation?: string
  /** Warning headers on create and update. */
  warnings?(object: T, old?: T): readonly string[]
  /** Field selectors beyond metadata.name and metadata.namespace. */
  readonly selectableFields?: Readonly<Record<string, (object: T) => string>>
  /** Seconds of grace that a delete of this object gets, or undefined for kinds without (all but pods). */
  gracePeriod?(object: T, requested: number | undefined): number | undefined
  /** What keeps an object that is marked for deletion, beside finalizers in its metadata (namespaces: spec.finalizers). */
  heldBack?(object: T): boolean
  /** Called on the copy that is marked for deletion (namespaces: status.phase Terminating). */
  markDeleted?(object: T): void
  /** The order of the rows of a list's table, where it is not that of the names. */
  tableOrder?(a: T, b: T): number
  /** Refuses a delete of this object. @throws StatusError */
  checkDelete?(object: T): void
  /** Objects that are in no store, but put together whenever somebody reads them. */
  readonly computed?: { list(): readonly T[]; missing(name: string): StatusError }
  /** A create of this is one of the subresource of another kind, of the object that the body names. */
  readonly createsSubresource?: { readonly of: Kind<any>; readonly name: string }
  /** Server-printed columns after Name, unless one of them is the Name (events); Age is not implied. */
  readonly columns: readonly Column<T>[]
}

export const defineResource = <T extends KubeObject>(definition: ResourceDefinition<T>): ResourceDefinition<T> => definition
