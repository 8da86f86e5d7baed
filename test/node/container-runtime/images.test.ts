import { describe, expect, test } from '@jest/globals'
import type { PullResult } from '../../../src/node/container-runtime/cri.ts'
import { parseImageReference } from '../../../src/node/container-runtime/image-reference.ts'
import { bench } from './bench.ts'

describe('references', () => {
  test.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['bitnami/redis', 'docker.io/bitnami/redis:latest'],
    ['registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.10'],
    ['localhost:5000/app', 'localhost:5000/app:latest'],
    [`nginx@sha256:${'a'.repeat(64)}`, `docker.io/library/nginx@sha256:${'a'.repeat(64)}`],
    ['Nginx', undefined],
    ['nginx:', undefined],
    ['a b', undefined],
  ])('%s is %s', (image, full) => {
    expect(parseImageReference(image)?.text).toBe(full)
  })
})

describe('pulls', () => {
  function pull(image: string): PullResult {
    const { clock, runtime } = bench()
    let result: PullResult | undefined
    runtime.pull(image, (outcome) => {
      result = outcome
    })
    expect(result).toBeUndefined()
    clock.advance(60_000)
    return result as PullResult
  }

  test.each([
    'nginx',
    'nginx:1.25',
    'nginx:1.27-alpine',
    'nginx:stable',
    'nginx:1.14.2',
    'httpd:2.4',
    'busybox:1.28',
    'alpine:3.20',
    'redis:7-alpine',
    'hashicorp/http-echo',
    'registry.k8s.io/pause:3.10',
    'curlimages/curl',
    'ubuntu:22.04',
  ])('%s is there', (image) => {
    expect(pull(image)).toMatchObject({ ok: true, imageId: expect.stringMatching(/@sha256:[0-9a-f]{64}$/) })
  })

  test('a tag that is not there', () => {
    const reference = 'docker.io/library/nginx:1.161'
    expect(pull('nginx:1.161')).toEqual({
      ok: false,
      error: `rpc error: code = NotFound desc = failed to pull and unpack image "${reference}": failed to resolve reference "${reference}": ${reference}: not found`,
    })
  })

  test('a repository that is not there', () => {
    const reference = 'docker.io/library/ngnix:latest'
    expect(pull('ngnix')).toEqual({
      ok: false,
      error: `failed to pull and unpack image "${reference}": failed to resolve reference "${reference}": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`,
    })
  })

  test('a registry that is not there', () => {
    expect(pull('registry.example.com/app:1')).toMatchObject({
      ok: false,
      error: expect.stringContaining('dial tcp: lookup registry.example.com on 172.18.0.1:53: no such host'),
    })
  })
})

