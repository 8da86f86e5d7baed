/** postgres, and the entry point of its image: a data folder is made once, and served from then on. */
import { absolute } from '../../path.ts'
import type { Process, Program, Wait } from '../../process.ts'
import { sleep } from '../../sleep.ts'
import { become } from '../process-commands.ts'
import { defineProgram } from '../program.ts'
import { Load, listen, untilSignal } from '../server.ts'
import { Database } from '../sql/database.ts'
import { SqlServer } from '../sql/server.ts'
import { hostOf, type Layout, load } from '../sql/storage.ts'
import { type Door, sqlListener } from '../sql/wire.ts'
import { postgresDialect } from './dialect.ts'

const uid = 999

const versionOf = ({ environment: { image } }: Process): string => image.definition.version?.(image.tag) ?? image.tag
const dataFolder = (process: Process): string => process.env.get('PGDATA') ?? '/var/lib/postgresql/data'

/** The names in the data folder are made of numbers, as real object ids are. */
const layoutOf = (folder: string): Layout => ({
  quotes: 'standard',
  folder: (database) => (database === 'postgres' ? `${folder}/base/5` : `${folder}/base/${16384 + sum(database)}`),
  file: (table) => String(24576 + sum(table)),
  accounts: `${folder}/global/1262`,
})

const sum = (text: string): number => [...text].reduce((total, letter) => (total * 31 + letter.charCodeAt(0)) % 8000, 7)

const stamp = (process: Process): string => `${new Date(process.now()).toISOString().replace('T', ' ').replace('Z', '')} UTC [${process.pid}]`

/** Environment variables that may instead name a file: `POSTGRES_PASSWORD_FILE`. */
function setting(process: Process, name: string): string | undefined {
  const file = process.env.get(`${name}_FILE`)
  return (
    process.env.get(name) || (file && process.files.find(process.path(file)) ? process.files.read(process.path(file), process).replace(/\n+$/, '') : undefined)
  )
}

const noPassword = `Error: Database is uninitialized and superuser password is not specified.
       You must specify POSTGRES_PASSWORD to a non-empty value for the
       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
       connections without a password. This is *not* recommended.

       See PostgreSQL documentation about "trust":
       https://www.postgresql.org/docs/current/auth-trust.html
`

export const postgresEntrypoint: Program = defineProgram('docker-entrypoint.sh', function* (process, args) {
  const command = args[0]?.startsWith('-') ? ['postgres', ...args] : args
  if (command[0] === 'postgres') {
    const folder = dataFolder(process)
    process.files.makeFolders(folder)
    process.files.changeOwner(folder, uid)
    process.files.changeMode(folder, 0o700)
    process.uid = process.uid === 0 ? uid : process.uid
    if (process.files.find(`${folder}/PG_VERSION`)) process.out('\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n')
    else {
      const trust = process.env.get('POSTGRES_HOST_AUTH_METHOD') === 'trust'
      if (!setting(process, 'POSTGRES_PASSWORD') && !trust) {
        process.err(noPassword)
        return 1
      }
      const failed = yield* initialize(process, folder)
      if (failed) return failed
    }
  }
  return yield* become(process, command, '/usr/local/bin/docker-entrypoint.sh')
})

function* initialize(process: Process, folder: string): Generator<Wait, number, void> {
  process.out(
    `The files belonging to this database system will be owned by user "postgres".\nThis user must also own the server process.\n\nThe database cluster will be initialized with locale "en_US.utf8".\nThe default database encoding has accordingly been set to "UTF8".\nThe default text search configuration will be set to "english".\n\nData page checksums are ${Number.parseInt(versionOf(process), 10) >= 18 ? 'enabled' : 'disabled'}.\n\n`,
  )
  if (process.files.list(folder).length > 0) {
    process.err(
      `initdb: error: directory "${folder}" exists but is not empty\ninitdb: hint: If you want to create a new database system, either remove or empty the directory "${folder}" or run initdb with an argument other than "${folder}".\n`,
    )
    return 1
  }
  process.out(`fixing permissions on existing directory ${folder} ... ok\ncreating subdirectories ... ok\n`)
  yield* sleep(process, 400)
  process.out(
    'selecting dynamic shared memory implementation ... posix\nselecting default "max_connections" ... 100\nselecting default "shared_buffers" ... 128MB\nselecting default time zone ... Etc/UTC\ncreating configuration files ... ok\nrunning bootstrap script ... ok\n',
  )
  yield* sleep(process, 700)
  process.out('performing post-bootstrap initialization ... ok\nsyncing data to disk ... ok\n\n\nSuccess. You can now start the database server using:\n\n')
  process.out(`    pg_ctl -D ${folder} -l logfile start\n\n`)
  process.err(
    'initdb: warning: enabling "trust" authentication for local connections\ninitdb: hint: You can change this by editing pg_hba.conf or using the option -A, or --auth-local and --auth-host, the next time you run initdb.\n',
  )
  writeCluster(process, folder)
  yield* firstScripts(process, folder)
  process.out('\nPostgreSQL init process complete; ready for start up.\n\n')
  return 0
}

