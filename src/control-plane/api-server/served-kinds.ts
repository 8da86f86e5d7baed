/**
 * The kinds that one API server serves right now. The built-in ones are always there; custom resources come and go while
 * it runs. Whoever makes something of the list and keeps it, keys it on the list's identity: each change makes a new list,
 * and of one group and version a new one only if something changed in it.
 */
import type { ResourceDefinition } from './resource.ts'

type Definitions = readonly ResourceDefinition<any>[]

export class ServedKinds {
  #all: Definitions
  #byVersion: ReadonlyMap<string, Definitions>
  #generation = 1

  /** Of the same list all servers share what is made of it. */
  constructor(private readonly builtIn: Definitions) {
    this.#all = builtIn
    this.#byVersion = byVersion(builtIn)
  }

  /** In the order of discovery. Replaced, never changed. */
  get all(): Definitions {
    return this.#all
  }

  /** Counts the changes. */
  get generation(): number {
    return this.#generation
  }

  /** The kinds of one group and version; empty if it is not served. */
  of(group: string, version: string): Definitions {
    return this.#byVersion.get(`${group}/${version}`) ?? none
  }

  /** Every group and version, in the order of discovery. */
  get versions(): { group: string; version: string }[] {
    return [...this.#byVersion.values()].flatMap(([first]) => (first ? [{ group: first.of.group, version: first.of.version }] : []))
  }

  find(group: string, version: string, plural: string): ResourceDefinition<any> | undefined {
    return byPlural(this.of(group, version)).get(plural)
  }

  /** From now on these are served after the built-in ones, and no others. Definitions are told apart by identity. */
  setCustom(definitions: Definitions): void {
    this.#all = [...this.builtIn, ...definitions]
    const before = this.#byVersion
    const now = new Map(byVersion(this.#all))
    for (const [version, list] of now) {
      const old = before.get(version)
      if (old && old.length === list.length && old.every((definition, i) => definition === list[i])) now.set(version, old)
    }
    this.#byVersion = now
    this.#generation++
  }
}

const none: Definitions = []

const plurals = new WeakMap<Definitions, ReadonlyMap<string, ResourceDefinition<any>>>()

function byPlural(definitions: Definitions): ReadonlyMap<string, ResourceDefinition<any>> {
  let map = plurals.get(definitions)
  if (!map) {
    // The first of several counts, as in a list that is looked through.
    map = new Map([...definitions].reverse().map((definition) => [definition.of.plural, definition]))
    plurals.set(definitions, map)
  }
  return map
}

const made = new WeakMap<Definitions, ReadonlyMap<string, Definitions>>()

function byVersion(definitions: Definitions): ReadonlyMap<string, Definitions> {
  const known = made.get(definitions)
  if (known) return known
  const map = new Map<string, ResourceDefinition<any>[]>()
  for (const definition of definitions) {
    const key = `${definition.of.group}/${definition.of.version}`
    const list = map.get(key)
    if (list) list.push(definition)
    else map.set(key, [definition])
  }
  made.set(definitions, map)
  return map
}
