/**
 * The registry: what create, read, update and delete mean for any kind, between admission and etcd. Rules that hold for
 * all kinds stand here and in metadata.ts; what differs stands in the kind's file in resources/. Objects that come out
 * are shared and immutable. Models apiserver pkg/registry/generic/registry/store.go.
 */

import type { Kind } from '../../../api/kinds.ts'
import { type AnyObject, deepCopy, deepEqual, deepFreeze, type KubeList, type KubeObject } from '../../../api/object.ts'
import type { Pki } from '../../../api/pki.ts'
import type { UserInfo } from '../../../api/request.ts'
import { conflict, type FieldError, invalid, invalidValue, modified, notFound, StatusError } from '../../../api/status.ts'
import { formatTime } from '../../../api/time.ts'
import type { DeleteOptions } from '../../../api/types.ts'
import type { Clock } from '../../../clock.ts'
import type { Random } from '../../../random.ts'
import type { Etcd, KeyValue } from '../../etcd/etcd.ts'
import { difference, Part } from '../field-management/difference.ts'
import { handOn } from '../field-management/journal.ts'
import { changesOwnership, claimOf, type Tracking, trackCreate, trackUpdate } from '../field-management/track.ts'
import type { RegistryContext, ResourceDefinition } from '../resource.ts'
import { asRead, defaultsOf, storedAs } from '../version.ts'
import { type AdmissionChain, attributesOf } from './admission-chain.ts'
import { getComputed, listComputed } from './computed.ts'
import { checkPreconditions, type DeletionPlan, finished, planDeletion } from './deletion.ts'
import { freeKey } from './free-key.ts'
import { keyFor, prefixOf } from './keys.ts'
import { type ListRequest, listObjects } from './list.ts'
import { carryMetadata, checkNamespace, keepsGeneration, prepareMetadata, sharesMetadata, validateMetadata, validateMetadataUpdate } from './metadata.ts'
import { specChanged, statusOnly } from './spec-and-status.ts'
import { WatchCache } from './watch-cache.ts'

/** Who writes, and how. */
export interface WriteOptions {
  readonly user: UserInfo
  readonly dryRun: boolean
  /** Warnings for the client are pushed here. */
  readonly warnings: string[]
  /** Notes for the audit record, if one is made. */
  readonly annotations?: Record<string, string> | undefined
  /** Who writes, for managedFields; nobody is noted without it. */
  readonly tracking?: Tracking
}

/** What an update goes for: the object itself, its status, or another part that a subresource owns. */
export interface UpdateTarget {
  readonly definition: ResourceDefinition<any>
  readonly namespace: string
  readonly name: string
  readonly subresource: string
  /** The subresource that field management sees, where it is another: a scale is written as the object itself. */
  readonly tracked?: string
}

const unchanged = new Part({})

export class Registry {
  readonly watchCache: WatchCache
  readonly #ownChance = new Map<string, Random>()
  #moment = { at: Number.NaN, text: '' }

  constructor(
    readonly etcd: Etcd<AnyObject>,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly admission: AdmissionChain,
    private readonly pki: Pki,
    /** Freezes what is stored, so that a component that changes a shared object fails loudly. For tests. */
    private readonly freeze = false,
  ) {
    this.watchCache = new WatchCache(etcd)
  }