function writeCluster(process: Process, folder: string): void {
  const { files } = process
  const trust = process.env.get('POSTGRES_HOST_AUTH_METHOD') ?? 'scram-sha-256'
  for (const name of ['base', 'global', 'pg_wal', 'pg_xact', 'pg_stat', 'pg_tblspc', 'pg_twophase']) files.makeFolders(`${folder}/${name}`, process)
  const write = (name: string, text: string): void => files.write(`${folder}/${name}`, text, { who: process, mode: 0o600 })
  write('PG_VERSION', `${Number.parseInt(versionOf(process), 10)}\n`)
  write('postgresql.conf', "listen_addresses = '*'\nmax_connections = 100\nshared_buffers = 128MB\nlog_timezone = 'Etc/UTC'\n")
  write(
    'pg_hba.conf',
    `local   all             all                                     trust\nhost    all             all             127.0.0.1/32            trust\nhost all all all ${trust}\n`,
  )
  const user = setting(process, 'POSTGRES_USER') ?? 'postgres'
  const server = new SqlServer(postgresDialect(versionOf(process)), hostOf(process, layoutOf(folder)))
  server.users.set(user, { name: user, password: setting(process, 'POSTGRES_PASSWORD'), superuser: true })
  for (const name of new Set(['postgres', setting(process, 'POSTGRES_DB') ?? user])) server.databases.set(name, new Database(name))
  server.host.saveAccounts(server)
}

/** What lies in /docker-entrypoint-initdb.d is run once, against a server that only this container can reach. */
function* firstScripts(process: Process, folder: string): Generator<Wait, void, void> {
  const scripts = '/docker-entrypoint-initdb.d'
  const names = process.files.find(scripts)?.kind === 'folder' ? process.files.list(scripts) : []
  process.out(`waiting for server to start....${stamp(process)} LOG:  starting ${postgresDialect(versionOf(process)).version}\n done\nserver started\n`)
  yield* sleep(process, 150)
  const database = setting(process, 'POSTGRES_DB') ?? setting(process, 'POSTGRES_USER') ?? 'postgres'
  if (database !== 'postgres') process.out('CREATE DATABASE\n\n')
  process.out('\n')
  for (const name of names) {
    process.out(`/usr/local/bin/docker-entrypoint.sh: ${/\.(sql|sh)$/.test(name) ? 'running' : 'ignoring'} ${scripts}/${name}\n`)
    if (name.endsWith('.sql')) {
      const server = new SqlServer(postgresDialect(versionOf(process)), hostOf(process, layoutOf(folder)))
      load(process, layoutOf(folder), server)
      const user = setting(process, 'POSTGRES_USER') ?? 'postgres'
      const session = server.session('init', user, 'local', server.databases.get(database))
      for (const line of runScript(server, session, process.files.read(absolute(name, scripts), process))) process.out(`${line}\n`)
    }
    process.out('\n')
  }
  process.out(`waiting for server to shut down...${stamp(process)} LOG:  received fast shutdown request\n.done\nserver stopped\n`)
}

function* runScript(server: SqlServer, session: Parameters<SqlServer['run']>[0], text: string): Generator<string, void, void> {
  for (const statement of splitStatements(text)) yield server.run(session, statement).tag
}

const splitStatements = (text: string): string[] =>
  text
    .split(/;\s*(?:\n|$)/)
    .map((each) => each.trim())
    .filter((each) => each.replace(/--[^\n]*/g, '').trim() !== '')

