/**
 * The yardstick: a bare loop that makes the writes which a pod costs (create, bind, three statuses, five events) on a Map with
 * one revision counter and three watchers. What a cluster spends above that should be behaviour, not waste.
 *
 *   node … [10000]
 *
 * Prints JSON: real and CPU milliseconds, and the resident memory after it in MB.
 */
interface Stored {
  readonly metadata: { readonly name: string; readonly resourceVersion?: string }
}

const count = Number(process.argv[2] ?? 10_000)
const store = new Map<string, Stored>()
const watchers = Array.from({ length: 3 }, () => ({ seen: 0, last: undefined as Stored | undefined }))
let revision = 0

function put<T extends Stored>(kind: string, object: T): T {
  const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(++revision) } }
  store.set(`/registry/${kind}/default/${object.metadata.name}`, stored)
  for (const watcher of watchers) {
    watcher.seen++
    watcher.last = stored
  }
  return stored
}

const conditionTypes = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled']
const time = '2026-01-05T09:00:00Z'

const statusOf = (phase: string, ip: string) => ({
  phase,
  conditions: conditionTypes.map((type) => ({ type, status: phase === 'Running' ? 'True' : 'False', lastProbeTime: null, lastTransitionTime: time })),
  hostIP: '172.18.0.3',
  podIP: ip,
  podIPs: [{ ip }],
  startTime: time,
  containerStatuses: [{ name: 'web', image: 'nginx:1.27', ready: phase === 'Running', restartCount: 0, state: { running: { startedAt: time } } }],
})

function live(i: number): void {
  const name = `web-${i}`
  const metadata = { name, namespace: 'default', uid: `uid-${i}`, labels: { app: 'web' }, creationTimestamp: time }
  const event = (reason: string, step: number): void =>
    void put('events', {
      kind: 'Event',
      metadata: { name: `${name}.${step}`, namespace: 'default', creationTimestamp: time },
      involvedObject: { kind: 'Pod', namespace: 'default', name, uid: metadata.uid },
      reason,
      message: `${reason} of ${name}`,
      source: { component: 'kubelet' },
      count: 1,
      type: 'Normal',
    })
  const created = put('pods', { kind: 'Pod', metadata, spec: { containers: [{ name: 'web', image: 'nginx:1.27' }], nodeName: '' }, status: {} })
  event('SuccessfulCreate', 1)
  let pod: typeof created = put('pods', { ...created, spec: { ...created.spec, nodeName: `worker-${i % 100}` } })
  event('Scheduled', 2)
  for (const phase of ['Pending', 'Pending', 'Running']) pod = put('pods', { ...pod, status: statusOf(phase, `10.244.${i >> 8}.${i & 255}`) })
  for (const [step, reason] of ['Pulled', 'Created', 'Started'].entries()) event(reason, 3 + step)
}

const before = { ms: performance.now(), cpu: process.cpuUsage() }
for (let i = 0; i < count; i++) live(i)
const { user, system } = process.cpuUsage(before.cpu)
console.log(JSON.stringify({ ms: performance.now() - before.ms, cpu: (user + system) / 1000, rss: process.memoryUsage().rss / 2 ** 20, kept: store.size }))
