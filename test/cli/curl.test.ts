/** curl at the learner's own prompt, and the ports of that machine. */
import { describe, expect, test } from '@jest/globals'
import { bootForSession } from '../../src/cli/boot.ts'
import { JumpingTime } from '../../src/cli/jumping-time.ts'
import { LearnerPorts } from '../../src/cli/learner-ports.ts'
import { Session } from '../../src/cli/session.ts'

function learner() {
  const cluster = bootForSession({ seed: 'curl', nodes: 2, start: Date.parse('2026-01-05T09:00:00Z') })
  let said = ''
  const say = (text: string) => void (said += text)
  const io = { stdout: say, stderr: say, stdin: async () => '', terminal: { stdin: false, stdout: true, columns: 80 } }
  const session = new Session({ cluster, time: new JumpingTime(cluster.clock), io })
  const run = async (line: string): Promise<string> => {
    said = ''
    const status = await session.run(line)
    return said + (status === 0 ? '' : `? ${status}\n`)
  }
  return { session, run, cluster }
}

describe('curl', () => {
  test('reads a body from a file or from standard input, and certificates', async () => {
    const { run, session, cluster } = learner()
    cluster.network.addExternal('echo.example', '203.0.113.9', {
      http: ({ method, body, headers }) => ({ status: 200, headers: {}, body: `${method} ${headers.host} ${body}\n` }),
    })
    session.files.write('/home/learner/body.json', '{"a":1}')
    expect(await run('curl -s -d @body.json http://echo.example')).toBe('POST echo.example {"a":1}\n')
    expect(await run('echo -n hello | curl -s -d @- echo.example')).toBe('POST echo.example hello\n')
    session.files.write('/home/learner/ca.crt', cluster.pki.caCertificate)
    expect(await run('curl -s --cacert ca.crt https://127.0.0.1:6443/livez')).toBe('ok')
  })

  test('--resolve and /etc/hosts stand in for names', async () => {
    const { run, session, cluster } = learner()
    cluster.network.addExternal('real.example', '203.0.113.9', { http: ({ headers }) => ({ status: 200, headers: {}, body: `${headers.host}\n` }) })
    expect(await run('curl -s http://shop.example')).toBe('? 6\n')
    expect(await run('curl -s --resolve shop.example:80:203.0.113.9 http://shop.example/a')).toBe('shop.example\n')
    session.files.mkdir('/etc')
    session.files.write('/etc/hosts', '127.0.0.1 localhost\n203.0.113.9 shop.example www.shop.example # by hand\n')
    expect(await run('curl -s http://www.shop.example:80/')).toBe('www.shop.example\n')
  })

  test('Ctrl-C ends it while it waits', async () => {
    const { session, cluster } = learner()
    const before = cluster.clock.now()
    const running = session.run('curl http://10.244.9.9')
    session.shell.interrupt()
    expect(await running).toBe(130)
    expect(cluster.clock.now() - before).toBeLessThan(130_000)
  })

  test('a port of this machine is free again when its kubectl ends, and taken until then', async () => {
    const { run } = learner()
    await run('kubectl proxy --port=8001 &')
    await run('sleep 1')
    expect(await run('kubectl proxy --port=8001')).toBe('error: listen tcp 127.0.0.1:8001: bind: address already in use\n? 1\n')
    expect(await run('curl -s localhost:8001/healthz')).toBe('ok')
    await run('kill %1; sleep 1')
    expect(await run('curl -s localhost:8001/healthz')).toBe('? 7\n')
  })
})

describe('ports without a machine', () => {
  const refuse = { listen: async () => Promise.reject(new Error('no')), serve: async () => Promise.reject(new Error('no')) }

  test('a free port is one that nobody has', async () => {
    const ports = new LearnerPorts(undefined, () => {})
    const open = () => ports.listen({ host: '127.0.0.1', port: 0 }, () => {})
    expect([(await open()).port, (await open()).port]).toEqual([40000, 40001])
  })

  test('what the machine refuses is refused', async () => {
    await expect(new LearnerPorts(refuse, () => {}).listen({ host: '127.0.0.1', port: 80 }, () => {})).rejects.toThrow('no')
  })

  test('who answers bit by bit, and who hangs up', async () => {
    const ports = new LearnerPorts(undefined, () => {})
    await ports.listen({ host: '127.0.0.1', port: 80 }, (connection) =>
      connection.onData((text) => {
        if (text.startsWith('GET /gone')) return connection.end()
        for (const part of ['HTTP/1.1 200 OK\r\nContent-Le', 'ngth: 4\r\n\r\n', 'ab', 'cd']) connection.write(part)
      }),
    )
    const ask = (path: string) => {
      let heard: unknown
      ports.exchange(80)?.({ method: 'GET', path, headers: {}, body: '' }, (answer) => (heard = answer))
      return heard
    }
    expect(ask('/')).toEqual({ status: 200, headers: { 'Content-Length': '4' }, body: 'abcd' })
    expect(ask('/gone')).toBe('reset')
  })
})
