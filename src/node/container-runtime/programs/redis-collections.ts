/** Commands on lists, hashes and sets beyond the first ones, and those that ask the server about itself. */
import type { Command, Database } from './redis-database.ts'
import { array, bulk, error, integer, nil, ok, type Reply } from './redis-protocol.ts'

const wrongType = error('WRONGTYPE Operation against a key holding the wrong kind of value')

/** Runs with the set at a key, a new one if there is none. */
function withSet(database: Database, key: string, run: (set: Set<string>) => Reply): Reply {
  const value = database.get(key) ?? new Set<string>()
  if (!(value instanceof Set)) return wrongType
  const reply = run(value)
  if (value.size > 0) database.set(key, value)
  else database.delete(key)
  return reply
}

function withHash(database: Database, key: string, run: (hash: Map<string, string>) => Reply): Reply {
  const value = database.get(key) ?? new Map<string, string>()
  if (!(value instanceof Map)) return wrongType
  const reply = run(value)
  if (value.size === 0) database.delete(key)
  return reply
}

function withList(database: Database, key: string, run: (list: readonly string[]) => Reply): Reply {
  const value = database.get(key) ?? []
  return Array.isArray(value) ? run(value) : wrongType
}

function pop(database: Database, key: string, end: 'left' | 'right'): string | undefined {
  const list = database.get(key)
  if (!Array.isArray(list) || list.length === 0) return undefined
  const rest = end === 'left' ? list.slice(1) : list.slice(0, -1)
  if (rest.length === 0) database.delete(key)
  else database.set(key, rest)
  return end === 'left' ? list[0] : list.at(-1)
}

/** What waits in reality answers at once here: with an element, or as after its timeout. */
const blocking = (end: 'left' | 'right'): Command => ({
  least: 2,
  run: (database, words) => {
    for (const key of words.slice(0, -1)) {
      const value = pop(database, key, end)
      if (value !== undefined) return array([key, value])
    }
    return nil
  },
})

export const collectionCommands: Readonly<Record<string, Command>> = {
  RPOP: { least: 1, run: (database, [key = '']) => bulk(pop(database, key, 'right')) },
  BLPOP: blocking('left'),
  BRPOP: blocking('right'),
  LINDEX: { least: 2, run: (database, [key = '', at]) => withList(database, key, (list) => bulk(list.at(Number(at)))) },
  LREM: {
    least: 3,
    run: (database, [key = '', , value]) =>
      withList(database, key, (list) => {
        const left = list.filter((each) => each !== value)
        if (left.length > 0) database.set(key, left)
        else database.delete(key)
        return integer(list.length - left.length)
      }),
  },
  HDEL: { least: 2, run: (database, [key = '', ...fields]) => withHash(database, key, (hash) => integer(fields.filter((field) => hash.delete(field)).length)) },
  HKEYS: { least: 1, run: (database, [key = '']) => withHash(database, key, (hash) => array([...hash.keys()])) },
  HVALS: { least: 1, run: (database, [key = '']) => withHash(database, key, (hash) => array([...hash.values()])) },
  HLEN: { least: 1, run: (database, [key = '']) => withHash(database, key, (hash) => integer(hash.size)) },
  SADD: {
    least: 2,
    run: (database, [key = '', ...members]) => withSet(database, key, (set) => integer(members.filter((member) => !set.has(member) && set.add(member)).length)),
  },
  SREM: {
    least: 2,
    run: (database, [key = '', ...members]) => withSet(database, key, (set) => integer(members.filter((member) => set.delete(member)).length)),
  },
  SMEMBERS: { least: 1, run: (database, [key = '']) => withSet(database, key, (set) => array([...set])) },
  SISMEMBER: { least: 2, run: (database, [key = '', member = '']) => withSet(database, key, (set) => integer(set.has(member) ? 1 : 0)) },
  SCARD: { least: 1, run: (database, [key = '']) => withSet(database, key, (set) => integer(set.size)) },
  PUBLISH: { least: 2, run: () => integer(0) },
  SAVE: { least: 0, run: () => ok },
  BGSAVE: { least: 0, run: () => ({ kind: 'simple', text: 'Background saving started' }) },
  CLIENT: { least: 1, run: () => ok },
  ROLE: { least: 0, run: (database) => array([/role:(\w+)/.exec(database.role())?.[1] ?? 'master']) },
}

/** Commands that change what is kept: a replica refuses them, and a master passes them on. */
export const writing = new Set(
  'SET SETEX SETNX MSET DEL INCR DECR INCRBY DECRBY APPEND EXPIRE PERSIST FLUSHALL FLUSHDB LPUSH RPUSH LPOP RPOP BLPOP BRPOP LREM HSET HDEL SADD SREM'.split(
    ' ',
  ),
)
