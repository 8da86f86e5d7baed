/** What happens when a kubelet falls silent. */
import { expect, test } from '@jest/globals'
import { leases, nodes, pods } from '../../src/api/kinds.ts'
import { formatMicroTime } from '../../src/api/time.ts'
import { controlPlane } from './control-plane.ts'

type ControlPlane = ReturnType<typeof controlPlane>

/** Lets time pass in steps of ten seconds, in which the kubelets of `alive` renew their leases. */
function pass({ client, clock }: ControlPlane, seconds: number, alive: readonly string[]): void {
  for (let passed = 0; passed < seconds; passed += 10) {
    for (const name of alive) {
      const renewTime = formatMicroTime(clock.now())
      const lease = client.find(leases, name, 'kube-node-lease')
      if (lease) client.update(leases, { ...lease, spec: { ...lease.spec, renewTime } })
      else client.create(leases, { metadata: { name, namespace: 'kube-node-lease' }, spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime } })
    }
    clock.advance(10_000)
  }
}
const taints = ({ client }: ControlPlane, name: string): string[] => client.get(nodes, name).spec.taints?.map(({ key, effect }) => `${key}:${effect}`) ?? []

const booted = () => {
  const cluster = controlPlane(3)
  const all = ['worker-1', 'worker-2', 'worker-3']
  const others = ['worker-2', 'worker-3']
  const tolerations = ['not-ready', 'unreachable'].map((key) => ({
    key: `node.kubernetes.io/${key}`,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 300,
  }))
  const spec = { nodeSelector: { 'kubernetes.io/hostname': 'worker-1' }, tolerations, containers: [{ name: 'web', image: 'nginx' }] }
  cluster.client.create(pods, { metadata: { name: 'web', namespace: 'default' }, spec } as never)
  cluster.run()
  pass(cluster, 60, all)
  return { ...cluster, all, others }
}

test('after 50 seconds of silence the node is Unknown, tainted, and its pods are not ready', () => {
  const cluster = booted()
  const { client, others } = cluster
  expect(taints(cluster, 'worker-1')).toEqual([])
  pass(cluster, 40, others)
  expect(client.get(nodes, 'worker-1').status?.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('True')
  pass(cluster, 10, others)
  const conditions = client.get(nodes, 'worker-1').status?.conditions ?? []
  expect(conditions[0]).toMatchObject({ type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' })
  expect(taints(cluster, 'worker-1').sort()).toEqual(['node.kubernetes.io/unreachable:NoExecute', 'node.kubernetes.io/unreachable:NoSchedule'])
  expect(client.get(pods, 'web', 'default').status?.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('False')
  expect(cluster.messages().slice(-2)).toEqual([
    'Normal NodeNotReady node/worker-1: Node worker-1 status is now: NodeNotReady',
    'Warning NodeNotReady pod/web: Node is not ready',
  ])
})

test('five minutes later its pods are evicted', () => {
  const cluster = booted()
  const { client, others } = cluster
  pass(cluster, 340, others)
  expect(client.get(pods, 'web', 'default').metadata.deletionTimestamp).toBeUndefined()
  pass(cluster, 20, others)
  const web = client.get(pods, 'web', 'default')
  expect(web.metadata.deletionTimestamp).toBeDefined()
  expect(web.status?.conditions?.find(({ type }) => type === 'DisruptionTarget')).toMatchObject({
    status: 'True',
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
  })
  expect(cluster.messages().at(-1)).toBe('Normal TaintManagerEviction pod/web: Marking for deletion Pod default/web')
})

test('a node that comes back in time keeps its pods', () => {
  const cluster = booted()
  const { client, all, others } = cluster
  pass(cluster, 120, others)
  const node = client.get(nodes, 'worker-1')
  const conditions = node.status?.conditions?.map((condition) =>
    condition.type === 'Ready' ? { ...condition, status: 'True', reason: 'KubeletReady' } : condition,
  )
  client.updateStatus(nodes, { ...node, status: { ...node.status, ...(conditions ? { conditions } : {}) } })
  pass(cluster, 400, all)
  expect(taints(cluster, 'worker-1')).toEqual([])
  expect(client.get(pods, 'web', 'default').metadata.deletionTimestamp).toBeUndefined()
  expect(cluster.messages().at(-1)).toBe('Normal TaintManagerEviction pod/web: Cancelling deletion of Pod default/web')
})

test('if all nodes fall silent at once nobody is evicted: it may be our own fault', () => {
  const cluster = booted()
  pass(cluster, 500, [])
  expect(taints(cluster, 'worker-1')).toEqual(['node.kubernetes.io/unreachable:NoSchedule'])
  expect(cluster.client.get(pods, 'web', 'default').metadata.deletionTimestamp).toBeUndefined()
})

test('a taint NoExecute of your own evicts at once whoever does not tolerate it', () => {
  const cluster = booted()
  cluster.client.patch(nodes, 'worker-1', '', { spec: { taints: [{ key: 'maintenance', value: 'now', effect: 'NoExecute' }] } })
  cluster.clock.settle()
  expect(cluster.client.get(pods, 'web', 'default').metadata.deletionTimestamp).toBeDefined()
})

test('pods of a node that was removed are removed too, after a while', () => {
  const cluster = booted()
  cluster.client.delete(nodes, 'worker-1')
  pass(cluster, 100, cluster.others)
  expect(cluster.client.find(pods, 'web', 'default')).toBeUndefined()
  expect(cluster.messages()).toContain('Normal RemovingNode node/worker-1: Node worker-1 event: Removing Node worker-1 from Controller')
})
