/**
 * Measures the stages of a pod's life one by one, in this process: what a request costs that takes the whole way through the
 * API server (authorization, admission, defaults, validation, field management, etcd), and what each watcher adds to it.
 *
 *   node … [2000]
 *
 * Prints JSON: CPU microseconds for each, when warm.
 */
import { events, pods } from '../../src/api/kinds.ts'
import type { Pod } from '../../src/api/types.ts'
import { bootForSession } from '../../src/cli/boot.ts'
import { Client } from '../../src/client/client.ts'

const count = Number(process.argv[2] ?? 2000)
const time = '2026-01-05T09:00:00Z'
const cluster = bootForSession({ seed: 'bench', start: Date.parse(time), nodes: 3 })
const kubelet = new Client(cluster.handle, { username: 'system:node:worker-1', groups: ['system:nodes', 'system:authenticated'] }, 'kubelet')

/** The last of three rounds, in microseconds for each time. */
function each(act: (i: number) => void): number {
  let cost = 0
  for (let round = 0; round < 3; round++) {
    const before = process.cpuUsage()
    for (let i = 0; i < count; i++) act(round * count + i)
    const { user, system } = process.cpuUsage(before)
    cost = (user + system) / count
  }
  return cost
}

const event = (i: number) => ({
  metadata: { name: `web.${i}`, namespace: 'default' },
  involvedObject: { kind: 'Pod', namespace: 'default', name: 'web', uid: 'uid', apiVersion: 'v1' },
  reason: 'Started',
  message: 'Container started',
  source: { component: 'kubelet', host: 'worker-1' },
  firstTimestamp: time,
  lastTimestamp: time,
  count: 1,
  type: 'Normal',
  reportingComponent: 'kubelet',
  reportingInstance: 'worker-1',
})

const created: Pod[] = []
/** Nobody schedules these: the requests alone are measured. */
const podSpec = { schedulerName: 'nobody', containers: [{ name: 'web', image: 'nginx:1.27' }] }

function podEvent(pod: Pod): void {
  const conditions = ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({ type, status: 'True', lastTransitionTime: time }))
  cluster.admin.updateStatus(pods, { ...pod, status: { ...pod.status, phase: 'Running', conditions } } as Pod)
}

const figures = {
  'create an event': each((i) => kubelet.create(events, event(i) as never)),
  'create a pod': each(() => created.push(cluster.admin.create(pods, { metadata: { generateName: 'web-', namespace: 'default' }, spec: podSpec }))),
  'write its status': each((i) => podEvent(created[i] as Pod)),
  'read it': each((i) => cluster.admin.get(pods, created[i]?.metadata.name as string, 'default')),
}
console.log(JSON.stringify(figures))
