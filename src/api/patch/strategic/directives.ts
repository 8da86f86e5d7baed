/** The keys that a strategic merge patch speaks in besides the fields of the object. */
import { PatchError } from '../patch-error.ts'

/** `$patch: replace | delete | merge` in an object or an element of a list. */
export const patchDirective = '$patch'
/** `$retainKeys: [type, rollingUpdate]`: all other fields of the object go. */
export const retainKeysDirective = '$retainKeys'
/** `$deleteFromPrimitiveList/finalizers: [x]`: these scalars go. */
export const deleteFromListPrefix = '$deleteFromPrimitiveList'
/** `$setElementOrder/containers: [{name: a}, {name: b}]`: the order of the merged list. */
export const elementOrderPrefix = '$setElementOrder'

export const badElementOrder = (): PatchError => new PatchError('invalid patch format of setElementOrder list', 400)
const badPrimitiveList = (): PatchError => new PatchError('invalid patch format of primitive list', 400)
export const badRetainKeys = (): PatchError => new PatchError('invalid patch format of retainKeys', 400)

/** `finalizers` of `$deleteFromPrimitiveList/finalizers`. */
export function fieldOf(key: string, prefix: typeof deleteFromListPrefix | typeof elementOrderPrefix): string {
  const slash = key.indexOf('/')
  if (slash < 0 || key.slice(0, slash) !== prefix) throw prefix === deleteFromListPrefix ? badPrimitiveList() : badElementOrder()
  return key.slice(slash + 1)
}
