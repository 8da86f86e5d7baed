/** mysqld and mariadbd, and the entry point of their images. */
import { absolute } from '../../path.ts'
import type { Process, Program, Wait } from '../../process.ts'
import { sleep } from '../../sleep.ts'
import { become } from '../process-commands.ts'
import { defineProgram } from '../program.ts'
import { Load, listen, untilSignal } from '../server.ts'
import { Database } from '../sql/database.ts'
import { split } from '../sql/lexer.ts'
import { SqlServer } from '../sql/server.ts'
import { hostOf, type Layout, load } from '../sql/storage.ts'
import { type Door, sqlListener } from '../sql/wire.ts'
import { type Flavor, mysqlDialect } from './dialect.ts'

const uid = 999
const folder = '/var/lib/mysql'
const layout: Layout = {
  quotes: 'mysql',
  folder: (database) => `${folder}/${database}`,
  file: (table) => `${table}.ibd`,
  accounts: `${folder}/mysql/global_priv.MAD`,
}

type Product = Flavor['name']

const versionOf = ({ environment: { image } }: Process): string => image.definition.version?.(image.tag) ?? image.tag

/** `MYSQL_ROOT_PASSWORD`, its MariaDB name, or the file that `…_FILE` names. */
function setting(process: Process, product: Product, name: string): string | undefined {
  for (const prefix of product === 'MariaDB' ? ['MARIADB', 'MYSQL'] : ['MYSQL']) {
    const file = process.env.get(`${prefix}_${name}_FILE`)
    const value =
      process.env.get(`${prefix}_${name}`) ||
      (file && process.files.find(process.path(file)) ? process.files.read(process.path(file), process).trimEnd() : undefined)
    if (value) return value
  }
  return undefined
}

const note = (process: Process, level: 'Note' | 'ERROR' | 'Warn', text: string): void => {
  const line = `${new Date(process.now()).toISOString().slice(0, 19).replace('T', ' ')}+00:00 [${level}] [Entrypoint]: ${text}\n`
  if (level === 'Note') process.out(line)
  else process.err(line)
}

const needed = (product: Product): string => {
  const prefix = product === 'MariaDB' ? 'MARIADB' : 'MYSQL'
  const empty = product === 'MariaDB' ? 'ALLOW_EMPTY_ROOT_PASSWORD' : 'ALLOW_EMPTY_PASSWORD'
  const head =
    product === 'MariaDB'
      ? 'Database is uninitialized and password option is not specified\n\tYou need to specify one of'
      : 'Database is uninitialized and password option is not specified\n    You need to specify one of the following as an environment variable:\n    -'
  return product === 'MariaDB'
    ? `${head} ${prefix}_ROOT_PASSWORD, ${prefix}_ROOT_PASSWORD_HASH, ${prefix}_${empty} and ${prefix}_RANDOM_ROOT_PASSWORD`
    : `${head} ${prefix}_ROOT_PASSWORD\n    - ${prefix}_${empty}\n    - ${prefix}_RANDOM_ROOT_PASSWORD`
}

export const mysqlEntrypoint = (product: Product, daemon: string): Program =>
  defineProgram('docker-entrypoint.sh', function* (process, args) {
    const command = args[0]?.startsWith('-') ? [daemon, ...args] : args
    if (command[0] !== daemon && command[0] !== 'mysqld') return yield* become(process, command, '/usr/local/bin/docker-entrypoint.sh')
    const banner = `Entrypoint script for ${product} Server ${product === 'MariaDB' ? `1:${versionOf(process)}+maria~ubu2404` : `${versionOf(process)}-1.el9`} started.`
    note(process, 'Note', banner)
    process.files.makeFolders(folder)
    if (process.uid === 0) {
      note(process, 'Note', `Switching to dedicated user 'mysql'`)
      process.files.changeOwner(folder, uid)
      process.uid = uid
      note(process, 'Note', banner)
    }
    if (!process.files.find(`${folder}/mysql`)) {
      const free =
        setting(process, product, 'ALLOW_EMPTY_PASSWORD') ??
        setting(process, product, 'ALLOW_EMPTY_ROOT_PASSWORD') ??
        setting(process, product, 'RANDOM_ROOT_PASSWORD')
      if (!setting(process, product, 'ROOT_PASSWORD') && !free) {
        note(process, 'ERROR', needed(product))
        return 1
      }
      yield* initialize(process, product)
    }
    return yield* become(process, command, '/usr/local/bin/docker-entrypoint.sh')
  })

