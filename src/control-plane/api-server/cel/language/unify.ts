/** Which type may stand where another is asked for, and what that says of the type parameters. Models cel-go checker/types.go. */
import { dyn, isDyn, list, map, optional, parameter, type Type, typeOfType } from './types.ts'

export class Substitution {
  #bound = new Map<string, Type>()
  #fresh = 0

  newParameter(): Type {
    return parameter(`_var${this.#fresh++}`)
  }

  /** The same signature with type parameters of its own. */
  instantiate(types: readonly Type[]): Type[] {
    const names = new Map<string, Type>()
    const rename = (type: Type): Type =>
      mapped(type, (name) => {
        if (!names.has(name)) names.set(name, this.newParameter())
        return names.get(name) as Type
      })
    return types.map(rename)
  }

  /** What is known of a type so far. */
  resolve(type: Type): Type {
    if (type.kind === 'parameter') {
      const bound = this.#bound.get(type.name)
      return bound ? this.resolve(bound) : type
    }
    return type.kind === 'simple' || type.kind === 'object' || type.kind === 'opaque' ? type : mapped(type, (name) => this.resolve(parameter(name)))
  }

  /** The type, with whatever is still open being anything. */
  close(type: Type): Type {
    return mapped(this.resolve(type), () => dyn)
  }

  /** Whether all of `given` fit; if not, nothing is learned. */
  assign(wanted: readonly Type[], given: readonly Type[]): boolean {
    const before = new Map(this.#bound)
    const fits = wanted.every((type, i) => this.#fits(type, given[i] as Type))
    if (!fits) this.#bound = before
    return fits
  }

  #fits(wanted: Type, given: Type): boolean {
    const a = this.resolve(wanted)
    const b = this.resolve(given)
    if (a === b) return true
    if (a.kind === 'parameter') return this.#bind(a.name, b)
    if (b.kind === 'parameter') return this.#bind(b.name, a)
    if (isDyn(a) || isDyn(b)) return true
    if (isNull(b) || isNull(a)) return isNull(a) === isNull(b) || takesNull(isNull(b) ? a : b)
    return this.#same(a, b)
  }

  #same(a: Type, b: Type): boolean {
    if (a.kind !== b.kind) return false
    if (a.kind === 'list' || a.kind === 'optional') return this.#fits(a.of, (b as typeof a).of)
    if (a.kind === 'type') return true
    if (a.kind === 'map') return this.#fits(a.key, (b as typeof a).key) && this.#fits(a.value, (b as typeof a).value)
    return a.kind !== 'parameter' && a.name === (b as typeof a).name
  }

  #bind(name: string, type: Type): boolean {
    if (type.kind === 'parameter' && type.name === name) return true
    if (mentions(type, name)) return false
    this.#bound.set(name, type)
    return true
  }
}

const isNull = (type: Type): boolean => type.kind === 'simple' && type.name === 'null'

/** Messages and what libraries made of them can be missing; numbers and lists can not. */
const takesNull = (type: Type): boolean =>
  type.kind === 'object' ||
  type.kind === 'opaque' ||
  type.kind === 'optional' ||
  (type.kind === 'simple' && (type.name === 'timestamp' || type.name === 'duration'))

function mapped(type: Type, change: (parameter: string) => Type): Type {
  switch (type.kind) {
    case 'parameter':
      return change(type.name)
    case 'list':
      return list(mapped(type.of, change))
    case 'optional':
      return optional(mapped(type.of, change))
    case 'type':
      return typeOfType(mapped(type.of, change))
    case 'map':
      return map(mapped(type.key, change), mapped(type.value, change))
    default:
      return type
  }
}

function mentions(type: Type, name: string): boolean {
  let found = false
  mapped(type, (each) => {
    if (each === name) found = true
    return parameter(each)
  })
  return found
}
