import { describe, expect, test } from '@jest/globals'
import { bench } from './bench.ts'

const env = { MYSQL_ROOT_PASSWORD: 'secret' }

describe('the mysql image', () => {
  test('without a password it says what it needs, and ends', () => {
    const { runtime, start, log } = bench('mysql:8.4')
    const id = start('mysql:8.4')
    expect(log(id).slice(-5)).toEqual([
      '2026-11-16 09:00:00+00:00 [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified',
      '    You need to specify one of the following as an environment variable:',
      '    - MYSQL_ROOT_PASSWORD',
      '    - MYSQL_ALLOW_EMPTY_PASSWORD',
      '    - MYSQL_RANDOM_ROOT_PASSWORD',
    ])
    expect(runtime.state(id)).toMatchObject({ state: 'exited', exitCode: 1 })
  })

  test('it takes seconds to make its files; until then nobody answers', () => {
    const { clock, start, sh, log } = bench('mysql:8.4')
    const id = start('mysql:8.4', { env: { ...env, MYSQL_DATABASE: 'shop', MYSQL_USER: 'joe', MYSQL_PASSWORD: 'pw' } })
    expect(sh(id, 'mysqladmin ping')).toBe(
      `mysqladmin: connect to server at 'localhost' failed
error: 'Can't connect to local MySQL server through socket '/var/run/mysqld/mysqld.sock' (2)'
Check that mysqld is running and that the socket: '/var/run/mysqld/mysqld.sock' exists!
? 1
`,
    )
    clock.advance(15_000)
    expect(log(id)).toContain('2026-11-16 09:00:06+00:00 [Note] [Entrypoint]: Giving user joe access to schema shop')
    expect(log(id).at(-1)).toMatch(
      /^2026-11-16T09:00:\d\d\.\d{6}Z 0 \[System\] \[MY-010931\] \[Server\] \/usr\/sbin\/mysqld: ready for connections\. Version: '8\.4\.6'/,
    )
    expect(sh(id, 'mysqladmin ping 2>/dev/null')).toBe('')
    expect(sh(id, 'mysqladmin -psecret ping 2>/dev/null')).toBe('mysqld is alive\n')
  })

  test('what nobody looks at comes with tabs, what somebody looks at in a box', () => {
    const { clock, start, sh } = bench('mysql:8.4')
    const id = start('mysql:8.4', { env: { ...env, MYSQL_PWD: 'secret' } })
    clock.advance(15_000)
    expect(sh(id, "mysql -uroot -e 'show databases'")).toBe('Database\ninformation_schema\nmysql\nperformance_schema\nsys\n')
    expect(
      sh(
        id,
        "mysql -uroot -e 'create database shop; use shop; create table items (id int auto_increment primary key, name varchar(20) not null, price decimal(6,2) default 1.5)'",
      ),
    ).toBe('')
    expect(sh(id, `mysql shop -e 'insert into items (name) values ("pen"), ("ink"); select * from items; select count(*), avg(price) from items'`)).toBe(
      'id\tname\tprice\n1\tpen\t1.50\n2\tink\t1.50\ncount(*)\tavg(price)\n2\t1.5000\n',
    )
    expect(sh(id, 'mysql shop -t -e "describe items"')).toBe(
      `+-------+--------------+------+-----+---------+----------------+
| Field | Type         | Null | Key | Default | Extra          |
+-------+--------------+------+-----+---------+----------------+
| id    | int          | NO   | PRI | NULL    | auto_increment |
| name  | varchar(20)  | NO   |     | NULL    |                |
| price | decimal(6,2) | YES  |     | 1.5     |                |
+-------+--------------+------+-----+---------+----------------+
`,
    )
    expect(sh(id, 'mysql shop -t -e "select id, upper(name) as n, null from items where name like \'P%\'"')).toBe(
      '+----+-----+------+\n| id | n   | NULL |\n+----+-----+------+\n|  1 | PEN | NULL |\n+----+-----+------+\n',
    )
    expect(sh(id, 'mysql shop -Ne "select @@hostname, @@server_id, database()"')).toBe('pod-1\t1\tshop\n')
  })

  test.each([
    ['select * from nope', "ERROR 1146 (42S02) at line 1: Table 'shop.nope' doesn't exist"],
    [
      'selec 1',
      "ERROR 1064 (42000) at line 1: You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near 'selec 1' at line 1",
    ],
    ['select nam from items', "ERROR 1054 (42S22) at line 1: Unknown column 'nam' in 'field list'"],
    ['select * from items where nam = 1', "ERROR 1054 (42S22) at line 1: Unknown column 'nam' in 'where clause'"],
    ['create database shop', "ERROR 1007 (HY000) at line 1: Can't create database 'shop'; database exists"],
    ['insert into items values (1), (1)', "ERROR 1062 (23000) at line 1: Duplicate entry '1' for key 'items.PRIMARY'"],
    ['insert into items values (1, 2)', "ERROR 1136 (21S01) at line 1: Column count doesn't match value count at row 1"],
    ["insert into items values ('x')", "ERROR 1366 (HY000) at line 1: Incorrect integer value: 'x' for column 'id' at row 1"],
    ['drop table nope', "ERROR 1051 (42S02) at line 1: Unknown table 'shop.nope'"],
    ['use nope', "ERROR 1049 (42000) at line 1: Unknown database 'nope'"],
    ['explain select 1', 'ERROR 1235 (42000) at line 1: ktutor does not simulate query plans (EXPLAIN) in MySQL: the real one has it'],
  ])('%s', (statement, error) => {
    const { clock, start, sh } = bench('mysql:8.4')
    const id = start('mysql:8.4', { env: { ...env, MYSQL_PWD: 'secret', MYSQL_DATABASE: 'shop' } })
    clock.advance(15_000)
    sh(id, 'mysql shop -e "create table items (id int primary key)"')
    expect(sh(id, `mysql shop -e "${statement}"`)).toBe(`${error}\n? 1\n`)
  })

  test('who may come in, and who not', () => {
    const { clock, start, sh } = bench('mysql:8.4')
    start('mysql:8.4', { env })
    clock.advance(15_000)
    const client = start('mysql:8.4', { command: ['sleep', 'infinity'] })
    const warning = 'mysql: [Warning] Using a password on the command line interface can be insecure.\n'
    expect(sh(client, 'mysql -h 10.244.1.2 -uroot -psecret -Ne "select 1"')).toBe(`1\n${warning}`)
    expect(sh(client, 'mysql -h 10.244.1.2 -uroot -pwrong -e "select 1"')).toBe(
      `${warning}ERROR 1045 (28000): Access denied for user 'root'@'10.244.1.3' (using password: YES)\n? 1\n`,
    )
    expect(sh(client, 'mysql -h 10.244.1.2 -uroot -e "select 1"')).toBe(
      "ERROR 1045 (28000): Access denied for user 'root'@'10.244.1.3' (using password: NO)\n? 1\n",
    )
    expect(sh(client, 'mysql -h 10.244.1.2 -uroot -psecret nope 2>&1 | tail -1')).toBe("ERROR 1049 (42000): Unknown database 'nope'\n")
    expect(sh(client, 'mysql -e "select 1"')).toBe(
      "ERROR 2002 (HY000): Can't connect to local MySQL server through socket '/var/run/mysqld/mysqld.sock' (2)\n? 1\n",
    )
  })

  test('a volume keeps what was written', () => {
    const { clock, runtime, start, sh } = bench('mysql:8.4')
    const mounts = [{ path: '/var/lib/mysql', readOnly: false, files: new Map() }]
    const first = start('mysql:8.4', { env, mounts })
    clock.advance(15_000)
    sh(first, 'mysql -uroot -psecret -e "create database shop; create table shop.t (n int); insert into shop.t values (7)"')
    runtime.stop(first, 30)
    clock.advance(5_000)
    expect(runtime.state(first).exitCode).toBe(0)
    const second = start('mysql:8.4', { env, mounts })
    clock.advance(3_000)
    expect(sh(second, 'mysql -uroot -psecret -Ne "select n from shop.t" 2>/dev/null')).toBe('7\n')
  })
})

test('MariaDB says so', () => {
  const { clock, start, sh, log } = bench('mariadb:11.8')
  const id = start('mariadb:11.8', { env: { MARIADB_ROOT_PASSWORD: 'secret' } })
  clock.advance(15_000)
  expect(log(id).at(-1)).toBe("Version: '11.8.3-MariaDB-ubu2404'  socket: '/run/mysqld/mysqld.sock'  port: 3306  mariadb.org binary distribution")
  expect(sh(id, 'mariadb -psecret -Ne "select version()"')).toBe('11.8.3-MariaDB-ubu2404\n')
  expect(sh(id, 'mysql -psecret')).toBe('sh: 1: mysql: not found\n? 127\n')
})
