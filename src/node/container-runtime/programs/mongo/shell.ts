/** What a line of mongosh asks of the server: `db.users.find({…}).sort({…})`, `show dbs`, `rs.status()`. */
import { changed, fits, MongoError, projected, sorted } from './collection.ts'
import { type Datum, type Document, isDocument, LiteralError, LiteralReader, ObjectId, shown } from './literal.ts'

export interface Store {
  /** Databases of collections of documents. */
  readonly databases: Map<string, Map<string, readonly Document[]>>
  readonly version: string
  newId(): string
  now(): number
  changed(database: string): void
}

export interface Outcome {
  readonly text: string
  readonly error?: boolean
  /** The database that the session is in from now on. */
  readonly database: string
}

interface Call {
  readonly name: string
  readonly args: readonly Datum[]
}

/** Runs one line in a database. */
export function runLine(store: Store, database: string, line: string): Outcome {
  const say = (text: string, error = false): Outcome => ({ text, database, ...(error ? { error } : {}) })
  const text = line.trim().replace(/;$/, '')
  const words = text.split(/\s+/)
  if (text === '' || text === 'exit' || text === 'quit()') return say('')
  if (words[0] === 'use' && words[1]) return { text: `switched to db ${words[1]}`, database: words[1] }
  if (words[0] === 'show') return say(show(store, database, words[1] ?? ''))
  try {
    const value = run(store, database, text)
    return say(typeof value === 'string' ? value : shown(value))
  } catch (error) {
    if (error instanceof MongoError) return say(error.message, true)
    if (!(error instanceof LiteralError)) throw error
    return say(`SyntaxError: Unexpected token (1:${error.at})\n\n> 1 | ${text}\n    | ${' '.repeat(error.at)}^\n  2 |\n`, true)
  }
}

const sizes = (store: Store): string[] => {
  const own = [...store.databases.keys()].filter((name) => (store.databases.get(name)?.size ?? 0) > 0)
  return [...new Set(['admin', 'config', 'local', ...own])]
    .sort()
    .map((name) => `${name.padEnd(8)}${(40 + 4 * (store.databases.get(name)?.size ?? 0)).toFixed(2)} KiB`)
}

function show(store: Store, database: string, what: string): string {
  if (what === 'dbs' || what === 'databases') return sizes(store).join('\n')
  if (what === 'collections' || what === 'tables') return [...(store.databases.get(database)?.keys() ?? [])].sort().join('\n')
  throw new MongoError(`MongoshInvalidInputError: [COMMON-10001] '${what}' is not a valid argument for "show".`)
}

function readCalls(reader: LiteralReader): Call[] {
  const calls: Call[] = []
  while (reader.accept(/\./) !== undefined) {
    const name = reader.accept(/([\w$]+)/)
    if (name === undefined) reader.fail()
    calls.push({ name, args: reader.accept(/\(/) === undefined ? [] : reader.list(/\)/) })
  }
  if (reader.text.slice(reader.at).trim() !== '') reader.fail()
  return calls
}

