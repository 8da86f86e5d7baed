/** psql, createdb, dropdb and pg_isready: the clients of PostgreSQL. */
import type { Refusal } from '../../../network/network.ts'
import type { Process, Program, Wait } from '../../process.ts'
import { readOptions } from '../options.ts'
import { userOf } from '../process-commands.ts'
import { defineProgram, readAll, readLine } from '../program.ts'
import { split } from '../sql/lexer.ts'
import { Client, type Reply } from '../sql/wire.ts'
import { aligned, expanded, unaligned } from './format.ts'
import { type Meta, metaCommand } from './meta.ts'

const long = [
  'host=',
  'port=',
  'username=',
  'dbname=',
  'command=',
  'file=',
  'tuples-only',
  'no-align',
  'list',
  'quiet',
  'expanded',
  'set=',
  'variable=',
  'no-password',
  'password',
  'no-psqlrc',
  'single-transaction',
  'version',
  'echo-all',
  'field-separator=',
  'csv',
  'timeout=',
]

interface Target {
  readonly host: string | undefined
  readonly port: number
  readonly user: string
  readonly password: string | undefined
  readonly database: string | undefined
}

/** From options, `postgresql://…` and the environment, in that order. */
function targetOf(process: Process, values: Readonly<Record<string, string>>, operands: readonly string[]): Target {
  const named = values.d ?? values.dbname ?? operands[0]
  const url = /^postgres(?:ql)?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^:/?]*)(?::(\d+))?(?:\/([^?]*))?/.exec(named ?? '')
  const words = named && !url && named.includes('=') ? Object.fromEntries(named.split(/\s+/).map((pair) => pair.split('=') as [string, string])) : {}
  const { env } = process
  const host = values.h ?? values.host ?? (url?.[3] || undefined) ?? words.host ?? (env.get('PGHOST') || undefined)
  const user = values.U ?? values.username ?? (url?.[1] || undefined) ?? words.user ?? operands[1] ?? env.get('PGUSER') ?? userOf(process, process.uid)
  return {
    host: host?.startsWith('/') ? undefined : host,
    port: Number(values.p ?? values.port ?? url?.[4] ?? words.port ?? env.get('PGPORT') ?? 5432),
    user,
    password: url?.[2] || words.password || env.get('PGPASSWORD'),
    database: (url || named?.includes('=') ? url?.[5] || words.dbname : named) ?? env.get('PGDATABASE'),
  }
}

const placeOf = ({ host, port }: Target, address: string): string =>
  host === undefined ? `on socket "/var/run/postgresql/.s.PGSQL.${port}"` : `at "${host}"${host === address ? '' : ` (${address})`}, port ${port}`

function refusalText(target: Target, refusal: Refusal, address: string): string {
  const { host } = target
  if (refusal.why === 'no-such-host')
    return `could not translate host name "${host}" to address: ${refusal.seconds >= 5 ? 'Temporary failure in name resolution' : 'Name or service not known'}`
  const place = `connection to server ${placeOf(target, address)} failed: `
  if (host === undefined) return `${place}No such file or directory\n\tIs the server running locally and accepting connections on that socket?`
  return `${place}${refusal.why === 'timeout' ? 'Connection timed out' : 'Connection refused'}\n\tIs the server running on that host and accepting TCP/IP connections?`
}

const addressOf = (process: Process, host: string | undefined): string => {
  const { network, source } = process.environment
  if (host === undefined || host === 'localhost') return '127.0.0.1'
  return /^[\d.]+$/.test(host) ? host : (network.lookUp(source, host).data[0] ?? host)
}

/** Opens a connection, or says why not; the program's name is what it says before it. */
function* open(process: Process, program: string, target: Target): Generator<Wait, { client: Client; hello: Reply } | undefined, void> {
  const { user, password, database } = target
  const who = { user, ...(password === undefined ? {} : { password }), ...(database === undefined ? {} : { database }) }
  const client = yield* Client.connect(process, target.host ?? '127.0.0.1', target.port, who)
  const complain = (text: string): undefined => void process.err(`${program}: error: ${text}\n`)
  if (!(client instanceof Client)) return complain(refusalText(target, client, addressOf(process, target.host)))
  const place = `connection to server ${placeOf(target, client.address)} failed: `
  const hello = yield* client.ask(undefined)
  if (!hello)
    return complain(
      `${place}server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.`,
    )
  if (hello.failure) return complain(`${place}${hello.failure.message.startsWith('fe_') ? '' : 'FATAL:  '}${hello.failure.message}`)
  return { client, hello }
}

