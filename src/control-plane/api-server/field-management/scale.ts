/** The ownership of an object as its scale sees it: one field, spec.replicas. Models apimachinery pkg/util/managedfields/scalehandler.go. */
import type { AnyObject } from '../../../api/object.ts'
import { emptyObject } from './empty-object.ts'
import type { ManagedType } from './field-manager.ts'
import { FieldSet } from './field-set.ts'
import { isApplied, type Managed, type Managers, withFields } from './managers.ts'
import { fieldStep } from './step.ts'
import { builtInType } from './typed/built-in.ts'
import { compare } from './typed/compare.ts'

const path = [fieldStep('spec'), fieldStep('replicas')]
const replicas = FieldSet.of(path)

/** The type of a scale; versions of the object that is scaled do not matter. */
export const scaleType: ManagedType = {
  apiVersion: 'autoscaling/v1',
  kind: 'Scale',
  atom: builtInType('Scale'),
  empty: emptyObject('Scale'),
  filter: (fields) => fields,
  read: (body) => body as AnyObject,
  view: (stored) => stored,
  compareIn: (_version, live, next) => compare(live, next, builtInType('Scale')),
}

/** Who owns the number of replicas. */
export const scaleManagers = (managers: Managers): Managers =>
  new Map([...managers].filter(([, { fields }]) => fields.has(path)).map(([identity, managed]) => [identity, withFields(managed, replicas)]))

/** The owners of the object after its scale has those of `scale`, which `apiVersion` is the object's. */
export function withScaleManagers(managers: Managers, scale: Managers, apiVersion: string): Managers {
  const result = new Map<string, Managed>()
  for (const [identity, managed] of managers) {
    const fields = managed.fields.has(path) && !scale.has(identity) ? managed.fields.difference(replicas) : managed.fields
    if (!fields.isEmpty) result.set(identity, withFields(managed, fields))
  }
  // What a scale brings has no time.
  for (const [identity, managed] of scale)
    if (!managers.has(identity) && isApplied(managed)) result.set(identity, { ...managed, apiVersion, fields: replicas, time: undefined })
  return result
}
