/**
 * Measures a rollout in another simulator, the npm package @ngrok/webernetes, in this process: a Deployment until all pods
 * are Ready, as cluster-figures.ts does it. webernetes.mjs bundles and starts it.
 *
 *   node … [200]
 *
 * Prints JSON: real and CPU milliseconds of the rollout, in a cluster that has been started before.
 */
import { BaseImage, Cluster } from '@ngrok/webernetes'

class Web extends BaseImage {
  static imageName = 'web'
  static imageVersion = '1.0'
  defaultCommand = ['server']

  async exec(context) {
    context.listenHttp(80, async () => ({ statusCode: 200, body: 'ok\n' }))
    return await context.waitUntilKilled()
  }
}

const replicas = Number(process.argv[2] ?? 200)
const labels = { app: 'web' }
const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1.0', ports: [{ containerPort: 80 }] }] } }
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default' },
  spec: { replicas, selector: { matchLabels: labels }, template },
}
const cpu = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const cluster = new Cluster({ nodes: Math.max(3, 1 + Math.ceil(replicas / 100)) })
cluster.registerImage(Web)
await cluster.init()
const before = { ms: performance.now(), cpu: cpu() }
cluster.informer('deployments', (_type, { status }) => {
  if (status?.readyReplicas !== replicas) return
  console.log(JSON.stringify({ rollout: performance.now() - before.ms, cpu: cpu() - before.cpu }))
  process.exit()
})
await cluster.apply([deployment])
