/** Volumes of drivers hang on the node where a pod needs them; the driver and the kubelets are played by the test. */
import { expect, test } from '@jest/globals'
import { csiDrivers, csiNodes, nodes, persistentVolumeClaims, persistentVolumes, pods, volumeAttachments } from '../../src/api/kinds.ts'
import { formatTime } from '../../src/api/time.ts'
import { controlPlane } from './control-plane.ts'

type Cluster = ReturnType<typeof controlPlane>
const unique = 'kubernetes.io/csi/disk.example.com^vol-1'

function clusterWith(accessModes = ['ReadWriteOnce']): Cluster {
  const cluster = controlPlane(2)
  const { client } = cluster
  for (const name of ['worker-1', 'worker-2']) client.create(csiNodes, { metadata: { name }, spec: { drivers: [] } })
  const csi = { driver: 'disk.example.com', volumeHandle: 'vol-1' }
  client.create(persistentVolumes, { metadata: { name: 'disk' }, spec: { capacity: { storage: '1Gi' }, accessModes, csi } })
  cluster.run()
  const spec = { accessModes, storageClassName: '', resources: { requests: { storage: '1Gi' } } }
  client.create(persistentVolumeClaims, { metadata: { name: 'data', namespace: 'default' }, spec })
  cluster.run()
  return cluster
}

function addPod(cluster: Cluster, name: string, node: string): void {
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }]
  const spec = { nodeName: node, containers: [{ name: 'c', image: 'nginx' }], volumes }
  cluster.client.create(pods, { metadata: { name, namespace: 'default' }, spec })
  cluster.run()
}

/** `worker-1` or `worker-1 attached` of all attachments. */
const attachments = ({ client }: Cluster): string[] =>
  client.list(volumeAttachments).items.map(({ spec, status }) => `${spec.nodeName}${status?.attached ? ' attached' : ''}`)

/** What the driver of a real cluster answers. */
function answer(cluster: Cluster, status: object): void {
  for (const { metadata } of cluster.client.list(volumeAttachments).items)
    cluster.client.patch(volumeAttachments, metadata.name, '', { status }, 'application/merge-patch+json', 'status')
  cluster.run()
}

const inUse = ({ client }: Cluster, node: string, volumesInUse: string[] | null): unknown =>
  client.patch(nodes, node, '', { status: { volumesInUse } }, 'application/merge-patch+json', 'status')
const attachedTo = ({ client }: Cluster, node: string) => client.get(nodes, node).status?.volumesAttached
const told = (cluster: Cluster): string[] => cluster.messages().filter((text) => text.includes('Attach'))

test('a volume is attached where a pod needs it; node and pod are told', () => {
  const cluster = clusterWith()
  addPod(cluster, 'db', 'worker-1')
  expect([attachments(cluster), attachedTo(cluster, 'worker-1')]).toEqual([['worker-1'], undefined])
  const [attachment] = cluster.client.list(volumeAttachments).items
  expect([attachment?.metadata.name, attachment?.spec]).toEqual([
    expect.stringMatching(/^csi-[0-9a-f]{64}$/),
    { attacher: 'disk.example.com', nodeName: 'worker-1', source: { persistentVolumeName: 'disk' } },
  ])
  answer(cluster, { attached: true })
  expect(attachedTo(cluster, 'worker-1')).toEqual([{ name: unique, devicePath: '' }])
  expect(told(cluster)).toEqual(['Normal SuccessfulAttachVolume pod/db: AttachVolume.Attach succeeded for volume "disk" '])
})

test('nothing is attached for a driver that needs none', () => {
  const cluster = clusterWith()
  cluster.client.create(csiDrivers, { metadata: { name: 'disk.example.com' }, spec: { attachRequired: false } })
  addPod(cluster, 'db', 'worker-1')
  expect(attachments(cluster)).toEqual([])
})

test('what the driver says when it fails is told to the pod', () => {
  const cluster = clusterWith()
  addPod(cluster, 'db', 'worker-1')
  answer(cluster, { attached: false, attachError: { message: 'no such disk', time: formatTime(cluster.clock.now()) } })
  expect(told(cluster)).toEqual(['Warning FailedAttachVolume pod/db: AttachVolume.Attach failed for volume "disk" : no such disk'])
})

test('it is detached when the last pod has gone and the node has let go, not before', () => {
  const cluster = clusterWith()
  addPod(cluster, 'db', 'worker-1')
  answer(cluster, { attached: true })
  inUse(cluster, 'worker-1', [unique])
  cluster.client.delete(pods, 'db', 'default')
  cluster.run()
  expect(attachments(cluster)).toEqual(['worker-1 attached'])
  inUse(cluster, 'worker-1', null)
  cluster.run()
  expect([attachments(cluster), attachedTo(cluster, 'worker-1')]).toEqual([[], undefined])
})

test('of a node that is not ready it is taken after six minutes, whatever that node says', () => {
  const cluster = clusterWith()
  addPod(cluster, 'db', 'worker-1')
  answer(cluster, { attached: true })
  inUse(cluster, 'worker-1', [unique])
  const conditions = [
    { type: 'Ready', status: 'Unknown', lastTransitionTime: formatTime(cluster.clock.now()), lastHeartbeatTime: formatTime(cluster.clock.now()) },
  ]
  cluster.client.patch(nodes, 'worker-1', '', { status: { conditions } }, undefined, 'status')
  cluster.client.delete(pods, 'db', 'default', { gracePeriodSeconds: 0 })
  cluster.clock.advance(350_000)
  expect(attachments(cluster)).toEqual(['worker-1 attached'])
  cluster.clock.advance(20_000)
  expect(attachments(cluster)).toEqual([])
})

test('a volume for one node is not attached to two: the second pod is told who has it', () => {
  const cluster = clusterWith()
  addPod(cluster, 'first', 'worker-1')
  answer(cluster, { attached: true })
  addPod(cluster, 'second', 'worker-2')
  expect([attachments(cluster), told(cluster).at(-1)]).toEqual([
    ['worker-1 attached'],
    'Warning FailedAttachVolume pod/second: Multi-Attach error for volume "disk" Volume is already used by pod(s) first',
  ])
  cluster.client.delete(pods, 'first', 'default')
  cluster.run()
  expect(attachments(cluster)).toEqual(['worker-2'])
})

test('a volume for many nodes is attached to each', () => {
  const cluster = clusterWith(['ReadWriteMany'])
  addPod(cluster, 'first', 'worker-1')
  addPod(cluster, 'second', 'worker-2')
  expect(attachments(cluster).sort()).toEqual(['worker-1', 'worker-2'])
})
