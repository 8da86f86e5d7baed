/** Label and field selectors of a list or watch, as one predicate. */
import { parseFieldSelector } from '../../../api/field-selector.ts'
import { parseSelector } from '../../../api/label-selector.ts'
import { matches } from '../../../api/labels.ts'
import type { AnyObject } from '../../../api/object.ts'
import { badRequest } from '../../../api/status.ts'
import type { ResourceDefinition } from '../resource.ts'

/** A field must have this value. */
export interface FieldValue {
  readonly value: string
  /** The same function for the same field of a kind. */
  readonly read: (object: AnyObject) => string
}

export interface Selection {
  readonly all: boolean
  /** What all that it chooses have in common, if it says so. */
  readonly only?: FieldValue
  /** The one name that it chooses, if it does. */
  readonly name?: string
  matches(object: AnyObject): boolean
}

const everything: Selection = { all: true, matches: () => true }

/** @throws 400 with the parser's words, or for a field that the kind cannot be selected by. */
export function selection(definition: ResourceDefinition<any>, labelText = '', fieldText = ''): Selection {
  if (labelText === '' && fieldText === '') return everything
  const labels = parse(
    () => parseSelector(labelText),
    (why) => `unable to parse requirement: ${why}`,
  )
  const fields = parse(
    () => parseFieldSelector(fieldText),
    (why) => why,
  ).map(({ field, operator, value }) => ({ equal: operator === '=', value, read: fieldReader(definition, field) }))
  const only = fields.find(({ equal }) => equal)
  const name = fields.find(({ equal, read }) => equal && read === nameOf)?.value
  return {
    all: false,
    ...(only ? { only } : {}),
    ...(name === undefined ? {} : { name }),
    matches: (object) => fields.every(({ equal, value, read }) => (read(object) === value) === equal) && matches(labels, object.metadata.labels),
  }
}

function fieldReader(definition: ResourceDefinition<any>, field: string): (object: AnyObject) => string {
  if (field === 'metadata.name') return nameOf
  if (field === 'metadata.namespace' && definition.of.namespaced) return namespaceOf
  const own = definition.selectableFields?.[field]
  if (own) return own
  throw badRequest(`field label not supported: ${field}`)
}

const nameOf = (object: AnyObject): string => object.metadata.name
const namespaceOf = (object: AnyObject): string => object.metadata.namespace ?? ''

function parse<T>(read: () => T, word: (why: string) => string): T {
  try {
    return read()
  } catch (error) {
    const why = (error as Error).message
    throw badRequest(why.startsWith('unable to parse') ? why : word(why))
  }
}
