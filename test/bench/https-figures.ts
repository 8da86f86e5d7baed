/**
 * How fast the front door is: `npm run bench:https`. A cluster with 500 pods behind HTTPS, and beside it in the same
 * process a bare `node:https` server that sends the same bytes; a client process asks both in turns. What counts is the
 * ratio of requests per second.
 *
 *   get       one pod
 *   list      500 pods
 *   watch     milliseconds until 100 watchers have got 20 changes each, and changes a second in all
 *   bytes     of heap kept for each stored pod
 *
 * It prints and never fails.
 */
import { spawn } from 'node:child_process'
import { Agent, createServer, get } from 'node:https'
import type { AddressInfo } from 'node:net'
import { configMaps, nodes, pods } from '../../src/api/kinds.ts'
import { bootCluster, type Cluster } from '../../src/cluster.ts'
import { createFrontDoor } from '../../src/server/front-door.ts'
import { createAuthority } from '../../src/server/pki/authority.ts'

const podCount = 500
const watchers = 100
const changes = 20
const rounds = 7
const seconds = 1

interface Target {
  readonly port: number
  readonly ca: string
  readonly cert: string
  readonly key: string
}

/** The client's process: asks one address as fast as it can, over a few connections that stay. Prints requests per second. */
async function hammer(): Promise<void> {
  const target = JSON.parse(process.env.TARGET ?? '') as Target & { path: string }
  const agent = new Agent({ keepAlive: true, maxSockets: 4, ca: target.ca, cert: target.cert, key: target.key })
  const ask = (): Promise<void> =>
    new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port: target.port, path: target.path, agent }, (incoming) => {
        if (incoming.statusCode !== 200) reject(new Error(`status ${incoming.statusCode}`))
        incoming.on('data', () => {})
        incoming.on('end', resolve)
      }).on('error', reject)
    })
  await Promise.all(Array.from({ length: 4 }, ask))
  const began = performance.now()
  let done = 0
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (; performance.now() - began < seconds * 1000; done++) await ask()
    }),
  )
  console.log((done * 1000) / (performance.now() - began))
  agent.destroy()
}

const asked = (target: Target, path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [process.argv[1] as string], {
      env: { ...process.env, HAMMER: '1', TARGET: JSON.stringify({ ...target, path }) },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.on('data', (data) => (output += String(data)))
    child.on('close', (code) => (code === 0 ? resolve(Number(output)) : reject(new Error(`the client ended with ${code}`))))
  })

const listening = (server: { listen(port: number, host: string, done: () => void): unknown; address(): unknown }): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))

const body = (target: Target, path: string): Promise<Buffer> =>
  new Promise((resolve) => {
    get({ host: '127.0.0.1', ...target, path }, async (incoming) => {
      const chunks: Buffer[] = []
      for await (const chunk of incoming) chunks.push(chunk as Buffer)
      resolve(Buffer.concat(chunks))
    })
  })

/** Pods that no kubelet runs: they are only there to be stored. */
function fill(cluster: Cluster): number {
  const node = cluster.admin.list(nodes).items[0]?.metadata.name as string
  const heap = (): number => {
    globalThis.gc?.()
    return process.memoryUsage().heapUsed
  }
  const before = heap()
  for (let i = 0; i < podCount; i++)
    cluster.admin.create(pods, {
      metadata: { name: `web-${i}`, namespace: 'default', labels: { app: 'web', n: String(i) } },
      spec: {
        schedulerName: 'nobody',
        nodeSelector: { 'kubernetes.io/hostname': node },
        containers: [{ name: 'web', image: 'nginx:1.27', ports: [{ containerPort: 80 }], resources: { requests: { cpu: '10m', memory: '16Mi' } } }],
      },
    })
  return (heap() - before) / podCount
}

async function fanOut(cluster: Cluster, target: Target): Promise<number> {
  let got = 0
  const agent = new Agent({ keepAlive: false, maxSockets: watchers })
  const open = Array.from(
    { length: watchers },
    () =>
      new Promise<() => void>((resolve) => {
        const path = `/api/v1/namespaces/default/configmaps?watch=true&resourceVersion=${cluster.apiServer.etcd.revision}`
        const request = get({ host: '127.0.0.1', ...target, path, agent }, (incoming) => {
          incoming.on('data', (chunk: Buffer) => (got += chunk.toString().split('"type":"ADDED"').length - 1))
          resolve(() => request.destroy())
        })
        request.on('error', () => {})
      }),
  )
  const stop = await Promise.all(open)
  await new Promise((resolve) => setTimeout(resolve, 100))
  got = 0
  const began = performance.now()
  for (let i = 0; i < changes; i++) cluster.admin.create(configMaps, { metadata: { name: `news-${i}`, namespace: 'default' }, data: { n: String(i) } })
  while (got < watchers * changes) await new Promise((resolve) => setImmediate(resolve))
  const ms = performance.now() - began
  for (const end of stop) end()
  return ms
}

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

async function measure(): Promise<void> {
  const start = Date.now()
  const cluster = bootCluster({ seed: 'bench', start, nodes: 2, pki: (random) => createAuthority({ bytes: (length) => random.bytes(length), now: start }) })
  const { pki } = cluster
  const bytes = fill(cluster)
  const validity = { notBefore: start - 1000, notAfter: start + 86_400_000 }
  const server = pki.issueServer(['127.0.0.1'], validity)
  const client = pki.issueClient({ commonName: 'admin', organizations: ['system:masters'] }, validity)
  const front = createFrontDoor({ handle: cluster.handle, pki, ...server })
  const target: Target = { port: await listening(front), ca: pki.caCertificate, cert: client.certificate, key: client.key }
  const paths = { get: '/api/v1/namespaces/default/pods/web-1', list: '/api/v1/namespaces/default/pods' }
  const results: Record<string, { rate: number[]; ratio: number[]; size: number }> = {}
  for (const [name, path] of Object.entries(paths)) {
    const sent = await body(target, path)
    const bare = createServer(
      { cert: server.certificate, key: server.key, ca: pki.caCertificate, requestCert: true, rejectUnauthorized: false },
      (_, outgoing) => {
        outgoing.setHeader('content-type', 'application/json')
        outgoing.end(sent)
      },
    )
    const bareTarget = { ...target, port: await listening(bare) }
    const found = { rate: [] as number[], ratio: [] as number[], size: sent.length }
    for (let round = 0; round < rounds; round++) {
      const rate = await asked(target, path)
      found.rate.push(rate)
      found.ratio.push(rate / (await asked(bareTarget, path)))
    }
    results[name] = found
    bare.close()
    bare.closeAllConnections()
  }
  const spread: number[] = []
  for (let round = 0; round < 3; round++) {
    spread.push(await fanOut(cluster, target))
    for (let i = 0; i < changes; i++) cluster.admin.delete(configMaps, `news-${i}`, 'default')
  }
  for (const [name, { rate, ratio, size }] of Object.entries(results))
    console.log(
      `${name.padEnd(8)}${median(rate).toFixed(0).padStart(8)} a second of ${size} bytes; ratio to bare node:https ${median(ratio).toFixed(2)} (aim: at least 0.5)`,
    )
  console.log(
    `watch   ${median(spread).toFixed(0).padStart(8)} ms until ${watchers} watchers have ${changes} changes each: ${((watchers * changes * 1000) / median(spread)).toFixed(0)} a second`,
  )
  console.log(`bytes   ${bytes.toFixed(0).padStart(8)} of heap for each stored pod`)
  front.close()
  front.closeAllConnections()
}

await (process.env.HAMMER ? hammer() : measure())
