/** mysql (mariadb) and mysqladmin (mariadb-admin). */
import type { Refusal } from '../../../network/network.ts'
import type { Process, Program, Wait } from '../../process.ts'
import { userOf } from '../process-commands.ts'
import { defineProgram, readAll, readLine } from '../program.ts'
import { split } from '../sql/lexer.ts'
import { Client, type Reply } from '../sql/wire.ts'
import { boxed, tabular, vertical } from './format.ts'

interface Options {
  host: string | undefined
  port: number
  user: string
  password: string | undefined
  /** `-p` without a value: it is asked for. */
  asks: boolean
  database: string | undefined
  execute: string | undefined
  table: boolean
  vertical: boolean
  silent: boolean
  names: boolean
  force: boolean
  readonly operands: string[]
  unknown?: string
}

/** `-Ne` is `-N -e`. */
function apart(word: string): string[] {
  const [, flag, rest] = /^-([sBNftEvAqr])(.+)$/s.exec(word) ?? []
  return flag === undefined || rest === undefined ? [word] : [`-${flag}`, ...apart(`-${rest}`)]
}

/** MySQL's options: a value follows its letter directly, and for some of them may be the next word. */
function readOptions(process: Process, words: readonly string[]): Options {
  const args = words.flatMap(apart)
  const { env } = process
  const options: Options = {
    host: env.get('MYSQL_HOST'),
    port: Number(env.get('MYSQL_TCP_PORT') ?? 3306),
    user: userOf(process, process.uid),
    password: env.get('MYSQL_PWD'),
    asks: false,
    database: undefined,
    execute: undefined,
    table: false,
    vertical: false,
    silent: false,
    names: true,
    force: false,
    operands: [],
  }
  for (let i = 0; i < args.length; i++) {
    const word = args[i] as string
    const long = /^--([\w-]+)(?:=(.*))?$/s.exec(word)
    const name = long ? long[1] : word.startsWith('-') ? word[1] : undefined
    const value = (): string => (long ? (long[2] ?? args[++i] ?? '') : word.slice(2) || (args[++i] ?? ''))
    if (name === undefined) options.operands.push(word)
    else if (name === 'h' || name === 'host') options.host = value()
    else if (name === 'P' || name === 'port') options.port = Number(value())
    else if (name === 'u' || name === 'user') options.user = value()
    else if (name === 'D' || name === 'database') options.database = value()
    else if (name === 'e' || name === 'execute') options.execute = value()
    else if (name === 'p' || name === 'password') {
      const given = long ? long[2] : word.slice(2)
      if (given) options.password = given
      else options.asks = given === undefined || given === ''
    } else if (name === 't' || name === 'table') options.table = true
    else if (name === 'E' || name === 'vertical') options.vertical = true
    else if (/^-[sBNf]$/.test(word) || /^(silent|batch|skip-column-names|force)$/.test(name)) {
      if (/[s]/.test(word) && !long) options.silent = true
      if (word.includes('N') || name === 'skip-column-names') options.names = false
      if (word.includes('f') && !long) options.force = true
    } else if (
      !/^(protocol|ssl-mode|default-character-set|connect-timeout|connect_timeout|skip-ssl|ssl|no-defaults|get-server-public-key|v|q|A|r|verbose|wait|w|socket|S)$/.test(
        name,
      )
    )
      options.unknown ??= word
    else if (/^(S|socket)$/.test(name)) value()
  }
  return options
}

const local = (host: string | undefined): boolean => host === undefined || host === 'localhost' || host === ''

function refusalText({ host, port }: Options, { why }: Refusal): string {
  if (local(host)) return "ERROR 2002 (HY000): Can't connect to local MySQL server through socket '/var/run/mysqld/mysqld.sock' (2)"
  if (why === 'no-such-host') return `ERROR 2005 (HY000): Unknown MySQL server host '${host}' (-2)`
  return `ERROR 2003 (HY000): Can't connect to MySQL server on '${host}:${port}' (${why === 'timeout' ? 110 : 111})`
}

