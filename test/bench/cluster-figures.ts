/**
 * Measures one cluster in this process, which bench.mjs starts anew for each figure, so that nothing is warm.
 *
 *   node … boot                    the boot alone
 *   node … rollout [200]           and a Deployment of so many pods, until all are Ready
 *   node … idle [20]               and an hour in which nothing happens but the heartbeats of so many pods and their nodes
 *   node … scale [10000] [1000]    so many pods on so many nodes, in Deployments of 250 as in Kubernetes' own load test
 *
 * Prints JSON: real and CPU milliseconds of each, and the resident memory after it in MB.
 */
import { deployments } from '../../src/api/kinds.ts'
import { bootForSession } from '../../src/cli/boot.ts'
import type { Cluster } from '../../src/cluster.ts'

const start = Date.parse('2026-01-05T09:00:00Z')
const hour = 3_600_000
const large = 250

function measured<T>(run: () => T): { result: T; ms: number; cpu: number; rss: number } {
  const before = { ms: performance.now(), cpu: process.cpuUsage() }
  const result = run()
  const { user, system } = process.cpuUsage(before.cpu)
  return { result, ms: performance.now() - before.ms, cpu: (user + system) / 1000, rss: process.memoryUsage().rss / 2 ** 20 }
}

function deploy(cluster: Cluster, name: string, replicas: number): void {
  const labels = { app: name }
  const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } }
  cluster.admin.create(deployments, {
    metadata: { name, namespace: 'default' },
    spec: { replicas, selector: { matchLabels: labels }, template: template as never },
  })
}

function rollOut(cluster: Cluster, sizes: readonly number[]): void {
  const waiting = new Map(sizes.map((size, i) => [`web-${i}`, size]))
  for (const [name, size] of waiting) deploy(cluster, name, size)
  const areReady = (): boolean => {
    for (const [name, size] of waiting) {
      if (cluster.admin.get(deployments, name, 'default').status?.readyReplicas !== size) return false
      waiting.delete(name)
    }
    return true
  }
  if (!cluster.clock.advanceUntil(areReady, hour)) throw new Error(`not all of ${sizes.join(' + ')} pods became Ready`)
}

const groups = (pods: number): number[] => Array.from({ length: Math.ceil(pods / large) }, (_, i) => Math.min(large, pods - i * large))

const [figure = 'boot', first, second] = process.argv.slice(2)
const pods = Number(first ?? { idle: 20, scale: 10_000 }[figure] ?? 200)
// 110 pods are what a node takes.
const nodes = figure === 'boot' ? 3 : Number(second ?? Math.max(3, 1 + Math.ceil(pods / 100)))
const boot = measured(() => bootForSession({ seed: 'bench', start, nodes }))
const cluster = boot.result
const figures: Record<string, number> = { boot: boot.ms, bootCpu: boot.cpu, rss: boot.rss }
if (figure !== 'boot') {
  const rollout = measured(() => rollOut(cluster, figure === 'scale' ? groups(pods) : [pods]))
  Object.assign(figures, { rollout: rollout.ms, rolloutCpu: rollout.cpu, rss: rollout.rss })
}
if (figure === 'idle') {
  const idle = measured(() => cluster.clock.advance(hour))
  Object.assign(figures, { idle: idle.ms, idleCpu: idle.cpu })
}
console.log(JSON.stringify(figures))
