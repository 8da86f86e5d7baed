/**
 * Kinds that are served in several versions, or in several groups, and stored in one. In a real API server every version
 * is converted to an internal one, on which all rules are written, and from there to the version that goes into etcd; here
 * the stored version is the internal one too. Decoding and defaults see the version of the request, everything after that
 * (admission, validation, field selectors, columns) the stored one.
 */
import type { AnyObject, KubeList, KubeObject } from '../../api/object.ts'
import type { ResourceDefinition } from './resource.ts'

/** How a version of a kind differs from the one that is stored. */
interface Version<T extends KubeObject, S extends KubeObject> extends Pick<ResourceDefinition<T>, 'of' | 'type' | 'defaults' | 'deprecation'> {
  /** Makes a stored object of a decoded and defaulted one (a private copy, which may be changed). */
  toStored(object: T): S
  /** Makes an object of this version of a stored one, which stays as it is. Both may share parts. */
  fromStored(object: S): T
  /** Rules of this version alone; they see stored objects. */
  readonly rules?: Partial<Omit<ResourceDefinition<S>, 'of' | 'type' | 'defaults' | 'storage'>>
}

/** Another version of the objects of `as`: with its names, columns and rules, unless `version.rules` say otherwise. */
export function defineVersion<T extends KubeObject, S extends KubeObject>(as: ResourceDefinition<S>, version: Version<T, S>): ResourceDefinition<any> {
  const { of, type, defaults, deprecation, toStored, fromStored, rules } = version
  const { type: _type, defaults: _defaults, storage: _storage, ...common } = as
  const seen = new WeakMap<S, T>()
  return {
    ...common,
    ...rules,
    of: of as ResourceDefinition<any>['of'],
    ...(type === undefined ? {} : { type }),
    ...(defaults ? { defaults } : {}),
    ...(deprecation === undefined ? {} : { deprecation }),
    storage: {
      as,
      toStored: toStored as (object: any) => AnyObject,
      // Stored objects are immutable, so that all readers can share what is made of one.
      fromStored(object: any) {
        let view = seen.get(object)
        if (!view) seen.set(object, (view = fromStored(object)))
        return view
      },
    },
  }
}

/** The definition whose kind is in etcd. */
export const storedAs = (definition: ResourceDefinition<any>): ResourceDefinition<any> => definition.storage?.as ?? definition

/** A stored object as the registry works with it. Only custom resources differ from what is in etcd. */
export const asRead = (definition: ResourceDefinition<any>, stored: AnyObject): AnyObject => definition.custom?.read(stored) ?? stored

/** The defaults that the registry fills in: of the stored version, on which it works; a version of a custom resource keeps its own. */
export const defaultsOf = (definition: ResourceDefinition<any>): ResourceDefinition<any>['defaults'] =>
  definition.custom ? definition.defaults : storedAs(definition).defaults

/** What is stored of an object of the definition's version, a private copy. */
export function toStored(definition: ResourceDefinition<any>, object: AnyObject): AnyObject {
  if (!definition.storage) return object
  definition.defaults?.(object)
  return definition.storage.toStored(object)
}

/** A list of stored objects in the definition's version. */
export const listFromStored = (definition: ResourceDefinition<any>, list: KubeList): KubeList =>
  definition.storage ? { ...list, items: list.items.map((item) => fromStored(definition, item)) } : list

/** A stored object in the definition's version, shared and not to be changed. */
export const fromStored = (definition: ResourceDefinition<any>, object: AnyObject): AnyObject => definition.storage?.fromStored(object as never) ?? object
