/** What mutations are written with: `Object{…}`, `Object.spec{…}`, `JSONPatch{…}`. Models apiserver pkg/cel/mutation. */
import { fn } from '../../cel/functions/overload.ts'
import * as t from '../../cel/language/types.ts'

export const objectType = t.object('Object')
const patchType = t.object('JSONPatch', { op: t.string, path: t.string, from: t.string, value: t.dyn })
export const patchesType = t.list(patchType)

/** Slashes and tildes in a key of a JSON pointer. */
const escapeKey = fn('jsonpatch.escapeKey', [t.string], t.string, (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1'))

/** Beside the variables of every policy. */
export const mutationEnvironment = {
  functions: [escapeKey],
  messages: (name: string): t.Type | undefined => {
    if (name === 'JSONPatch') return patchType
    return name === 'Object' || name.startsWith('Object.') ? t.object(name) : undefined
  },
}
