/** `-o json` and `-o yaml`: the object as it is, without its managedFields unless they are asked for. */

import { compactJson, indentedJson } from '../../api/json-text.ts'
import type { AnyObject } from '../../api/object.ts'
import { toYaml } from '../../api/yaml.ts'
import { immediate, isList, type Printable, type Printer } from './printer.ts'

export interface StructuredOptions {
  readonly showManagedFields?: boolean
  /**
   * Objects that kubectl built itself are Go structs: their JSON has its fields in the order in which they are given here.
   * What came from a file or a server has them sorted.
   */
  readonly typed?: boolean
}

export const jsonPrinter = (options: StructuredOptions): Printer =>
  immediate((object, event) =>
    event === undefined
      ? `${indentedJson(shown(object, options), options.typed ? 'given' : 'sorted')}\n`
      : `{"type":${compactJson(event)},"object":${compactJson(object)}}\n`,
  )

export function yamlPrinter(options: StructuredOptions): Printer {
  let printed = 0
  return immediate((object, event) => `${printed++ > 0 ? '---\n' : ''}${toYaml(event === undefined ? shown(object, options) : { type: event, object })}`)
}

export function shown(object: Printable, options: StructuredOptions): Printable {
  if (options.showManagedFields) return object
  if (isList(object)) return { ...object, items: object.items.map(withoutManagedFields) }
  return withoutManagedFields(object as AnyObject)
}

/** Without looking at them: who answers may not have worked them out. */
export function withoutManagedFields(object: AnyObject): AnyObject {
  if (!object.metadata || !('managedFields' in object.metadata)) return object
  const metadata: Record<string, unknown> = {}
  for (const key of Object.keys(object.metadata)) if (key !== 'managedFields') metadata[key] = object.metadata[key as keyof AnyObject['metadata']]
  return { ...object, metadata: metadata as unknown as AnyObject['metadata'] }
}
