/** kubectl proxy and kubectl port-forward within a session: what other programs of this machine get to see. */
import { expect, test } from '@jest/globals'
import { bootForSession } from '../../src/cli/boot.ts'
import { hostPorts } from '../../src/cli/local-ports.ts'
import { RealTime } from '../../src/cli/real-time.ts'
import { Session } from '../../src/cli/session.ts'

async function playing(lines: readonly string[], visit: (port: number) => Promise<void>): Promise<string> {
  const cluster = bootForSession({ seed: 'ports', nodes: 2, start: Date.now() })
  const time = new RealTime(cluster.clock)
  let shown = ''
  let told = (_: string): void => {}
  const say = (text: string): void => {
    shown += text
    told(shown)
  }
  const session = new Session({
    cluster,
    time,
    ports: hostPorts,
    io: { stdout: say, stderr: say, stdin: async () => '', terminal: { stdin: false, stdout: false, columns: 80 } },
  })
  const listening = new Promise<number>((resolve) => {
    told = (text) => {
      const port = /(?:serve on|from) 127\.0\.0\.1:(\d+)/.exec(text)?.[1]
      if (port) resolve(Number(port))
    }
  })
  const [last, ...before] = [...lines].reverse()
  for (const line of before.reverse()) await session.run(line)
  const running = session.run(last as string)
  const port = await listening
  await visit(port)
  session.shell.interrupt()
  await running
  time.stop()
  return shown.replaceAll(String(port), 'PORT')
}

test('kubectl proxy passes requests on, and guards its door', async () => {
  const seen: (number | string)[] = []
  const shown = await playing(['kubectl proxy --port=0 --reject-methods=DELETE'], async (port) => {
    const ask = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, init)
    const created = await ask('/api/v1/namespaces/default/configmaps', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'there' } }),
    })
    const list = (await (await ask('/api/v1/namespaces/default/configmaps?fieldSelector=metadata.name%3Dthere')).json()) as {
      items: { metadata: { name: string } }[]
    }
    seen.push(created.status, list.items[0]?.metadata.name ?? '')
    seen.push((await ask('/api/v1/namespaces/default/configmaps/there', { method: 'DELETE' })).status)
    seen.push((await ask('/api/v1/namespaces/default/pods/x/exec')).status)
    seen.push(await (await ask('/nowhere')).text())
    const watch = await ask('/api/v1/namespaces/default/configmaps?watch=1&fieldSelector=metadata.name%3Dthere')
    const reader = (watch.body as ReadableStream<Uint8Array>).getReader()
    seen.push((JSON.parse(new TextDecoder().decode((await reader.read()).value)) as { type: string }).type)
    await reader.cancel()
  })
  expect(seen).toEqual([201, 'there', 403, 403, expect.stringContaining('the server could not find the requested resource'), 'ADDED'])
  expect(shown).toBe('Starting to serve on 127.0.0.1:PORT\n')
})

test('kubectl port-forward opens a port behind which the program of the pod answers', async () => {
  const seen: (number | string)[] = []
  const shown = await playing(
    ['kubectl run web --image=nginx:1.27', 'kubectl wait --for=condition=Ready pod/web', 'kubectl port-forward web :80'],
    async (port) => {
      const page = await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } })
      seen.push(page.status, page.headers.get('server') ?? '', /<title>(.*)<\/title>/.exec(await page.text())?.[1] ?? '')
      seen.push((await fetch(`http://127.0.0.1:${port}/nowhere`, { headers: { connection: 'close' } })).status)
    },
  )
  expect(seen).toEqual([200, 'nginx/1.27.5', 'Welcome to nginx!', 404])
  expect(shown).toBe(`pod/web created
pod/web condition met
Forwarding from 127.0.0.1:PORT -> 80
Forwarding from [::1]:PORT -> 80
Handling connection for PORT
Handling connection for PORT
`)
}, 30_000)
