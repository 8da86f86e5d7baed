import type { AnyObject } from '../../../api/object.ts'
import type { SelectableField } from '../../../api/types.ts'
import { parse } from './columns.ts'

/** Field selectors that a definition offers: `.spec.color` is selected by as spec.color. A field that is not there is the empty text. */
export function selectableFields(fields: readonly SelectableField[]): Readonly<Record<string, (object: AnyObject) => string>> {
  return Object.fromEntries(
    fields.flatMap(({ jsonPath }) => {
      const path = parse(jsonPath)
      return path ? [[jsonPath.replace(/^\./, ''), (object: AnyObject) => String(path.first(object) ?? '')]] : []
    }),
  )
}
