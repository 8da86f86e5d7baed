import { describe, expect, test } from '@jest/globals'
import { bench } from './bench.ts'

describe('redis', () => {
  test('commands on strings, lists, hashes and sets', () => {
    const { start, sh } = bench('redis:7')
    const id = start('redis:7')
    const cli = (line: string): string => sh(id, `redis-cli ${line}`)
    expect(cli('ping')).toBe('PONG\n')
    expect(cli('set greeting "hello you"')).toBe('OK\n')
    expect(cli('get greeting')).toBe('hello you\n')
    expect(cli('incr hits')).toBe('1\n')
    expect(cli('rpush jobs apple banana cherry')).toBe('3\n')
    expect(cli('lrange jobs 0 -1')).toBe('apple\nbanana\ncherry\n')
    expect(cli('blpop jobs 0')).toBe('jobs\napple\n')
    expect(cli('sadd colours red green red')).toBe('2\n')
    expect(cli('scard colours')).toBe('2\n')
    expect(cli('hset user name ann age 20')).toBe('2\n')
    expect(cli('hkeys user')).toBe('name\nage\n')
    expect(cli('lpush greeting x')).toBe('WRONGTYPE Operation against a key holding the wrong kind of value\n')
    expect(cli('oops')).toBe("ERR unknown command 'oops', with args beginning with: \n")
  })

  test('its configuration file counts, as CONFIG GET shows', () => {
    const { start, sh } = bench('redis:8.0.2')
    const files = new Map([['redis.conf', { text: 'maxmemory 2mb\nmaxmemory-policy allkeys-lru\n', mode: 0o644 }]])
    const id = start('redis:8.0.2', { command: ['redis-server', '/redis-master/redis.conf'], mounts: [{ path: '/redis-master', readOnly: true, files }] })
    expect(sh(id, 'redis-cli config get maxmemory')).toBe('maxmemory\n2097152\n')
    expect(sh(id, 'redis-cli config get "maxmemory*"')).toBe('maxmemory\n2097152\nmaxmemory-policy\nallkeys-lru\n')
  })

  test('what it keeps outlives it in a volume', () => {
    const { clock, runtime, start, sh, log } = bench('redis:7')
    const mounts = [{ path: '/data', readOnly: false, files: new Map() }]
    const first = start('redis:7', { mounts })
    sh(first, 'redis-cli set k v')
    runtime.stop(first, 30)
    clock.settle()
    const second = start('redis:7', { mounts })
    expect(log(second)).toContainEqual(expect.stringContaining('* DB loaded from disk: 0.000 seconds'))
    expect(sh(second, 'redis-cli get k')).toBe('v\n')
  })

  test('a replica has what its master has, is told of changes, and may not be written to', () => {
    const { clock, runtime, start, sh } = bench('redis:7')
    const master = start('redis:7')
    sh(master, 'redis-cli set before 1')
    const replica = start('redis:7', { args: ['redis-server', '--replicaof', '10.244.1.2', '6379'] })
    clock.advance(2_000)
    expect(sh(replica, 'redis-cli get before')).toBe('1\n')
    sh(master, 'redis-cli set after "two words"')
    expect(sh(replica, 'redis-cli get after')).toBe('two words\n')
    expect(sh(replica, 'redis-cli set x y')).toBe("READONLY You can't write against a read only replica.\n")
    expect(sh(replica, 'redis-cli info replication | grep -E "role|link"')).toBe('role:slave\r\nmaster_link_status:up\r\n')
    expect(sh(master, 'redis-cli info | grep connected_slaves')).toBe('connected_slaves:1\r\n')
    runtime.stop(master, 30)
    clock.advance(20_000)
    expect(sh(replica, 'redis-cli info | grep link')).toBe('master_link_status:down\r\n')
    expect(sh(replica, 'redis-cli get after')).toBe('two words\n')
  })
})