function* initialize(process: Process, product: Product): Generator<Wait, void, void> {
  const say = (text: string): void => note(process, 'Note', text)
  say('Initializing database files')
  yield* sleep(process, product === 'MySQL' ? 4500 : 1500)
  say('Database files initialized')
  say('Starting temporary server')
  yield* sleep(process, 1500)
  say('Temporary server started.')
  const { files } = process
  for (const name of ['mysql', 'performance_schema', 'sys']) files.makeFolders(`${folder}/${name}`, process)
  files.write(`${folder}/ibdata1`, '', { who: process, mode: 0o640, size: 12_582_912 })
  const server = new SqlServer(mysqlDialect(flavorOf(process, product, [])), hostOf(process, layout))
  const random = setting(process, product, 'RANDOM_ROOT_PASSWORD') ? process.environment.random.hex(32) : undefined
  if (random) say(`GENERATED ROOT PASSWORD: ${random}`)
  server.users.set('root', { name: 'root', password: random ?? setting(process, product, 'ROOT_PASSWORD'), superuser: true })
  const [database, user, password] = ['DATABASE', 'USER', 'PASSWORD'].map((name) => setting(process, product, name))
  if (database) {
    say(`Creating database ${database}`)
    server.databases.set(database, new Database(database))
  }
  if (user && password) {
    say(`Creating user ${user}`)
    if (database) say(`Giving user ${user} access to schema ${database}`)
    server.users.set(user, { name: user, password, superuser: false })
  } else if (user) note(process, 'Warn', 'MYSQL_USER specified, but missing MYSQL_PASSWORD; MYSQL_USER will not be created')
  server.host.saveAccounts(server)
  process.out('\n')
  firstScripts(process, server, database)
  say('Stopping temporary server')
  yield* sleep(process, 700)
  say('Temporary server stopped')
  process.out('\n')
  say(`${product} init process done. Ready for start up.`)
  process.out('\n')
}

function firstScripts(process: Process, server: SqlServer, database: string | undefined): void {
  const scripts = '/docker-entrypoint-initdb.d'
  for (const name of process.files.find(scripts)?.kind === 'folder' ? process.files.list(scripts) : []) {
    note(
      process,
      name.endsWith('.sql') ? 'Note' : 'Warn',
      `/usr/local/bin/docker-entrypoint.sh: ${name.endsWith('.sql') ? 'running' : 'ignoring'} ${scripts}/${name}`,
    )
    if (!name.endsWith('.sql')) continue
    const session = server.session('init', 'root', '127.0.0.1', database === undefined ? undefined : server.databases.get(database))
    for (const { text } of split(process.files.read(absolute(name, scripts), process), 'mysql')) server.run(session, text)
    process.out('\n')
  }
}

/** The settings of /etc/mysql/conf.d and of the command line that count here. */
function configured(process: Process, name: string, args: readonly string[]): string | undefined {
  const given = args.find((arg) => arg.startsWith(`--${name}=`))
  if (given) return given.slice(name.length + 3)
  for (const place of ['/etc/mysql/conf.d', '/etc/my.cnf.d'])
    for (const file of process.files.find(place)?.kind === 'folder' ? process.files.list(place) : []) {
      const line = new RegExp(`^\\s*${name.replaceAll('-', '[-_]')}\\s*(?:=\\s*(.*))?$`, 'm').exec(process.files.read(absolute(file, place), process))
      if (line) return line[1] ?? ''
    }
  return undefined
}

const flavorOf = (process: Process, product: Product, args: readonly string[]): Flavor => ({
  name: product,
  version: product === 'MariaDB' ? `${versionOf(process)}-MariaDB-ubu2404` : versionOf(process),
  hostname: process.environment.hostname,
  serverId: Number(configured(process, 'server-id', args) ?? 1),
})

