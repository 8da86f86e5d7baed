/**
 * A replica asks its master for everything once, and is then told every change. In reality both keep one connection; here
 * the master knows the addresses of its replicas and tells each, and a replica asks now and then whether it is still known.
 */
import type { Process, Wait } from '../process.ts'
import { sleep } from '../sleep.ts'
import type { Database } from './redis-database.ts'
import { type Reply, readReply, splitWords, wireText } from './redis-protocol.ts'

const quoted = (words: readonly string[]): string => words.map((word) => JSON.stringify(word)).join(' ')

/** The master's side. */
export class Replicas {
  readonly #known = new Map<string, { readonly ip: string; readonly port: number }>()

  constructor(private readonly process: Process) {}

  get list(): readonly { readonly ip: string; readonly port: number }[] {
    return [...this.#known.values()]
  }

  add(ip: string, port: number): void {
    this.#known.set(`${ip}:${port}`, { ip, port })
  }

  knows(ip: string, port: number): boolean {
    return this.#known.has(`${ip}:${port}`)
  }

  tell(words: readonly string[]): void {
    const { network, source } = this.process.environment
    for (const [key, { ip, port }] of this.#known) {
      const connection = network.connect(source, ip, port)
      if (connection.ok) network.exchange(connection, `REPLAPPLY ${quoted(words)}\n`)
      else this.#known.delete(key)
    }
  }
}

export interface Following {
  readonly host: string
  readonly port: number
  up: boolean
}

/** The replica's side: runs until the process ends or `following` is no longer what it follows. */
export function* follow(
  process: Process,
  database: Database,
  following: Following,
  ownPort: number,
  ended: () => boolean,
  say: (mark: string, text: string) => void,
): Generator<Wait, void, void> {
  const { network, source } = process.environment
  const ask = (text: string): Reply | string => {
    const connection = network.connect(source, following.host, following.port)
    if (!connection.ok)
      return connection.why === 'no-such-host' ? 'Name or service not known' : connection.why === 'timeout' ? 'Operation timed out' : 'Connection refused'
    const auth = database.configuration.get('masterauth')
    if (auth) network.exchange(connection, `AUTH ${quoted([auth])}\n`)
    return readReply(network.exchange(connection, `${text}\n`).output)
  }
  for (let tries = 0; !ended(); tries++) {
    if (!following.up) {
      say('*', `Connecting to MASTER ${following.host}:${following.port}`)
      const reply = ask(`REPLSYNC ${ownPort}`)
      if (typeof reply === 'string')
        say('#', reply === 'Connection refused' ? `Error condition on socket for SYNC: ${reply}` : `Unable to connect to MASTER: ${reply}`)
      else if (reply.kind !== 'bulk') say('#', `Unable to PSYNC to master: ${reply.kind === 'error' ? reply.text : 'unexpected reply'}`)
      else {
        say('*', 'MASTER <-> REPLICA sync started')
        say('*', `MASTER <-> REPLICA sync: receiving ${reply.text.length} bytes from master to disk`)
        database.load(reply.text)
        following.up = true
        tries = 0
        say('*', 'MASTER <-> REPLICA sync: Finished with success')
      }
    } else {
      const reply = ask(`REPLPING ${ownPort}`)
      if (typeof reply === 'string' || reply.kind !== 'simple') {
        following.up = false
        say('*', 'Connection with master lost.')
        continue
      }
    }
    // Once a second until it is connected, as the real one; nobody waits for the tenth attempt.
    yield* sleep(process, following.up ? 10_000 : 1000, { background: following.up || tries > 10, signals: true })
  }
}

/** What a master and a replica say to each other; undefined if it is none of that. */
export function answerReplication(line: string, from: string, database: Database, replicas: Replicas): string | undefined {
  const [name = '', ...words] = splitWords(line)
  if (name === 'REPLSYNC') {
    replicas.add(from, Number(words[0]))
    return wireText({ kind: 'bulk', text: database.dump() })
  }
  if (name === 'REPLPING')
    return wireText(replicas.knows(from, Number(words[0])) ? { kind: 'simple', text: 'PONG' } : { kind: 'error', text: 'ERR unknown replica' })
  if (name !== 'REPLAPPLY') return undefined
  return wireText(
    database.run(
      line
        .slice(name.length + 1)
        .match(/"(?:\\.|[^"])*"/g)
        ?.map((word) => JSON.parse(word) as string) ?? [],
    ),
  )
}
