/** What field management knows of a kind and a way to write it. Made once for each. */
import { apiVersionOf } from '../../../api/kinds.ts'
import { type AnyObject, deepCopy } from '../../../api/object.ts'
import type { ResourceDefinition } from '../resource.ts'
import { fromStored, storedAs, toStored } from '../version.ts'
import { emptyObject } from './empty-object.ts'
import { fieldFilter } from './field-filter.ts'
import type { ManagedType } from './field-manager.ts'
import type { ManagerInfo } from './managers.ts'
import { builtInType } from './typed/built-in.ts'
import { compare } from './typed/compare.ts'
import { customAtom } from './typed/custom.ts'

/** Who updates, and what they write. */
export interface Writer {
  readonly type: ManagedType
  readonly who: ManagerInfo
}

interface Way {
  readonly type: ManagedType
  readonly writers: Map<string, Writer>
}

const ways = new WeakMap<ResourceDefinition<any>, Map<string, Way>>()

function wayOf(definition: ResourceDefinition<any>, subresource: string): Way {
  let ofKind = ways.get(definition)
  if (!ofKind) ways.set(definition, (ofKind = new Map()))
  let way = ofKind.get(subresource)
  if (!way) ofKind.set(subresource, (way = { type: makeType(definition, subresource), writers: new Map() }))
  return way
}

export const managedType = (definition: ResourceDefinition<any>, subresource: string): ManagedType => wayOf(definition, subresource).type

/** The same object for the same writer. */
export function updater(definition: ResourceDefinition<any>, subresource: string, manager: string): Writer {
  const { writers, type } = wayOf(definition, subresource)
  let writer = writers.get(manager)
  if (!writer) writers.set(manager, (writer = { type, who: { manager, operation: 'Update', apiVersion: type.apiVersion, subresource } }))
  return writer
}

/** The types in which objects of one stored kind were written, by apiVersion. */
const families = new WeakMap<ResourceDefinition<any>, Map<string, ManagedType>>()

function familyOf(definition: ResourceDefinition<any>): Map<string, ManagedType> {
  const stored = storedAs(definition)
  let family = families.get(stored)
  if (!family) families.set(stored, (family = new Map()))
  return family
}

const typeNameOf = (definition: ResourceDefinition<any>): string => definition.type ?? definition.of.kind

function makeType(definition: ResourceDefinition<any>, subresource: string): ManagedType {
  const family = familyOf(definition)
  const apiVersion = apiVersionOf(definition.of)
  const { custom } = definition
  const type: ManagedType = {
    apiVersion,
    kind: definition.of.kind,
    atom: custom ? customAtom(custom.schema, custom.preservesUnknown) : builtInType(typeNameOf(definition)),
    empty: custom ? ({} as AnyObject) : emptyObject(typeNameOf(definition)),
    filter: fieldFilter(definition, subresource),
    read(body) {
      const object = custom ? custom.decode(body).object : (deepCopy(body) as AnyObject)
      definition.defaults?.(object)
      return toStored(definition, object)
    },
    view: (stored) => fromStored(definition, stored),
    compareIn(version, live, next) {
      const other = version === apiVersion ? type : (family.get(version) ?? (isOfGroup(version, definition.of.group) ? type : undefined))
      return other && compare(live ? other.view(live) : other.empty, other.view(next), other.atom)
    },
  }
  if (!family.has(apiVersion)) family.set(apiVersion, type)
  return type
}

/** Versions of one group that nobody has written in yet are taken to look alike. */
const isOfGroup = (apiVersion: string, group: string): boolean => (apiVersion.includes('/') ? apiVersion.split('/')[0] : '') === group
