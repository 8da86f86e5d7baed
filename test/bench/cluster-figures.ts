/**
 * Measures one cluster in this process, which bench.mjs starts anew for each figure, so that nothing is warm.
 *
 *   node … boot            the boot alone
 *   node … rollout [200]   and a Deployment of so many pods, until all are Ready
 *   node … idle [20]       and an hour in which nothing happens but the heartbeats of so many pods and their nodes
 *
 * Prints JSON: real milliseconds of each, and the resident memory after it in MB.
 */
import { deployments } from '../../src/api/kinds.ts'
import { bootForSession } from '../../src/cli/boot.ts'
import type { Cluster } from '../../src/cluster.ts'

const start = Date.parse('2026-01-05T09:00:00Z')
const hour = 3_600_000

function measured<T>(run: () => T): { result: T; ms: number; rss: number } {
  const before = performance.now()
  const result = run()
  return { result, ms: performance.now() - before, rss: process.memoryUsage().rss / 2 ** 20 }
}

function rollOut(cluster: Cluster, replicas: number): void {
  const labels = { app: 'web' }
  const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } }
  cluster.admin.create(deployments, {
    metadata: { name: 'web', namespace: 'default' },
    spec: { replicas, selector: { matchLabels: labels }, template: template as never },
  })
  const isReady = (): boolean => cluster.admin.get(deployments, 'web', 'default').status?.readyReplicas === replicas
  if (!cluster.clock.advanceUntil(isReady, hour)) throw new Error(`not all of ${replicas} pods became Ready`)
}

const [figure = 'boot', pods] = process.argv.slice(2)
const replicas = Number(pods ?? (figure === 'idle' ? 20 : 200))
// 110 pods are what a node takes.
const nodes = Math.max(3, 1 + Math.ceil(replicas / 100))
const boot = measured(() => bootForSession({ seed: 'bench', start, nodes: figure === 'boot' ? 3 : nodes }))
const cluster = boot.result
const figures: Record<string, number> = { boot: boot.ms, rss: boot.rss }
if (figure !== 'boot') {
  const rollout = measured(() => rollOut(cluster, replicas))
  Object.assign(figures, { rollout: rollout.ms, rss: rollout.rss })
}
if (figure === 'idle') Object.assign(figures, { idle: measured(() => cluster.clock.advance(hour)).ms })
console.log(JSON.stringify(figures))
