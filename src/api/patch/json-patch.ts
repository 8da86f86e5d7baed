/**
 * JSON patch, RFC 6902. In a real cluster the API server (and `kubectl patch --local`) applies it with evanphx/json-patch v4;
 * where that library is laxer than the RFC (replace of an absent key sets it, negative indices count from the end), so
 * is this. Models github.com/evanphx/json-patch patch.go.
 */
import { deepCopy } from '../object.ts'
import { PatchError } from './patch-error.ts'

interface JsonPatchOperation {
  op?: unknown
  path?: unknown
  from?: unknown
  value?: unknown
}

const maxOperations = 10000

const fail = (message: string): never => {
  throw new PatchError(message, 422)
}
const missing = (message: string): never => fail(`${message}: missing value`)

/** Checks that a decoded body is a list of operations, and not too long a list. */
function decodeJsonPatch(patch: unknown): readonly JsonPatchOperation[] {
  if (patch === null) return []
  if (!Array.isArray(patch)) throw new PatchError(`json: cannot unmarshal ${jsonKind(patch)} into Go value of type jsonpatch.Patch`, 400)
  for (const operation of patch)
    if (typeof operation !== 'object' || Array.isArray(operation))
      throw new PatchError(`json: cannot unmarshal ${jsonKind(operation)} into Go value of type jsonpatch.Operation`, 400)
  if (patch.length > maxOperations) throw new PatchError(`The allowed maximum operations in a JSON patch is ${maxOperations}, got ${patch.length}`, 413)
  return patch as JsonPatchOperation[]
}

const jsonKind = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value)

/** The document after all operations; the one passed in stays as it is. Throws PatchError if an operation does not apply. */
export function applyJsonPatch<T>(document: T, patch: unknown): T {
  const root: Root = { value: deepCopy(document) }
  for (const operation of decodeJsonPatch(patch)) {
    const kind = typeof operation?.op === 'string' ? operation.op : 'unknown'
    const apply = operations[kind] ?? fail(`Unexpected kind: ${kind}`)
    apply(root, operation)
  }
  return root.value as T
}

interface Root {
  value: unknown
}

const operations: Record<string, (root: Root, operation: JsonPatchOperation) => void> = {
  add(root, operation) {
    const path = textOf(operation, 'path') ?? missing('add operation failed to decode path')
    const place = find(root, path) ?? missing(`add operation does not apply: doc is missing path: "${path}"`)
    attempt(`error in add for path: '${path}'`, () => place.add(deepCopy(operation.value)))
  },
  remove(root, operation) {
    const path = textOf(operation, 'path') ?? missing('remove operation failed to decode path')
    const place = find(root, path) ?? missing(`remove operation does not apply: doc is missing path: "${path}"`)
    attempt(`error in remove for path: '${path}'`, () => place.remove())
  },
  replace(root, operation) {
    const path = textOf(operation, 'path') ?? missing('replace operation failed to decode path: operation missing path field')
    const value = deepCopy(operation.value)
    if (path === '') {
      if (typeof value !== 'object' || value === null) fail('replace operation value must be object or array: %!w(<nil>)')
      root.value = value
      return
    }
    const place = find(root, path) ?? missing(`replace operation does not apply: doc is missing path: ${path}`)
    try {
      place.get()
    } catch {
      missing(`replace operation does not apply: doc is missing key: ${path}`)
    }
    place.set(value)
  },
  move(root, operation) {
    const from = textOf(operation, 'from') ?? missing('move operation failed to decode from: operation, missing from field')
    const source = find(root, from) ?? missing(`move operation does not apply: doc is missing from path: ${from}`)
    const value = attempt(`error in move for path: '${source.key}'`, () => {
      const found = source.get()
      source.remove()
      return found
    })
    const path = textOf(operation, 'path') ?? missing('move operation failed to decode path: operation missing path field')
    const target = find(root, path) ?? missing(`move operation does not apply: doc is missing destination path: ${path}`)
    attempt(`error in move for path: '${path}'`, () => target.add(value))
  },
  copy(root, operation) {
    const from = textOf(operation, 'from') ?? missing('copy operation failed to decode from: operation, missing from field')
    const source = find(root, from) ?? missing(`copy operation does not apply: doc is missing from path: ${from}`)
    const value = attempt(`error in copy for from: '${from}'`, () => source.get())
    const path = textOf(operation, 'path') ?? missing('copy operation failed to decode path')
    const target = find(root, path) ?? missing(`copy operation does not apply: doc is missing destination path: ${path}`)
    attempt('error while adding value during copy', () => target.add(deepCopy(value)))
  },
  test(root, operation) {
    const path = textOf(operation, 'path') ?? missing('test operation failed to decode path: operation missing path field')
    const place = path === '' ? undefined : (find(root, path) ?? missing(`test operation does not apply: is missing path: ${path}`))
    const value = place === undefined ? root.value : attempt(`error in test for path: '${path}'`, () => place.get())
    if (!same(value ?? null, operation.value ?? null)) fail(`testing value ${path} failed: test failed`)
  },
}