export const psql: Program = defineProgram('psql', function* (process, args) {
  const commands = args.flatMap((arg, i) =>
    arg === '-c' || arg === '--command' || /^-[tAqXx]+c$/.test(arg) ? [args[i + 1] ?? ''] : /^--command=/.test(arg) ? [arg.slice(10)] : [],
  )
  const { flags, values, operands, unknown } = readOptions(args, 'h:p:U:d:c:f:tAlqxv:wWX1F:aeV', long)
  if (unknown !== undefined) {
    process.err(
      `psql: ${unknown.startsWith('--') ? `unrecognized option '${unknown}'` : `invalid option -- '${unknown}'`}\npsql: hint: Try "psql --help" for more information.\n`,
    )
    return 1
  }
  const version = process.environment.image.definition.version?.(process.environment.image.tag) ?? '17.6'
  if (flags.has('V') || flags.has('version')) {
    process.out(`psql (PostgreSQL) ${version} (Debian ${version}-1.pgdg13+1)\n`)
    return 0
  }
  const opened = yield* open(process, 'psql', targetOf(process, values, operands))
  if (!opened) return 2
  const { client, hello } = opened
  const has = (...names: readonly string[]): boolean => names.some((name) => flags.has(name))
  const session: Session = {
    process,
    client,
    target: targetOf(process, values, operands),
    database: hello.database,
    version,
    tuplesOnly: has('t', 'tuples-only'),
    align: !has('A', 'no-align', 'csv'),
    separator: values.F ?? values['field-separator'] ?? (has('csv') ? ',' : '|'),
    expanded: has('x', 'expanded'),
    quiet: has('q', 'quiet'),
    stopOnError: [values.v, values.set, values.variable].some((value) => /^ON_ERROR_STOP=(1|on|true)$/i.test(value ?? '')),
  }
  const status = yield* work(session, has('l', 'list') ? ['\\l'] : commands, values.f ?? values.file)
  client.close()
  return status
})

interface Session extends Meta {
  readonly process: Process
  client: Client
  target: Target
  readonly quiet: boolean
  readonly stopOnError: boolean
}

function* work(session: Session, commands: readonly string[], file: string | undefined): Generator<Wait, number, void> {
  const { process } = session
  if (commands.length > 0) {
    for (const command of commands) {
      const good = command.startsWith('\\') ? yield* slash(session, command) : yield* run(session, command, true)
      if (good !== 'good') return good === 'end' ? 0 : 1
    }
    return 0
  }
  if (file === undefined && process.input(0)?.terminal) return yield* converse(session)
  if (file !== undefined && file !== '-' && !process.files.find(process.path(file))) {
    process.err(`psql: error: ${file}: No such file or directory\n`)
    return 1
  }
  const text = file === undefined || file === '-' ? yield* readAll(process) : process.files.read(process.path(file), process)
  return yield* script(session, text, file)
}

/** Statements one by one; lines that begin with a backslash are psql's own. */
function* script(session: Session, text: string, file: string | undefined): Generator<Wait, number, void> {
  let failed = false
  let rest = text
  while (rest.trim() !== '') {
    const command = /^\s*\\([^\n]*)(?:\n|$)/.exec(rest)
    if (command) {
      rest = rest.slice(command[0].length)
      const outcome = yield* slash(session, `\\${command[1]}`)
      if (outcome === 'end') return 0
      if (outcome === 'bad') failed = true
    } else {
      const first = split(rest, 'standard')[0]
      if (!first) break
      const at = first.at + first.text.length + (first.complete ? 1 : 0)
      const line = (text.slice(0, text.length - rest.length).match(/\n/g)?.length ?? 0) + (rest.slice(0, at).match(/\n/g)?.length ?? 0) + 1
      rest = rest.slice(at)
      if ((yield* run(session, first.text.trim(), false, file === undefined ? undefined : `psql:${file}:${line}: `)) === 'bad') failed = true
    }
    if (failed && session.stopOnError) return 3
  }
  return 0
}

function* converse(session: Session): Generator<Wait, number, void> {
  const { process } = session
  process.out(`psql (${session.version} (Debian ${session.version}-1.pgdg13+1))\nType "help" for help.\n\n`)
  let buffer = ''
  for (;;) {
    process.out(`${session.database}${buffer === '' ? '=' : '-'}# `)
    const line = yield* readLine(process)
    if (line === undefined) {
      process.out('\\q\n')
      return 0
    }
    const trimmed = line.trim()
    if (buffer === '' && /^(exit|quit)$/.test(trimmed)) return 0
    if (buffer === '' && trimmed === 'help')
      process.out(
        'You are using psql, the command-line interface to PostgreSQL.\nType:  \\copyright for distribution terms\n       \\h for help with SQL commands\n       \\? for help with psql commands\n       \\g or terminate with semicolon to execute query\n       \\q to quit\n',
      )
    else if (trimmed.startsWith('\\')) {
      if ((yield* slash(session, trimmed)) === 'end') return 0
    } else {
      buffer += line
      const parts = split(buffer, 'standard')
      const open_ = parts.at(-1)
      for (const part of parts.filter(({ complete }) => complete)) yield* run(session, part.text.trim(), false)
      buffer = open_ && !open_.complete ? open_.text : ''
    }
  }
}

