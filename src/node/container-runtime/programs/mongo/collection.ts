/** Documents, and the queries and changes that mongosh sends. */
import { type Datum, type Document, isDocument, ObjectId } from './literal.ts'

const equal = (a: Datum | undefined, b: Datum | undefined): boolean =>
  a instanceof ObjectId && b instanceof ObjectId ? a.hex === b.hex : JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

const at = (document: Document, path: string): Datum | undefined =>
  path.split('.').reduce<Datum | undefined>((value, key) => (isDocument(value) ? value[key] : undefined), document)

const order = (a: Datum | undefined, b: Datum | undefined): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0

/** What a query may ask of a value; undefined for an operator that is left out. */
function operator(name: string, value: Datum | undefined, wanted: Datum): boolean | undefined {
  switch (name) {
    case '$eq':
      return equal(value, wanted)
    case '$ne':
      return !equal(value, wanted)
    case '$gt':
      return value !== undefined && order(value, wanted) > 0
    case '$gte':
      return value !== undefined && order(value, wanted) >= 0
    case '$lt':
      return value !== undefined && order(value, wanted) < 0
    case '$lte':
      return value !== undefined && order(value, wanted) <= 0
    case '$in':
      return Array.isArray(wanted) && wanted.some((each: Datum) => equal(value, each))
    case '$nin':
      return Array.isArray(wanted) && !wanted.some((each: Datum) => equal(value, each))
    case '$exists':
      return (value !== undefined) === wanted
    case '$regex':
      return new RegExp(String(wanted)).test(String(value))
    default:
      return undefined
  }
}

export class MongoError extends Error {}

export function fits(document: Document, query: Document): boolean {
  return Object.entries(query).every(([key, wanted]) => {
    if (key === '$or' || key === '$and') {
      const all = (wanted as readonly Document[]).map((each) => fits(document, each))
      return key === '$or' ? all.includes(true) : !all.includes(false)
    }
    const value = at(document, key)
    if (isDocument(wanted) && Object.keys(wanted).some((name) => name.startsWith('$')))
      return Object.entries(wanted).every(([name, each]) => {
        const result = operator(name, value, each)
        if (result === undefined) throw new MongoError(`unknown operator: ${name}`)
        return result
      })
    return equal(value, wanted) || (Array.isArray(value) && value.some((each: Datum) => equal(each, wanted)))
  })
}

/** `{ $set: … }`, `$unset`, `$inc`, `$push`, or a whole new document. */
export function changed(document: Document, change: Document): Document {
  const next: Record<string, Datum> = { ...document }
  for (const [name, fields] of Object.entries(change)) {
    if (!name.startsWith('$')) throw new MongoError('Update document requires atomic operators')
    for (const [key, value] of Object.entries(fields as Document)) {
      const before = next[key]
      if (name === '$set') next[key] = value
      else if (name === '$unset') delete next[key]
      else if (name === '$inc') next[key] = Number(before ?? 0) + Number(value)
      else if (name === '$push') next[key] = [...(Array.isArray(before) ? (before as readonly Datum[]) : []), value]
      else throw new MongoError(`Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`)
    }
  }
  return next
}

export function sorted(documents: readonly Document[], by: Document): Document[] {
  return [...documents].sort((a, b) => Object.entries(by).reduce((sum, [key, way]) => sum || order(at(a, key), at(b, key)) * Number(way), 0))
}

/** `{ name: 1, _id: 0 }` */
export function projected(document: Document, fields: Document): Document {
  const including = Object.entries(fields).some(([key, value]) => key !== '_id' && Boolean(value))
  return Object.fromEntries(
    Object.entries(document).filter(([key]) =>
      key === '_id' ? fields._id !== 0 && fields._id !== false : including ? Boolean(fields[key]) : !(key in fields),
    ),
  )
}