function* connect(process: Process, options: Options): Generator<Wait, Client | string, void> {
  const { user, password, database } = options
  const client = yield* Client.connect(process, local(options.host) ? '127.0.0.1' : (options.host as string), options.port, {
    user,
    ...(password === undefined ? {} : { password }),
    ...(database === undefined ? {} : { database }),
  })
  if (!(client instanceof Client)) return refusalText(options, client)
  const hello = yield* client.ask(undefined)
  if (!hello) return "ERROR 2013 (HY000): Lost connection to MySQL server at 'reading initial communication packet', system error: 0"
  return hello.failure ? `ERROR ${hello.failure.code}: ${hello.failure.message}` : client
}

function* askPassword(process: Process, options: Options): Generator<Wait, void, void> {
  if (!options.asks) return
  process.err('Enter password: ')
  options.password = process.input(0)?.terminal ? ((yield* readLine(process)) ?? '').trimEnd() : options.password
  process.err('\n')
}

export const mysql = (name: 'mysql' | 'mariadb'): Program =>
  defineProgram(name, function* (process, args) {
    const version = process.environment.image.definition.version?.(process.environment.image.tag) ?? '8.4.6'
    if (args.includes('--version') || args.includes('-V')) {
      process.out(
        name === 'mysql'
          ? `mysql  Ver ${version} for Linux on x86_64 (MySQL Community Server - GPL)\n`
          : `mariadb from ${version}-MariaDB, client 15.2 for debian-linux-gnu (x86_64) using  EditLine wrapper\n`,
      )
      return 0
    }
    const options = readOptions(process, args)
    if (options.unknown !== undefined) {
      process.err(`${name}: [ERROR] unknown ${options.unknown.startsWith('--') ? `option '${options.unknown}'` : `option '${options.unknown}'`}.\n`)
      return 2
    }
    options.database ??= options.operands[0]
    if (args.some((arg) => /^(-p|--password=)./.test(arg)) && name === 'mysql')
      process.err('mysql: [Warning] Using a password on the command line interface can be insecure.\n')
    yield* askPassword(process, options)
    const client = yield* connect(process, options)
    if (typeof client === 'string') {
      process.err(`${client}\n`)
      return 1
    }
    const session = { process, client, options, product: name }
    if (options.execute === undefined && process.input(0)?.terminal) return yield* converse(session, version)
    const text = options.execute ?? (yield* readAll(process))
    for (const part of split(text, 'mysql')) {
      const line = (text.slice(0, part.at).match(/\n/g)?.length ?? 0) + (/^\s*/.exec(part.text)?.[0].match(/\n/g)?.length ?? 0) + 1
      if (!(yield* run(session, part.text.trim(), false, line)) && !options.force) return 1
    }
    client.close()
    return 0
  })

interface Session {
  readonly process: Process
  readonly client: Client
  readonly options: Options
  readonly product: 'mysql' | 'mariadb'
}

