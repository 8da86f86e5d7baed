/** Stores that are no SQL: MongoDB, etcd, memcached. */
import { describe, expect, test } from '@jest/globals'
import { bench } from './bench.ts'

describe('mongo', () => {
  test('documents go in, are found, changed and removed', () => {
    const { clock, start, sh } = bench('mongo:8.0')
    const id = start('mongo:8.0')
    clock.advance(3_000)
    const shell = (line: string): string => sh(id, `mongosh --quiet shop --eval '${line}'`)
    expect(shell('db.adminCommand("ping")')).toBe('{ ok: 1 }\n')
    expect(shell('db.items.insertMany([{name: "pen", price: 2}, {name: "ink", price: 4, tags: ["blue"]}])')).toMatch(
      /^\{\n {2}acknowledged: true,\n {2}insertedIds: \{\n {4}'0': ObjectId\('[0-9a-f]{24}'\),\n {4}'1': ObjectId/,
    )
    expect(shell('db.items.find({price: {$gt: 1}}, {_id: 0}).sort({price: -1})')).toBe(
      "[\n  { name: 'ink', price: 4, tags: [ 'blue' ] },\n  { name: 'pen', price: 2 }\n]\n",
    )
    expect(shell('db.items.updateOne({name: "pen"}, {$inc: {price: 1}})')).toBe(
      '{\n  acknowledged: true,\n  insertedId: null,\n  matchedCount: 1,\n  modifiedCount: 1,\n  upsertedCount: 0\n}\n',
    )
    expect(shell('db.items.findOne({name: "pen"}).price')).toBe('3\n')
    expect(shell('db.items.countDocuments({price: 3})')).toBe('1\n')
    expect(shell('show collections')).toBe('items\n')
    expect(shell('db.items.deleteMany({})')).toBe('{ acknowledged: true, deletedCount: 2 }\n')
  })

  test('a user with a password', () => {
    const { clock, start, sh } = bench('mongo:8.0')
    const id = start('mongo:8.0', { env: { MONGO_INITDB_ROOT_USERNAME: 'me', MONGO_INITDB_ROOT_PASSWORD: 'pw' } })
    clock.advance(3_000)
    expect(sh(id, "mongosh --quiet --eval 'db.a.find()'")).toBe('MongoServerError[Unauthorized]: Command requires authentication\n? 1\n')
    expect(sh(id, "mongosh --quiet -u me -p wrong --eval 'db.a.find()'")).toBe('MongoServerError: Authentication failed.\n? 1\n')
    expect(sh(id, "mongosh --quiet -u me -p pw --eval 'db.a.find()'")).toBe('[]\n')
    expect(sh(id, "mongosh --quiet mongodb://10.9.9.9/x --eval 'db.a.find()'")).toContain('MongoNetworkError')
  })
})

test('etcd', () => {
  const { runtime, start, sh } = bench('quay.io/coreos/etcd:v3.6.5', 'busybox')
  const id = start('quay.io/coreos/etcd:v3.6.5', {
    args: ['etcd', '--listen-client-urls=http://0.0.0.0:2379', '--advertise-client-urls=http://10.244.1.2:2379'],
  })
  const ctl = (...words: string[]): string => runtime.execSync(id, ['etcdctl', ...words]).stdout
  expect(ctl('put', '/config/colour', 'blue')).toBe('OK\n')
  expect(ctl('put', '/config/size', '3')).toBe('OK\n')
  expect(ctl('get', '/config/colour')).toBe('/config/colour\nblue\n')
  expect(ctl('get', '--prefix', '/config', '--keys-only')).toBe('/config/colour\n\n/config/size\n\n')
  expect(ctl('del', '--prefix', '/')).toBe('2\n')
  expect(ctl('endpoint', 'health')).toBe('127.0.0.1:2379 is healthy: successfully committed proposal: took = 1.914ms\n')
  const client = start('busybox', { command: ['sleep', 'infinity'] })
  expect(sh(client, 'wget -qO- 10.244.1.2:2379/health')).toBe('{"health":"true","reason":""}')
})

test('memcached', () => {
  const { start, sh } = bench('memcached:1.6-alpine')
  const id = start('memcached:1.6-alpine')
  expect(sh(id, String.raw`printf 'set k 0 0 5\r\nhello\r\nget k\r\ndelete k\r\nget k\r\nquit\r\n' | nc localhost 11211`)).toBe(
    'STORED\r\nVALUE k 0 5\r\nhello\r\nEND\r\nDELETED\r\nEND\r\n',
  )
})

test('cassandra: nodes find each other through a seed, and have the same rows', () => {
  const { clock, runtime, start, sh } = bench('cassandra:5')
  const first = start('cassandra:5')
  clock.advance(15_000)
  const second = start('cassandra:5', { env: { CASSANDRA_SEEDS: '10.244.1.2' } })
  expect(sh(second, 'nodetool status')).toBe("nodetool: Failed to connect to '127.0.0.1:7199' - ConnectException: 'Connection refused'.\n? 1\n")
  clock.advance(15_000)
  expect(sh(first, 'nodetool status | grep ^U | cut -c1-14')).toBe('UN  10.244.1.2\nUN  10.244.1.3\n')
  expect(
    sh(
      first,
      `cqlsh -e "create keyspace shop with replication = {'class': 'SimpleStrategy', 'replication_factor': 2}; create table shop.items (id int primary key, name text); insert into shop.items (id, name) values (1, 'pen'); insert into shop.items (id, name) values (1, 'ink')"`,
    ),
  ).toBe('')
  expect(sh(second, 'cqlsh -e "select * from shop.items"')).toBe('\n id | name\n----+------\n  1 |  ink\n\n(1 rows)\n')
  expect(sh(second, 'cqlsh -k shop -e "select * from nope"')).toBe(
    '<stdin>:1:InvalidRequest: Error from server: code=2200 [Invalid query] message="table nope does not exist"\n? 2\n',
  )
  runtime.stop(second, 0)
  clock.settle()
  expect(sh(first, 'nodetool status | grep 10.244.1.3 | cut -c1-2')).toBe('DN\n')
})

test('elasticsearch', () => {
  const { clock, start, sh } = bench('elasticsearch:8.15.0', 'curlimages/curl')
  start('elasticsearch:8.15.0', { env: { 'discovery.type': 'single-node', 'xpack.security.enabled': 'false' } })
  clock.advance(15_000)
  const client = start('curlimages/curl', { command: ['sleep', 'infinity'] })
  expect(sh(client, `curl -s -X PUT 10.244.1.2:9200/books/_doc/1 -H 'Content-Type: application/json' -d '{"title":"the sea"}'`)).toBe(
    '{"_index":"books","_id":"1","_version":1,"result":"created"}\n',
  )
  expect(sh(client, 'curl -s 10.244.1.2:9200/books/_count')).toBe('{"count":1}\n')
  expect(sh(client, 'curl -s 10.244.1.2:9200/nope/_count')).toContain('no such index [nope]')
})
