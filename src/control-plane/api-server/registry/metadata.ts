/**
 * What the server does to metadata whatever the kind: fills it in on create, carries it over on update, checks it.
 * Models apiserver pkg/registry/rest/{create,update,meta}.go and apimachinery pkg/api/validation/objectmeta.go.
 */

import { isDns1123Label, isDns1123Subdomain, isLabelValue, isQualifiedName } from '../../../api/names.ts'
import type { AnyObject } from '../../../api/object.ts'
import { badRequest, type FieldError, forbiddenField, invalidValue, required, tooLong } from '../../../api/status.ts'
import type { ObjectMeta } from '../../../api/types.ts'
import type { RegistryContext, ResourceDefinition } from '../resource.ts'

const maxAnnotationBytes = 256 * 1024

/** @throws 400 for a namespace that contradicts the path. */
export function checkNamespace(definition: ResourceDefinition<any>, object: AnyObject, namespace: string): void {
  const given = object.metadata.namespace
  if (definition.of.namespaced && given && given !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
}

/** Prepares the metadata of a new object (a private copy). @throws 400 for a namespace or name that contradicts the path. */
export function prepareMetadata(definition: ResourceDefinition<any>, object: AnyObject, namespace: string, context: RegistryContext): void {
  const meta = object.metadata
  if (meta.resourceVersion) throw badRequest('resourceVersion should not be set on objects to be created')
  if (definition.of.namespaced) meta.namespace = namespace
  else delete meta.namespace
  if (!meta.name && meta.generateName) meta.name = generateName(meta.generateName, context)
  meta.uid = context.random.uuid()
  meta.creationTimestamp = context.timestamp
  delete meta.deletionTimestamp
  delete meta.deletionGracePeriodSeconds
  delete (meta as { selfLink?: string }).selfLink
  delete meta.generation
  if (keepsGeneration(definition)) meta.generation = 1
}

export const keepsGeneration = (definition: ResourceDefinition<any>): boolean => definition.generation ?? definition.status ?? false

/** Names are cut so that prefix and suffix fit 63 characters. Models apiserver pkg/storage/names. */
export function generateName(prefix: string, context: Pick<RegistryContext, 'random'>): string {
  return `${prefix.slice(0, 58)}${context.random.suffix()}`
}

/** Carries over what an update must not touch (missing values are filled in, as BeforeUpdate does). */
export function carryMetadata(object: AnyObject, old: AnyObject): void {
  const meta = object.metadata
  meta.uid ||= old.metadata.uid
  meta.creationTimestamp ||= old.metadata.creationTimestamp
  if (old.metadata.deletionTimestamp) {
    meta.deletionTimestamp ||= old.metadata.deletionTimestamp
    meta.deletionGracePeriodSeconds ??= old.metadata.deletionGracePeriodSeconds
  } else {
    delete meta.deletionTimestamp
    delete meta.deletionGracePeriodSeconds
  }
  if (old.metadata.generateName && !meta.generateName) meta.generateName = old.metadata.generateName
  if (old.metadata.generation === undefined) delete meta.generation
  else meta.generation = old.metadata.generation
  delete (meta as { selfLink?: string }).selfLink
}

export function validateMetadata(definition: ResourceDefinition<any>, object: AnyObject): FieldError[] {
  const meta = object.metadata
  const errors: FieldError[] = []
  const nameRule = definition.nameRule ?? isDns1123Subdomain
  if (meta.generateName)
    for (const problem of nameRule(maskTrailingDash(meta.generateName))) errors.push(invalidValue('metadata.generateName', meta.generateName, problem))
  if (!meta.name) errors.push(required('metadata.name', 'name or generateName is required'))
  else for (const problem of nameRule(meta.name)) errors.push(invalidValue('metadata.name', meta.name, problem))
  if (definition.of.namespaced) {
    if (!meta.namespace) errors.push(required('metadata.namespace'))
    else for (const problem of isDns1123Label(meta.namespace)) errors.push(invalidValue('metadata.namespace', meta.namespace, problem))
  }
  if (meta.labels || meta.annotations) errors.push(...validateMaps(meta))
  if (meta.ownerReferences) errors.push(...validateOwners(meta.ownerReferences))
  if (meta.finalizers) errors.push(...validateFinalizers(meta.finalizers))
  return errors
}

/** A generateName may end in the dash that the suffix follows. */
const maskTrailingDash = (name: string): string => (name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name)

/** Labels and annotations. */
export function validateMaps(meta: ObjectMeta, path = 'metadata'): FieldError[] {
  const errors: FieldError[] = []
  const labels = meta.labels ?? {}
  const annotations = meta.annotations ?? {}
  for (const key of Object.keys(labels)) {
    const value = labels[key] as string
    for (const problem of isQualifiedName(key)) errors.push(invalidValue(`${path}.labels`, key, problem))
    for (const problem of isLabelValue(value)) errors.push(invalidValue(`${path}.labels`, value, problem))
  }
  let bytes = 0
  for (const key of Object.keys(annotations)) {
    const value = annotations[key] as string
    for (const problem of isQualifiedName(key.toLowerCase())) errors.push(invalidValue(`${path}.annotations`, key, problem))
    bytes += key.length + value.length
  }
  if (bytes > maxAnnotationBytes) errors.push(tooLong(`${path}.annotations`, maxAnnotationBytes))
  return errors
}

function validateOwners(owners: NonNullable<ObjectMeta['ownerReferences']>): FieldError[] {
  const errors: FieldError[] = []
  let managing: string | undefined
  for (const [i, owner] of owners.entries()) {
    const path = `metadata.ownerReferences[${i}]`
    if (!owner.apiVersion) errors.push(invalidValue(`${path}.apiVersion`, owner.apiVersion ?? '', 'version must not be empty'))
    if (!owner.kind) errors.push(invalidValue(`${path}.kind`, owner.kind ?? '', 'must not be empty'))
    if (!owner.name) errors.push(invalidValue(`${path}.name`, owner.name ?? '', 'must not be empty'))
    if (!owner.uid) errors.push(invalidValue(`${path}.uid`, owner.uid ?? '', 'must not be empty'))
    if (!owner.controller) continue
    if (managing !== undefined)
      errors.push(
        invalidValue(
          'metadata.ownerReferences',
          owners,
          `Only one reference can have Controller set to true. Found "true" in references for ${managing} and ${owner.name}`,
        ),
      )
    managing = owner.name
  }
  return errors
}

function validateFinalizers(finalizers: readonly string[]): FieldError[] {
  const errors: FieldError[] = []
  for (const [i, finalizer] of finalizers.entries()) {
    for (const problem of isQualifiedName(finalizer)) errors.push(invalidValue(`metadata.finalizers[${i}]`, finalizer, problem))
  }
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion'))
    errors.push(invalidValue('metadata.finalizers', finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'))
  return errors
}

/** Whether nothing of the metadata that must be checked differs from the old object's. */
export const sharesMetadata = ({ metadata }: AnyObject, { metadata: old }: AnyObject): boolean =>
  metadata.labels === old.labels &&
  metadata.annotations === old.annotations &&
  metadata.ownerReferences === old.ownerReferences &&
  metadata.finalizers === old.finalizers &&
  metadata.name === old.name &&
  metadata.namespace === old.namespace &&
  metadata.generateName === old.generateName

const immutable = ['name', 'namespace', 'uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const

export function validateMetadataUpdate(object: AnyObject, old: AnyObject): FieldError[] {
  const errors: FieldError[] = []
  if (old.metadata.deletionTimestamp) {
    const added = (object.metadata.finalizers ?? []).filter((finalizer) => !(old.metadata.finalizers ?? []).includes(finalizer))
    if (added.length > 0)
      errors.push(
        forbiddenField(
          'metadata.finalizers',
          `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((f) => JSON.stringify(f)).join(', ')}}`,
        ),
      )
  }
  for (const field of immutable)
    if (object.metadata[field] !== old.metadata[field]) errors.push(invalidValue(`metadata.${field}`, object.metadata[field], 'field is immutable'))
  return errors
}