function* converse(session: Session, version: string): Generator<Wait, number, void> {
  const { process, product, options } = session
  const server =
    product === 'mysql'
      ? `Server version: ${version} MySQL Community Server - GPL`
      : `Server version: ${version}-MariaDB-ubu2404 mariadb.org binary distribution`
  process.out(
    `Welcome to the ${product === 'mysql' ? 'MySQL' : 'MariaDB'} monitor.  Commands end with ; or \\g.\nYour ${product === 'mysql' ? 'MySQL' : 'MariaDB'} connection id is 8\n${server}\n\nType 'help;' or '\\h' for help. Type '\\c' to clear the current input statement.\n\n`,
  )
  let buffer = ''
  for (;;) {
    process.out(buffer !== '' ? '    -> ' : product === 'mysql' ? 'mysql> ' : `MariaDB [${options.database ?? '(none)'}]> `)
    const line = yield* readLine(process)
    if (line === undefined || (buffer === '' && /^(exit|quit|\\q);?$/i.test(line.trim()))) {
      process.out('Bye\n')
      return 0
    }
    buffer += /^use\s+\S+\s*$/i.test(line) ? `${line.trim()};` : line.replace(/\\([gG])\s*$/, (_, letter: string) => (letter === 'G' ? ' -- vertical\n;' : ';'))
    const parts = split(buffer, 'mysql')
    for (const { text, complete } of parts)
      if (complete) yield* run({ ...session, options: { ...options, vertical: text.includes('-- vertical') } }, text.trim(), true, 1)
    const last = parts.at(-1)
    buffer = last && !last.complete ? last.text : ''
    const used = /^\s*use\s+`?(\w+)/i.exec(line)
    if (used) options.database = used[1]
  }
}

function* run(session: Session, text: string, talks: boolean, line: number): Generator<Wait, boolean, void> {
  const { process, client, options } = session
  const reply = yield* client.ask(text)
  if (!reply) {
    process.err('ERROR 2013 (HY000): Lost connection to MySQL server during query\n')
    return false
  }
  for (const result of reply.results) show(session, result, talks)
  if (!reply.failure) return true
  process.err(
    `ERROR ${reply.failure.code}${talks || options.execute === undefined ? (talks ? '' : ` at line ${line}`) : ` at line ${line}`}: ${reply.failure.message}\n`,
  )
  return false
}

const rowsOf = (count: number): string => `${count} row${count === 1 ? '' : 's'}`

function show({ process, options }: Session, { fields, rows, tag, count }: Reply['results'][number], talks: boolean): void {
  if (!fields || !rows) {
    if (!talks) return
    if (tag === 'USE') process.out('Database changed\n')
    else {
      process.out(`Query OK, ${rowsOf(count)} affected (0.01 sec)\n`)
      if (/^INSERT/.test(tag) && count > 1) process.out(`Records: ${count}  Duplicates: 0  Warnings: 0\n`)
      if (/^UPDATE/.test(tag)) process.out(`Rows matched: ${count}  Changed: ${count}  Warnings: 0\n`)
      process.out('\n')
    }
    return
  }
  const draws = options.table || talks || (process.descriptors.get(1)?.terminal ?? false)
  const style = { names: options.names }
  if (rows.length > 0) process.out(options.vertical ? vertical({ fields, rows }) : draws ? boxed({ fields, rows }, style) : tabular({ fields, rows }, style))
  if (talks) process.out(rows.length === 0 ? 'Empty set (0.00 sec)\n\n' : `${rowsOf(rows.length)} in set (0.00 sec)\n\n`)
}

export const mysqladmin = (name: 'mysqladmin' | 'mariadb-admin'): Program =>
  defineProgram(name, function* (process, args) {
    const options = readOptions(process, args)
    const [command] = options.operands
    if (args.some((arg) => /^(-p|--password=)./.test(arg)) && name === 'mysqladmin')
      process.err('mysqladmin: [Warning] Using a password on the command line interface can be insecure.\n')
    yield* askPassword(process, options)
    const client = yield* connect(process, options)
    if (typeof client === 'string') {
      const host = local(options.host) ? 'localhost' : options.host
      const text = client.replace(/^ERROR [^:]*: /, '')
      process.err(`${name}: connect to server at '${host}' failed\nerror: '${text}'\n`)
      if (/socket/.test(text)) process.err("Check that mysqld is running and that the socket: '/var/run/mysqld/mysqld.sock' exists!\n")
      // A server that sends somebody away is alive.
      return command === 'ping' && /Access denied/.test(text) ? 0 : 1
    }
    if (command === 'ping') process.out('mysqld is alive\n')
    else if (command === 'status')
      process.out('Uptime: 60  Threads: 2  Questions: 8  Slow queries: 0  Opens: 119  Flush tables: 3  Open tables: 38  Queries per second avg: 0.133\n')
    else if (command === 'version') process.out(`${name}  Ver 8.4\n`)
    else {
      process.err(`${name}: [ERROR] Unknown command: '${command ?? ''}'\n`)
      return 1
    }
    client.close()
    return 0
  })