const textOf = (operation: JsonPatchOperation, field: 'path' | 'from'): string | undefined => {
  const text = operation[field]
  return typeof text === 'string' ? text : undefined
}

function attempt<T>(what: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    if (error instanceof PatchError) throw new PatchError(`${what}: ${error.message}`, error.code)
    throw error
  }
}

/** One spot in a document: a key of an object or an index of a list. */
interface Place {
  readonly key: string
  get(): unknown
  set(value: unknown): void
  add(value: unknown): void
  remove(): void
}

/** Follows a JSON pointer up to its last step; undefined if there is nothing on the way. */
function find(root: Root, pointer: string): Place | undefined {
  const steps = pointer.split('/')
  if (steps.length < 2) return undefined
  let container: unknown = root.value
  for (const step of steps.slice(1, -1)) {
    const place = placeIn(container, unescaped(step))
    if (!place) return undefined
    try {
      container = place.get()
    } catch {
      return undefined
    }
  }
  return placeIn(container, unescaped(steps.at(-1) as string))
}

const unescaped = (step: string): string => step.replace(/~[01]/g, (code) => (code === '~1' ? '/' : '~'))

function placeIn(container: unknown, key: string): Place | undefined {
  if (Array.isArray(container)) return placeInList(container, key)
  if (typeof container !== 'object' || container === null) return undefined
  const object = container as Record<string, unknown>
  const put = (value: unknown): void => {
    object[key] = value ?? null
  }
  return {
    key,
    get: () => object[key],
    set: put,
    add: put,
    remove() {
      if (!Object.hasOwn(object, key)) missing(`Unable to remove nonexistent key: ${key}`)
      delete object[key]
    },
  }
}

function placeInList(list: unknown[], key: string): Place {
  const index = (size: number): number => {
    if (!/^[+-]?\d+$/.test(key)) fail(`strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`)
    const given = Number.parseInt(key, 10)
    if (given >= size || given < -size) fail(`Unable to access invalid index: ${given}: invalid index referenced`)
    return given < 0 ? given + size : given
  }
  return {
    key,
    get: () => list[index(list.length)],
    set(value) {
      list[index(list.length)] = value ?? null
    },
    add(value) {
      if (key === '-') list.push(value ?? null)
      else {
        if (!/^[+-]?\d+$/.test(key)) fail(`value was not a proper array index: '${key}': strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`)
        list.splice(index(list.length + 1), 0, value ?? null)
      }
    },
    remove() {
      list.splice(index(list.length), 1)
    },
  }
}

/** Equality of JSON values; unlike deepEqual, a key that holds null is not an absent one. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false
  const left = Object.entries(a)
  const right = b as Record<string, unknown>
  return left.length === Object.keys(b).length && left.every(([key, value]) => Object.hasOwn(right, key) && same(value, right[key]))
}
