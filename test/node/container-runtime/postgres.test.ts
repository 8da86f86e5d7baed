/** What psql prints, recorded from PostgreSQL 15 with `psql -X -c COMMAND`, one after the other in an empty database. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { bench } from './bench.ts'

interface Recorded {
  readonly command: string
  readonly output: string
  readonly code: number
}

const recorded = JSON.parse(readFileSync(new URL('psql-recorded.json', import.meta.url), 'utf8')) as Recorded[]

describe('psql', () => {
  const { clock, runtime, start } = bench('postgres:15')
  const id = start('postgres:15', { env: { POSTGRES_PASSWORD: 'secret', POSTGRES_DB: 'rec', PGDATABASE: 'rec' } })
  clock.advance(10_000)
  const found = recorded.map(({ command }) => {
    const { stdout, stderr, exitCode } = runtime.execSync(id, ['psql', '-U', 'postgres', '-X', '-c', command])
    return { command, output: stdout + stderr, code: exitCode }
  })
  test.each(recorded.map((each, i) => [each.command, each, found[i]] as const))('%s', (_, real, ours) => {
    expect(ours).toEqual(real)
  })
})

describe('the postgres image', () => {
  const password = { POSTGRES_PASSWORD: 'secret' }

  test('without a password it says what it needs, and ends', () => {
    const { runtime, start, log } = bench('postgres:17')
    const id = start('postgres:17')
    expect(log(id).slice(0, 2)).toEqual([
      'Error: Database is uninitialized and superuser password is not specified.',
      '       You must specify POSTGRES_PASSWORD to a non-empty value for the',
    ])
    expect(runtime.state(id)).toMatchObject({ state: 'exited', exitCode: 1 })
  })

  test('it makes its data folder once; the next container finds it in the volume', () => {
    const { clock, runtime, start, sh, log } = bench('postgres:17')
    const mounts = [{ path: '/var/lib/postgresql/data', readOnly: false, files: new Map() }]
    const first = start('postgres:17', { env: { ...password, POSTGRES_DB: 'app', POSTGRES_USER: 'me' }, mounts })
    clock.advance(5_000)
    expect(log(first)).toContain('PostgreSQL init process complete; ready for start up.')
    expect(log(first).at(-1)).toMatch(/ LOG: {2}database system is ready to accept connections$/)
    expect(sh(first, "psql -U me -d app -c 'create table t (n int)' -c 'insert into t values (1), (2)'")).toBe('CREATE TABLE\nINSERT 0 2\n')
    runtime.stop(first, 30)
    clock.settle()
    expect(
      log(first)
        .slice(-3)
        .map((line) => line.replace(/.*LOG: {2}/, '')),
    ).toEqual(['received fast shutdown request', 'shutting down', 'database system is shut down'])
    const second = start('postgres:17', { env: password, mounts })
    clock.advance(5_000)
    expect(log(second)[1]).toBe('PostgreSQL Database directory appears to contain a database; Skipping initialization')
    expect(sh(second, "psql -U me -d app -tAc 'select sum(n) from t'")).toBe('3\n')
  })

  test('a transaction that is rolled back leaves nothing; one that failed is not listened to', () => {
    const { clock, start, sh } = bench('postgres:17')
    const id = start('postgres:17', { env: password })
    clock.advance(5_000)
    const script =
      'create table t (n int); begin; insert into t values (1); rollback; begin; insert into t values (2); select oops; select 1; commit; select count(*) from t'
    expect(sh(id, `echo '${script}' | psql -U postgres -tA 2>&1`)).toBe(
      `CREATE TABLE
BEGIN
INSERT 0 1
ROLLBACK
BEGIN
INSERT 0 1
ERROR:  column "oops" does not exist
LINE 1: select oops
               ^
ERROR:  current transaction is aborted, commands ignored until end of transaction block
ROLLBACK
0
`,
    )
  })

  test('who comes from another pod says a password', () => {
    const { clock, start, sh } = bench('postgres:17')
    start('postgres:17', { env: password })
    clock.advance(5_000)
    const client = start('postgres:17', { command: ['sleep', 'infinity'], env: { PGHOST: '10.244.1.2', PGUSER: 'postgres' } })
    const place = 'psql: error: connection to server at "10.244.1.2", port 5432 failed: '
    expect(sh(client, 'psql -c "select 1"')).toBe(`${place}fe_sendauth: no password supplied\n? 2\n`)
    expect(sh(client, 'PGPASSWORD=wrong psql -c "select 1"')).toBe(`${place}FATAL:  password authentication failed for user "postgres"\n? 2\n`)
    expect(sh(client, 'PGPASSWORD=secret psql -tAc "select 6 * 7"')).toBe('42\n')
    expect(sh(client, 'PGPASSWORD=secret psql -d nope -c "select 1"')).toBe(`${place}FATAL:  database "nope" does not exist\n? 2\n`)
    expect(sh(client, 'psql postgresql://postgres:secret@10.244.1.2:5432/postgres -tAc "select 1"')).toBe('1\n')
    expect(sh(client, 'PGPASSWORD=secret createdb shop; PGPASSWORD=secret psql -d shop -tAc "select current_database()"')).toBe('shop\n')
    expect(sh(client, 'pg_isready')).toBe('10.244.1.2:5432 - accepting connections\n')
    expect(sh(client, 'pg_isready -h 10.244.1.9 -p 1')).toBe('10.244.1.9:1 - no response\n? 2\n')
  })

  test('data of another major version is not touched', () => {
    const { clock, runtime, start, log } = bench('postgres:16', 'postgres:17')
    const mounts = [{ path: '/var/lib/postgresql/data', readOnly: false, files: new Map() }]
    const first = start('postgres:16', { env: password, mounts })
    clock.advance(5_000)
    runtime.stop(first, 30)
    const second = start('postgres:17', { env: password, mounts })
    clock.advance(5_000)
    expect(log(second).at(-1)).toMatch(/initialized by PostgreSQL version 16, which is not compatible with this version 17\.6/)
    expect(runtime.state(second).exitCode).toBe(1)
  })
})