type Outcome = 'good' | 'bad' | 'end'

function* slash(session: Session, command: string): Generator<Wait, Outcome, void> {
  const [name = '', first, second] = command.split(/\s+/)
  if (name === '\\c' || name === '\\connect') {
    const opened = yield* open(session.process, '\\connect', { ...session.target, database: first ?? session.database, user: second ?? session.target.user })
    if (!opened) return 'bad'
    session.client.close()
    session.client = opened.client
    session.target = { ...session.target, database: opened.hello.database, user: second ?? session.target.user }
    session.database = opened.hello.database
    session.process.out(`You are now connected to database "${session.database}" as user "${session.target.user}".\n`)
    return 'good'
  }
  if (name === '\\i') return (yield* script(session, session.process.files.read(session.process.path(first ?? '')), first)) === 0 ? 'good' : 'bad'
  return yield* metaCommand(session, command, (text) => session.client.ask(text))
}

function* run(session: Session, text: string, together: boolean, place = ''): Generator<Wait, Outcome, void> {
  const { process, client } = session
  const reply = yield* client.ask(text, together)
  if (!reply) {
    process.err(
      `${place}server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.\n${place === '' ? 'connection to server was lost\n' : ''}`,
    )
    return 'bad'
  }
  for (const { fields, rows, tag, notice } of reply.results) {
    if (notice) process.err(`${place}${notice}\n`)
    if (fields && rows) {
      const table = { fields, rows }
      process.out(session.expanded ? expanded(table, session) : session.align ? aligned(table, session) : unaligned(table, session))
      if (!/^(INSERT|UPDATE|DELETE)/.test(tag)) continue
    }
    if (!session.quiet) process.out(`${tag}\n`)
  }
  session.database = reply.database || session.database
  if (!reply.failure) return 'good'
  process.err(`${place}${errorText(text, reply.failure)}`)
  return 'bad'
}

/** The message with the line that it is about, and an arrow under the place. */
function errorText(text: string, { message, detail, hint, at, from }: Reply['failure'] & object): string {
  const more = `${detail ? `DETAIL:  ${detail}\n` : ''}${hint ? `HINT:  ${hint}\n` : ''}`
  if (at === undefined) return `ERROR:  ${message}\n${more}`
  const place = at + from
  const before = text.slice(0, place)
  const start = before.lastIndexOf('\n') + 1
  const line = text.slice(start).split('\n')[0] as string
  const label = `LINE ${before.split('\n').length}: `
  return `ERROR:  ${message}\n${label}${line}\n${' '.repeat(label.length + place - start)}^\n${more}`
}

const databaseTool = (name: string, verb: 'CREATE' | 'DROP'): Program =>
  defineProgram(name, function* (process, args) {
    const { values, operands } = readOptions(args, 'h:p:U:wWO:E:T:e', long)
    const target = { ...targetOf(process, values, []), database: 'postgres' }
    const wanted = operands[0] ?? target.user
    const opened = yield* open(process, name, target)
    if (!opened) return 1
    const reply = yield* opened.client.ask(`${verb} DATABASE "${wanted}"`)
    opened.client.close()
    if (!reply?.failure) return 0
    process.err(`${name}: error: database ${verb === 'CREATE' ? 'creation' : 'removal'} failed: ERROR:  ${reply.failure.message}\n`)
    return 1
  })

export const createdb = databaseTool('createdb', 'CREATE')
export const dropdb = databaseTool('dropdb', 'DROP')

export const pgIsready: Program = defineProgram('pg_isready', function* (process, args) {
  const { values, flags, operands } = readOptions(args, 'h:p:U:d:qt:', long)
  const target = targetOf(process, values, operands)
  const client = yield* Client.connect(process, target.host ?? '127.0.0.1', target.port, { user: target.user })
  const place = `${target.host ?? '/var/run/postgresql'}:${target.port}`
  const [text, code] = client instanceof Client ? ['accepting connections', 0] : ['no response', 2]
  if (!flags.has('q')) process.out(`${place} - ${text}\n`)
  return code as number
})