  #chanceOf({ of, ownChance }: ResourceDefinition<any>): Random {
    if (!ownChance) return this.random
    const own = this.#ownChance.get(of.plural) ?? this.random.aside(of.plural)
    this.#ownChance.set(of.plural, own)
    return own
  }

  context(user: UserInfo, random = this.random): RegistryContext {
    return { now: this.clock.now(), timestamp: this.#timestamp(), user, list: this.#listed, get: this.#found, pki: this.pki, random }
  }

  readonly #listed: RegistryContext['list'] = (kind, namespace) => this.all(kind, namespace)
  readonly #found: RegistryContext['get'] = (kind, name, namespace) => this.find(kind, name, namespace)

  /** @throws 404 */
  get(definition: ResourceDefinition<any>, namespace: string, name: string): AnyObject {
    if (definition.computed) return getComputed(definition, name)
    return asRead(definition, this.#entry(definition, namespace, name).value)
  }

  exists(definition: ResourceDefinition<any>, namespace: string, name: string): boolean {
    return this.etcd.get(keyFor(storedAs(definition).of, namespace, name)) !== undefined
  }

  find<T extends KubeObject>(kind: Kind<T>, name: string, namespace = ''): T | undefined {
    return this.etcd.get(keyFor(kind, namespace, name))?.value as T | undefined
  }

  all<T extends KubeObject>(kind: Kind<T>, namespace = ''): T[] {
    return this.etcd.range(prefixOf(kind, namespace)).items.map((item) => item.value as unknown as T)
  }

  list(definition: ResourceDefinition<any>, namespace: string, request: ListRequest): KubeList {
    if (definition.computed) return listComputed(definition, request)
    return listObjects(this.etcd, definition, namespace, request)
  }

  /** `object` is a private copy, decoded, defaulted and in the stored version, as is what is returned. @throws 409, 422 and what admission refuses with. */
  create(definition: ResourceDefinition<any>, namespace: string, object: AnyObject, options: WriteOptions): AnyObject {
    const context = this.context(options.user, this.#chanceOf(definition))
    object.metadata ??= {} as AnyObject['metadata']
    const named = object.metadata.name
    const { tracking } = options
    const claim = claimOf(object, false, tracking)
    const sent = tracking?.given || tracking?.applied ? undefined : deepCopy(object)
    checkNamespace(definition, object, namespace)
    const attributes = attributesOf('CREATE', { definition, namespace, name: named ?? '', subresource: '' }, object, undefined, options)
    this.admission.admit(attributes)
    defaultsOf(definition)?.(object)
    prepareMetadata(definition, object, namespace, context)
    if (definition.status && !definition.statusOnCreate) object.status = {}
    definition.prepareForCreate?.(object, context)
    const errors = validateMetadata(definition, object)
    if (definition.validate) errors.push(...definition.validate(object, context))
    if (definition.validateCreate) errors.push(...definition.validateCreate(object))
    if (errors.length > 0) throw invalid(storedAs(definition).of, object.metadata.name ?? '', errors)
    if (definition.warnings) options.warnings.push(...definition.warnings(object))
    attributes.name = object.metadata.name
    this.admission.validate(attributes)
    const key = freeKey(this.etcd, definition, object, !named, context.random)
    claim.sent = tracking?.given ?? (sent && difference(object, sent))
    trackCreate(definition, object, claim, tracking, context.timestamp)
    return this.#put(key, 0, object, options.dryRun)
  }

  /**
   * Replaces an object by what `change` makes of the current one: a private copy, decoded and in the stored version.
   * @throws 404, 409 if the resourceVersion it carries is not the current one, 422.
   */
  update(target: UpdateTarget, change: (current: AnyObject) => AnyObject, options: WriteOptions): AnyObject {
    const { definition, namespace, name, subresource } = target
    const entry = this.#entry(definition, namespace, name)
    const old = asRead(definition, entry.value)
    const object = change(old)
    const { tracking } = options
    const claim = claimOf(object, subresource !== '', tracking)
    const version = object.metadata?.resourceVersion
    if (!version && definition.conditionalUpdates)
      throw invalid({ group: definition.of.group, kind: definition.of.plural }, name, [
        invalidValue('metadata.resourceVersion', 0, 'must be specified for an update'),
      ])
    if (version && version !== old.metadata.resourceVersion) throw modified(definition.of, name)
    if (object.metadata.uid && object.metadata.uid !== old.metadata.uid)
      throw conflict(definition.of, name, `Precondition failed: UID in precondition: ${object.metadata.uid}, UID in object meta: ${old.metadata.uid}`)
    object.metadata.name ||= name
    if (definition.of.namespaced) object.metadata.namespace ||= namespace
    checkNamespace(definition, object, namespace)
    const context = this.context(options.user)
    if (subresource === '' && definition.status) object.status = old.status
    const prepared = subresource === 'status' ? statusOnly(definition, object, old) : object
    carryMetadata(prepared, old)
    const sent = subresource === '' && !tracking?.given && !tracking?.applied ? this.#sent(definition, prepared) : undefined
    const attributes = attributesOf('UPDATE', target, prepared, old, options)
    this.admission.admit(attributes)
    if (subresource === '') {
      defaultsOf(definition)?.(prepared)
      definition.prepareForUpdate?.(prepared, old, context)
      if (keepsGeneration(definition) && specChanged(definition, prepared, old)) prepared.metadata.generation = (old.metadata.generation ?? 0) + 1
    } else definition.prepareForSubresource?.[subresource]?.(prepared, old, context)
    this.#validateUpdate(target, prepared, old, context)
    if (subresource === '' && definition.warnings) options.warnings.push(...definition.warnings(prepared, old))
    this.admission.validate(attributes)
    prepared.metadata.resourceVersion = old.metadata.resourceVersion
    const back = difference(prepared, entry.value)
    const isFinished = finished(definition, prepared)
    // A write that changes nothing is no write: no revision, no event.
    if (!back && !isFinished && !changesOwnership(prepared, entry.value, claim)) return old
    claim.sent = sent && difference(prepared, sent)
    const versions = { object: prepared, old: entry.value, back: back ?? unchanged }
    trackUpdate(definition, target.tracked ?? subresource, versions, claim, tracking, context.timestamp)
    if (isFinished) return this.#remove(entry, prepared, options.dryRun)
    return this.#put(entry.key, entry.modRevision, prepared, options.dryRun)
  }

  /** A copy of what a client sent, before admission changes it. */
  #sent(definition: ResourceDefinition<any>, object: AnyObject): AnyObject {
    defaultsOf(definition)?.(object)
    if (!definition.status) return deepCopy(object)
    // The status is the old one.
    const { status, ...rest } = object
    return { ...deepCopy(rest), status } as AnyObject
  }

  #validateUpdate({ definition, name, subresource }: UpdateTarget, object: AnyObject, old: AnyObject, context: RegistryContext): void {
    const errors: FieldError[] = validateMetadataUpdate(object, old)
    // What is as it was has been checked when it was written.
    if (!sharesMetadata(object, old)) errors.push(...validateMetadata(definition, object))
    if (subresource === 'status') errors.push(...(definition.validateStatusUpdate?.(object, old) ?? []))
    else if (subresource === '') {
      errors.push(...(definition.validate?.(object, context) ?? []))
      for (const path of definition.immutable ?? []) {
        const value = valueAt(object, path)
        if (!deepEqual(value, valueAt(old, path))) errors.push(invalidValue(path, value, 'field is immutable'))
      }
      errors.push(...(definition.validateUpdate?.(object, old) ?? []))
    } else if (definition.validateSubresource?.[subresource]) {
      defaultsOf(definition)?.(object)
      errors.push(...definition.validateSubresource[subresource](object, old))
    }
    if (errors.length > 0) throw invalid(storedAs(definition).of, name, errors)
  }

  /** Asks admission about what is sent to a subresource and not stored. @throws what admission refuses with */
  ask(operation: 'CREATE' | 'CONNECT', target: UpdateTarget, object: AnyObject, options: WriteOptions): void {
    const attributes = attributesOf(operation, target, object, undefined, options)
    this.admission.admit(attributes)
    this.admission.validate(attributes)
  }

  /** Deletes, or marks for deletion what must wait for a grace period or finalizers. @returns the object, and whether it is gone. */
  delete(
    definition: ResourceDefinition<any>,
    namespace: string,
    name: string,
    deleteOptions: DeleteOptions,
    options: WriteOptions,
  ): { object: AnyObject; gone: boolean } {
    const entry = this.#entry(definition, namespace, name)
    const old = asRead(definition, entry.value)
    definition.checkDelete?.(old)
    checkPreconditions(definition, name, old, deleteOptions)
    this.admission.validate(attributesOf('DELETE', { definition, namespace, name, subresource: '' }, undefined, old, options))
    const plan = planDeletion(definition, old, deleteOptions, this.clock.now())
    return this.#carryOut(definition, entry, plan, options.dryRun)
  }

  #carryOut(definition: ResourceDefinition<any>, entry: KeyValue<AnyObject>, plan: DeletionPlan, dryRun: boolean): { object: AnyObject; gone: boolean } {
    if (plan.kind === 'remove') return { object: this.#remove(entry, plan.object, dryRun), gone: true }
    if (plan.kind === 'nothing') return { object: entry.value, gone: false }
    const back = difference(plan.object, entry.value)
    if (back) trackUpdate(definition, '', { object: plan.object, old: entry.value, back }, {}, undefined, '')
    return { object: this.#put(entry.key, entry.modRevision, plan.object, dryRun), gone: false }
  }

  deleteCollection(
    definition: ResourceDefinition<any>,
    namespace: string,
    request: ListRequest,
    deleteOptions: DeleteOptions,
    options: WriteOptions,
  ): KubeList {
    const list = this.list(definition, namespace, request)
    for (const item of list.items) {
      try {
        this.delete(definition, item.metadata.namespace ?? '', item.metadata.name, deleteOptions, options)
      } catch (error) {
        if (!(error instanceof StatusError && error.reason === 'NotFound')) throw error
      }
    }
    return list
  }

  #entry(definition: ResourceDefinition<any>, namespace: string, name: string): KeyValue<AnyObject> {
    const entry = this.etcd.get(keyFor(storedAs(definition).of, namespace, name))
    if (!entry) throw notFound(definition.of, name)
    return entry
  }

  #put(key: string, expected: number, object: AnyObject, dryRun: boolean): AnyObject {
    return dryRun ? object : this.etcd.put(key, expected, (revision) => this.#stamp(object, revision)).value
  }

  #remove(entry: KeyValue<AnyObject>, last: AnyObject, dryRun: boolean): AnyObject {
    if (dryRun) return last
    const shown = last === entry.value ? { ...last, metadata: { ...last.metadata } } : last
    handOn(entry.value, shown)
    this.etcd.delete(entry.key, entry.modRevision, (revision) => this.#stamp(shown, revision))
    return last
  }

  #stamp(object: AnyObject, revision: number): AnyObject {
    object.metadata.resourceVersion = String(revision)
    return this.freeze ? deepFreeze(object) : object
  }

  /** Many writes share a moment. */
  #timestamp(): string {
    const now = this.clock.now()
    if (now !== this.#moment.at) this.#moment = { at: now, text: formatTime(now) }
    return this.#moment.text
  }
}

const valueAt = (object: AnyObject, path: string): unknown => path.split('.').reduce<any>((value, key) => value?.[key], object)