describe('containers', () => {
  test('nginx starts, serves, logs, and ends on SIGTERM', () => {
    const { clock, network, runtime, start, log, sh } = bench('nginx:1.27', 'busybox')
    const web = start('nginx:1.27')
    const client = start('busybox', { command: ['sleep', 'infinity'] })
    expect(log(web).at(0)).toBe('/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration')
    expect(log(web).at(-1)).toBe('2026/11/16 09:00:00 [notice] 1#1: start worker process 5')
    expect(sh(client, 'wget -qO- 10.244.1.2 | grep title')).toBe('<title>Welcome to nginx!</title>\n')
    expect(sh(client, 'wget -O- 10.244.1.2/nope')).toBe('Connecting to 10.244.1.2 (10.244.1.2:80)\nwget: server returned error: HTTP/1.1 404 Not Found\n? 1\n')
    expect(log(web).at(-1)).toBe('10.244.1.3 - - [16/Nov/2026:09:00:00 +0000] "GET /nope HTTP/1.1" 404 153 "-" "Wget" "-"')
    sh(web, 'echo hello > /usr/share/nginx/html/index.html')
    expect(network.http(network.podAt('10.244.1.3')!, { url: 'http://10.244.1.2/' })).toMatchObject({ ok: true, status: 200, body: 'hello\n' })
    runtime.stop(web, 30)
    clock.settle()
    expect(runtime.state(web)).toMatchObject({ state: 'exited', exitCode: 0, reason: 'Completed', finishedAt: clock.now() })
    expect(sh(client, 'wget -qO- 10.244.1.2')).toBe("wget: can't connect to remote host (10.244.1.2): Connection refused\n? 1\n")
  })

  test('nginx reads its configuration from mounted files', () => {
    const { start, sh } = bench('nginx:1.27')
    const text = 'server { listen 8080; location /api { return 200 "api\\n"; } location / { root /data; } }'
    const id = start('nginx:1.27', { mounts: [{ path: '/etc/nginx/conf.d', readOnly: true, files: new Map([['default.conf', { text, mode: 0o644 }]]) }] })
    expect(sh(id, 'curl -s localhost:8080/api/x; curl -s -o /dev/null -w "%{http_code}\\n" localhost:8080/none; nginx -t')).toBe(
      'api\n404\nnginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n',
    )
  })

  test('nginx with a wrong configuration does not start', () => {
    const { start, runtime, log } = bench('nginx:1.27')
    const id = start('nginx:1.27', {
      mounts: [{ path: '/etc/nginx/conf.d', readOnly: true, files: new Map([['a.conf', { text: 'server {\n  lisen 80;\n}\n', mode: 0o644 }]]) }],
    })
    expect(log(id).at(-1)).toBe('2026/11/16 09:00:00 [emerg] 1#1: unknown directive "lisen" in /etc/nginx/conf.d/a.conf:2')
    expect(runtime.state(id)).toMatchObject({ state: 'exited', exitCode: 1, reason: 'Error' })
  })

  test('nginx as somebody else than root may not write where it has to', () => {
    const { start, log } = bench('nginx:1.27')
    expect(log(start('nginx:1.27', { user: 1000 })).at(-1)).toBe(
      '2026/11/16 09:00:00 [emerg] 1#1: mkdir() "/var/cache/nginx/client_temp" failed (13: Permission denied)',
    )
  })

  test('a shell that only sleeps does not hear SIGTERM', () => {
    const { clock, runtime, start } = bench('busybox')
    const id = start('busybox', { command: ['sh', '-c', 'sleep 3600'] })
    runtime.stop(id, 30)
    clock.advance(29_999)
    expect(runtime.state(id).state).toBe('running')
    clock.advance(1)
    expect(runtime.state(id)).toMatchObject({ state: 'exited', exitCode: 137, reason: 'Error' })
  })

  test('a trap hears it, once the command in the foreground is done', () => {
    const { clock, runtime, start, log } = bench('busybox')
    const id = start('busybox', { command: ['sh', '-c', "trap 'echo bye; exit 0' TERM; while :; do sleep 2; done"] })
    clock.advance(1000)
    runtime.stop(id, 30)
    clock.advance(1000)
    expect(log(id)).toEqual(['bye'])
    expect(runtime.state(id).exitCode).toBe(0)
  })

  test('a command that is not there', () => {
    const { start } = bench('busybox')
    expect(() => start('busybox', { command: ['foo'] })).toThrow(
      'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "foo": executable file not found in $PATH: unknown',
    )
  })

  test('too much memory ends the container', () => {
    const { clock, runtime, start } = bench('polinux/stress')
    const id = start('polinux/stress', { command: ['stress'], args: ['--vm', '1', '--vm-bytes', '250M', '--vm-hang', '1'], memoryLimit: 100 << 20 })
    clock.advance(5000)
    expect(runtime.state(id)).toMatchObject({ state: 'exited', exitCode: 137, reason: 'OOMKilled' })
  })

  test('volumes are live and shared; the rest of the file system is its own', () => {
    const { start, sh } = bench('busybox')
    const files = new Map([['key', { text: 'one', mode: 0o644 }]])
    const mounts = [{ path: '/config', readOnly: true, files }]
    const shared = [{ path: '/shared', readOnly: false, files: new Map() }]
    const a = start('busybox', { command: ['sleep', 'infinity'], mounts: [...mounts, ...shared] })
    const b = start('busybox', { command: ['sleep', 'infinity'], mounts: shared })
    expect(sh(a, 'cat /config/key; echo x > /config/key')).toBe("onesh: can't create /config/key: Read-only file system\n? 1\n")
    files.set('key', { text: 'two', mode: 0o644 })
    expect(sh(a, 'cat /config/key; echo hi > /shared/f; echo mine > /tmp/f')).toBe('two')
    expect(sh(b, 'cat /shared/f; cat /tmp/f')).toBe("hi\ncat: can't open '/tmp/f': No such file or directory\n? 1\n")
  })

  test('redis keeps what it is told', () => {
    const { start, sh } = bench('redis:7', 'redis:7-alpine')
    start('redis:7')
    const client = start('redis:7-alpine', { command: ['sleep', 'infinity'] })
    expect(sh(client, 'redis-cli -h 10.244.1.2 set a 1; redis-cli -h 10.244.1.2 incr a; redis-cli -h 10.244.1.2 get a; redis-cli ping')).toBe(
      'OK\n2\n2\nCould not connect to Redis at 127.0.0.1:6379: Connection refused\n? 1\n',
    )
  })
})