export const postgres: Program = defineProgram('postgres', function* (process, args) {
  if (args.includes('--version') || args.includes('-V')) {
    process.out(`postgres (PostgreSQL) ${versionOf(process)} (Debian ${versionOf(process)}-1.pgdg13+1)\n`)
    return 0
  }
  if (process.uid === 0) {
    process.err(
      '"root" execution of the PostgreSQL server is not permitted.\nThe server must be started under an unprivileged user ID to prevent\npossible system security compromise.  See the documentation for\nmore information on how to properly start the server.\n',
    )
    return 1
  }
  const folder = dataFolder(process)
  if (!process.files.find(`${folder}/PG_VERSION`)) {
    process.err(
      `postgres: could not access directory "${folder}": No such file or directory\nRun initdb or pg_basebackup to initialize a PostgreSQL data directory.\n`,
    )
    return 2
  }
  const found = process.files.read(`${folder}/PG_VERSION`, process).trim()
  const version = versionOf(process)
  const log = (level: string, text: string): void => process.err(`${stamp(process)} ${level}:  ${text}\n`)
  if (found !== String(Number.parseInt(version, 10))) {
    log('FATAL', 'database files are incompatible with server')
    log(
      'DETAIL',
      `The data directory was initialized by PostgreSQL version ${found}, which is not compatible with this version ${version} (Debian ${version}-1.pgdg13+1).`,
    )
    return 1
  }
  return yield* serve(process, folder, version, args, log)
})

function* serve(process: Process, folder: string, version: string, args: readonly string[], log: (level: string, text: string) => void) {
  const dialect = postgresDialect(version)
  const server = new SqlServer(dialect, hostOf(process, layoutOf(folder)))
  load(process, layoutOf(folder), server)
  const load_ = new Load(process, 1)
  process.memory = 26 << 20
  const port = Number(args[args.indexOf('-p') + 1] || process.env.get('PGPORT') || 5432)
  log('LOG', `starting ${dialect.version}`)
  const opened = listen(
    process,
    port,
    sqlListener('postgres', server, doorOf(process, server, folder), (_, failure, text) => {
      load_.add(1)
      if (!failure) return
      log(text === '' ? 'FATAL' : 'ERROR', `${failure.message}${failure.at === undefined ? '' : ` at character ${failure.at + 1}`}`)
      if (failure.detail) log('DETAIL', failure.detail)
      if (failure.hint) log('HINT', failure.hint)
      if (text !== '') log('STATEMENT', text)
    }),
  )
  if (!opened) {
    log('LOG', `could not bind IPv4 address "0.0.0.0": Address already in use`)
    log('FATAL', 'could not create any TCP/IP sockets')
    return 1
  }
  log('LOG', `listening on IPv4 address "0.0.0.0", port ${port}`)
  log('LOG', `listening on IPv6 address "::", port ${port}`)
  log('LOG', `listening on Unix socket "/var/run/postgresql/.s.PGSQL.${port}"`)
  log('LOG', `database system was shut down at ${stamp(process).slice(0, 19)} UTC`)
  log('LOG', 'database system is ready to accept connections')
  const signal = yield* untilSignal(process, 'INT', 'TERM', 'QUIT')
  log('LOG', `received ${signal === 'INT' ? 'fast' : signal === 'TERM' ? 'smart' : 'immediate'} shutdown request`)
  if (signal !== 'QUIT') log('LOG', 'shutting down')
  log('LOG', 'database system is shut down')
  return 0
}

/** pg_hba.conf of the image: who comes over loopback is trusted, others say a password. */
const doorOf =
  (process: Process, server: SqlServer, folder: string): Door =>
  ({ user, password, database }, from) => {
    const known = server.users.get(user)
    const trusts = from === '127.0.0.1' || /all all all trust/.test(process.files.read(`${folder}/pg_hba.conf`, process))
    if (!trusts && password === undefined) return { code: '28P01', message: 'fe_sendauth: no password supplied' }
    if (!known)
      return trusts
        ? { code: '28000', message: `role "${user}" does not exist` }
        : { code: '28P01', message: `password authentication failed for user "${user}"` }
    if (!trusts && password !== known.password) return { code: '28P01', message: `password authentication failed for user "${user}"` }
    const found = server.databases.get(database ?? user)
    return found ? { database: found } : { code: '3D000', message: `database "${database ?? user}" does not exist` }
  }