function run(store: Store, database: string, text: string): Datum | string {
  const reader = new LiteralReader(text)
  if (reader.accept(/print\(|printjson\(|JSON\.stringify\(/) !== undefined)
    throw new MongoError('ktutor does not simulate JavaScript in mongosh beyond db.…, rs.… and show: the real mongosh has it')
  if (reader.accept(/rs\b/) !== undefined) return replicaSet(readCalls(reader)[0])
  if (reader.accept(/db\b/) === undefined) {
    const name = reader.accept(/([A-Za-z_$][\w$]*)/)
    if (name !== undefined) throw new MongoError(`ReferenceError: ${name} is not defined`)
    return reader.value()
  }
  const calls = readCalls(reader)
  const [first, second] = calls
  if (!first) return database
  const answer = onDatabase(store, database, first)
  if (answer !== undefined) return field(answer, calls.slice(1))
  const value = onCollection(store, database, first.name, calls.slice(1))
  return second?.name === 'find' || calls.length < 3 ? value : field(value, calls.slice(2))
}

/** `.name` of what came back. */
function field(value: Datum | string, names: readonly Call[]): Datum | string {
  return names.reduce<Datum>((found, { name, args }) => {
    if (args.length > 0) throw new MongoError(`ktutor does not simulate .${name}(…) on a result in mongosh: the real one has it`)
    return isDocument(found) ? (found[name] ?? 'undefined') : 'undefined'
  }, value)
}

function replicaSet(call: Call | undefined): never {
  if (call?.name === 'initiate') throw new MongoError('MongoServerError[NoReplicationEnabled]: This node was not started with replication enabled.')
  throw new MongoError('MongoServerError[NoReplicationEnabled]: not running with --replSet')
}

const fine: Document = { ok: 1 }

function onDatabase(store: Store, database: string, { name, args }: Call): Datum | string | undefined {
  const command = isDocument(args[0]) ? Object.keys(args[0])[0] : args[0]
  switch (name) {
    case 'version':
      return store.version
    case 'getName':
      return database
    case 'adminCommand':
    case 'runCommand':
      if (/^(ping|replSetGetStatus)$/.test(String(command))) return command === 'ping' ? fine : replicaSet(undefined)
      if (/^(hello|isMaster)$/i.test(String(command))) return hello(store)
      if (command === 'listDatabases') return { databases: [...store.databases.keys()].map((each) => ({ name: each })), ok: 1 }
      throw new MongoError(`MongoServerError[CommandNotFound]: no such command: '${String(command)}'`)
    case 'hello':
    case 'isMaster':
      return hello(store)
    case 'stats':
      return { db: database, collections: store.databases.get(database)?.size ?? 0, ok: 1 }
    case 'getCollectionNames':
      return [...(store.databases.get(database)?.keys() ?? [])].sort()
    case 'createCollection':
      collectionsOf(store, database).set(String(args[0]), [])
      store.changed(database)
      return fine
    case 'dropDatabase':
      store.databases.delete(database)
      store.changed(database)
      return { ok: 1, dropped: database }
    case 'createUser':
      return fine
    default:
      return undefined
  }
}

const hello = (store: Store): Document => ({
  isWritablePrimary: true,
  maxBsonObjectSize: 16_777_216,
  localTime: new Date(store.now()).toISOString(),
  readOnly: false,
  ok: 1,
})

function collectionsOf(store: Store, database: string): Map<string, readonly Document[]> {
  let found = store.databases.get(database)
  if (!found) store.databases.set(database, (found = new Map()))
  return found
}

const asDocument = (value: Datum | undefined): Document => (isDocument(value) ? value : {})

function onCollection(store: Store, database: string, name: string, calls: readonly Call[]): Datum | string {
  const [call, ...chain] = calls
  if (!call) return `${database}.${name}`
  const documents = store.databases.get(database)?.get(name) ?? []
  const [first, second] = call.args
  const write = (next: readonly Document[]): void => {
    collectionsOf(store, database).set(name, next)
    store.changed(database)
  }
  const query = asDocument(first)
  switch (call.name) {
    case 'insertOne':
    case 'insertMany': {
      const added = (call.name === 'insertMany' ? (first as readonly Document[]) : [first as Document]).map(
        (document): Document => ('_id' in document ? document : { _id: new ObjectId(store.newId()), ...document }),
      )
      const twice = added.find((document) => documents.some((other) => fits(other, { _id: document._id ?? null })))
      if (twice)
        throw new MongoError(
          `MongoServerError: E11000 duplicate key error collection: ${database}.${name} index: _id_ dup key: { _id: ${shown(twice._id ?? null)} }`,
        )
      write([...documents, ...added])
      return call.name === 'insertOne'
        ? { acknowledged: true, insertedId: added[0]?._id ?? null }
        : { acknowledged: true, insertedIds: Object.fromEntries(added.map((document, i) => [String(i), document._id ?? null])) }
    }
    case 'find':
      return found(
        documents.filter((document) => fits(document, query)),
        asDocument(second),
        chain,
      )
    case 'findOne':
      return documents.find((document) => fits(document, query)) ?? null
    case 'countDocuments':
    case 'estimatedDocumentCount':
    case 'count':
      return documents.filter((document) => fits(document, query)).length
    case 'distinct':
      return [...new Set(documents.map((document) => document[String(first)] ?? null))]
    case 'updateOne':
    case 'updateMany': {
      const hits = documents.filter((document) => fits(document, query)).slice(0, call.name === 'updateOne' ? 1 : undefined)
      write(documents.map((document) => (hits.includes(document) ? changed(document, asDocument(second)) : document)))
      return { acknowledged: true, insertedId: null, matchedCount: hits.length, modifiedCount: hits.length, upsertedCount: 0 }
    }
    case 'deleteOne':
    case 'deleteMany': {
      const gone = documents.filter((document) => fits(document, query)).slice(0, call.name === 'deleteOne' ? 1 : undefined)
      write(documents.filter((document) => !gone.includes(document)))
      return { acknowledged: true, deletedCount: gone.length }
    }
    case 'drop':
      store.databases.get(database)?.delete(name)
      store.changed(database)
      return true
    case 'createIndex':
      return Object.entries(query).flat().join('_')
    default:
      throw new MongoError(`TypeError: db.${name}.${call.name} is not a function`)
  }
}

function found(documents: readonly Document[], fields: Document, chain: readonly Call[]): Datum {
  let all = [...documents]
  for (const { name, args } of chain) {
    if (name === 'sort') all = sorted(all, asDocument(args[0]))
    else if (name === 'limit') all = all.slice(0, Number(args[0]))
    else if (name === 'skip') all = all.slice(Number(args[0]))
    else if (name === 'count' || name === 'size') return all.length
    else if (name !== 'pretty' && name !== 'toArray') throw new MongoError(`TypeError: db.collection.find().${name} is not a function`)
  }
  return Object.keys(fields).length > 0 ? all.map((document) => projected(document, fields)) : all
}