export const mysqld = (product: Product): Program =>
  defineProgram(product === 'MariaDB' ? 'mariadbd' : 'mysqld', function* (process, args) {
    const daemon = product === 'MariaDB' ? 'mariadbd' : '/usr/sbin/mysqld'
    const version = versionOf(process)
    const time = (): string => new Date(process.now()).toISOString()
    const log = (code: string, text: string): void =>
      process.err(
        product === 'MySQL'
          ? `${time().replace('Z', '000Z')} 0 [${code === 'error' ? 'ERROR] [MY-010119' : `System] [${code}`}] [Server] ${text}\n`
          : `${time().slice(0, 10)} ${time().slice(11, 19).replace(/^0/, ' ')} 0 [${code === 'error' ? 'ERROR' : 'Note'}] ${text}\n`,
      )
    if (process.uid === 0) {
      log(
        'error',
        product === 'MySQL'
          ? 'Fatal error: Please read "Security" section of the manual to find out how to run mysqld as root!'
          : 'Please consult the Knowledge Base to find out how to run mysqld as root!',
      )
      return 1
    }
    if (!process.files.find(layout.accounts)) {
      log('error', "Can't open and lock privilege tables: Table 'mysql.user' doesn't exist")
      return 1
    }
    log(
      'MY-010116',
      product === 'MySQL'
        ? `${daemon} (mysqld ${version}) starting as process ${process.pid}`
        : `Starting MariaDB ${version}-MariaDB-ubu2404 source revision as process ${process.pid}`,
    )
    process.memory = (product === 'MySQL' ? 420 : 96) << 20
    const load_ = new Load(process, product === 'MySQL' ? 5 : 1)
    yield* sleep(process, product === 'MySQL' ? 1200 : 500)
    const server = new SqlServer(mysqlDialect(flavorOf(process, product, args)), hostOf(process, layout))
    load(process, layout, server)
    const port = Number(configured(process, 'port', args) || 3306)
    const open = (): boolean =>
      listen(
        process,
        port,
        sqlListener('mysqld', server, doorOf(server), () => load_.add(1)),
      )
    if (!open()) {
      log('error', `Can't start server: Bind on TCP/IP port: Address already in use`)
      log('error', 'Aborting')
      return 1
    }
    const ready = product === 'MySQL' ? `Version: '${version}'  socket: '/var/run/mysqld/mysqld.sock'  port: ${port}  MySQL Community Server - GPL.` : ''
    log('MY-010931', `${daemon}: ready for connections.${ready === '' ? '' : ` ${ready}`}`)
    if (product === 'MariaDB')
      process.err(`Version: '${version}-MariaDB-ubu2404'  socket: '/run/mysqld/mysqld.sock'  port: ${port}  mariadb.org binary distribution\n`)
    yield* untilSignal(process, 'TERM', 'QUIT')
    if (product === 'MySQL') log('MY-013172', `Received SHUTDOWN from user <via user signal>. Shutting down mysqld (Version: ${version}).`)
    else log('', `${daemon} (initiated by: unknown): Normal shutdown`)
    yield* sleep(process, 600)
    log('MY-010910', product === 'MySQL' ? `${daemon}: Shutdown complete (mysqld ${version})  MySQL Community Server - GPL.` : `${daemon}: Shutdown complete`)
    return 0
  })

/** Whoever says a user's password comes in. */
const doorOf =
  (server: SqlServer): Door =>
  ({ user, password, database }, from) => {
    const known = server.users.get(user)
    const host = from === '127.0.0.1' ? 'localhost' : from
    if (!known || (known.password ?? '') !== (password ?? ''))
      return { code: '1045 (28000)', message: `Access denied for user '${user}'@'${host}' (using password: ${password ? 'YES' : 'NO'})` }
    if (database === undefined || database === '') return { database: undefined }
    if (server.dialect.systemDatabases.includes(database)) return { database: new Database(database) }
    const found = server.databases.get(database)
    return found ? { database: found } : { code: '1049 (42000)', message: `Unknown database '${database}'` }
  }
