/** Pods go where their volumes can be had, and say why there is no such node. */
import { describe, expect, test } from '@jest/globals'
import { csiNodes, nodes, persistentVolumeClaims, persistentVolumes, pods, storageClasses } from '../../src/api/kinds.ts'
import { controlPlane } from './control-plane.ts'

type Cluster = ReturnType<typeof controlPlane>

const volumeOf = (name: string, more: object = {}): any => ({
  metadata: { name },
  spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], storageClassName: 'local', hostPath: { path: `/tmp/${name}` }, ...more },
})
const onNode = (...values: string[]) => ({
  nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values }] }] } },
})
const claimOf = (name: string, more: object = {}): any => ({
  metadata: { name, namespace: 'default' },
  spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'local', resources: { requests: { storage: '1Gi' } }, ...more },
})
const podOf = (name: string, ...claims: string[]): any => ({
  metadata: { name, namespace: 'default' },
  spec: {
    containers: [{ name: 'c', image: 'nginx' }],
    volumes: claims.map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } })),
  },
})
const lazy = { metadata: { name: 'local' }, provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer' }
const dynamic = { metadata: { name: 'fast' }, provisioner: 'example.com/ssd', volumeBindingMode: 'WaitForFirstConsumer' }

function clusterWith(...volumes: object[]): Cluster {
  const cluster = controlPlane(3)
  cluster.client.create(storageClasses, lazy)
  cluster.client.create(storageClasses, dynamic)
  for (const volume of volumes) cluster.client.create(persistentVolumes, volume as never)
  cluster.run()
  return cluster
}

const nodeOf = ({ client }: Cluster, name: string) => client.get(pods, name, 'default').spec.nodeName
const volumeName = ({ client }: Cluster, claim: string) => client.get(persistentVolumeClaims, claim, 'default').spec?.volumeName
/** What the scheduler last said of a pod, without what preemption says of it. */
const said = (cluster: Cluster, name: string) =>
  cluster
    .messages()
    .filter((text) => text.startsWith(`Warning FailedScheduling pod/${name}: `))
    .at(-1)
    ?.replace(`Warning FailedScheduling pod/${name}: `, '')
    .replace(' no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.', '')

function waits(cluster: Cluster, seconds: number): void {
  cluster.run()
  cluster.clock.advance(seconds * 1000)
  cluster.run()
}

describe('a pod waits', () => {
  test.each<[string, (cluster: Cluster) => void, string]>([
    ['for a claim that is not there', () => {}, '0/3 nodes are available: persistentvolumeclaim "data" not found.'],
    [
      'for a claim that the binder has not bound',
      ({ client }) => client.create(persistentVolumeClaims, claimOf('data', { storageClassName: '' })),
      '0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.',
    ],
    [
      'for a volume within reach of any node',
      ({ client }) => client.create(persistentVolumeClaims, claimOf('data', { resources: { requests: { storage: '5Gi' } } })),
      "0/3 nodes are available: 3 node(s) didn't find available persistent volumes to bind.",
    ],
    [
      'for a node that reaches its volume',
      (cluster) => {
        cluster.client.create(persistentVolumes, volumeOf('far', { storageClassName: '', ...onNode('worker-9') }))
        cluster.run()
        cluster.client.create(persistentVolumeClaims, claimOf('data', { storageClassName: '' }))
        cluster.run()
      },
      "0/3 nodes are available: 3 node(s) didn't match PersistentVolume's node affinity.",
    ],
    [
      'for a node in the zone of its volume',
      (cluster) => {
        const labels = { 'topology.kubernetes.io/zone': 'b' }
        cluster.client.create(persistentVolumes, { ...volumeOf('zonal', { storageClassName: '' }), metadata: { name: 'zonal', labels } })
        for (const name of ['worker-1', 'worker-2', 'worker-3'])
          cluster.client.patch(nodes, name, '', { metadata: { labels: { 'topology.kubernetes.io/zone': 'a' } } })
        cluster.run()
        cluster.client.create(persistentVolumeClaims, claimOf('data', { storageClassName: '' }))
        cluster.run()
      },
      '0/3 nodes are available: 3 node(s) had no available volume zone.',
    ],
    [
      'for a claim that is on its way out',
      (cluster) => {
        cluster.client.create(persistentVolumeClaims, {
          ...claimOf('data'),
          metadata: { name: 'data', namespace: 'default', finalizers: ['example.com/keep'] },
        })
        cluster.client.delete(persistentVolumeClaims, 'data', 'default')
        cluster.run()
      },
      '0/3 nodes are available: persistentvolumeclaim "data" is being deleted.',
    ],
  ])('%s', (_, given, message) => {
    const cluster = clusterWith(volumeOf('disk'))
    given(cluster)
    cluster.client.create(pods, podOf('db', 'data'))
    cluster.run()
    expect([nodeOf(cluster, 'db'), said(cluster, 'db')]).toEqual([undefined, message])
  })

  test('until its claim is there and bound', () => {
    const cluster = clusterWith(volumeOf('disk', { storageClassName: 'manual' }))
    cluster.client.create(pods, podOf('db', 'data'))
    cluster.run()
    cluster.client.create(persistentVolumeClaims, claimOf('data', { storageClassName: 'manual' }))
    cluster.run()
    expect(nodeOf(cluster, 'db')).toBeDefined()
  })

  test('while another has a claim that only one pod may use', () => {
    const accessModes = ['ReadWriteOncePod']
    const cluster = clusterWith(volumeOf('disk', { storageClassName: 'manual', accessModes }))
    cluster.client.create(persistentVolumeClaims, claimOf('data', { storageClassName: 'manual', accessModes }))
    cluster.client.create(pods, podOf('first', 'data'))
    cluster.run()
    cluster.client.create(pods, podOf('second', 'data'))
    cluster.run()
    expect(said(cluster, 'second')).toBe(
      '0/3 nodes are available: 3 node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode.' +
        ' no new claims to deallocate, preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.',
    )
    cluster.client.delete(pods, 'first', 'default')
    cluster.run()
    expect(nodeOf(cluster, 'second')).toBeDefined()
  })

  test('for a node whose driver can attach one volume more', () => {
    const cluster = clusterWith()
    for (const name of ['worker-1', 'worker-2', 'worker-3'])
      cluster.client.create(csiNodes, { metadata: { name }, spec: { drivers: [{ name: 'csi.example.com', nodeID: name, allocatable: { count: 1 } }] } })
    for (const name of ['a', 'b', 'c', 'd']) {
      cluster.client.create(
        persistentVolumes,
        volumeOf(name, { storageClassName: '', hostPath: undefined, csi: { driver: 'csi.example.com', volumeHandle: name } }),
      )
      cluster.run()
      cluster.client.create(persistentVolumeClaims, claimOf(name, { storageClassName: '' }))
      cluster.client.create(pods, podOf(name, name))
      cluster.run()
    }
    expect(new Set(['a', 'b', 'c'].map((name) => nodeOf(cluster, name)))).toEqual(new Set(['worker-1', 'worker-2', 'worker-3']))
    expect(said(cluster, 'd')).toMatch(/^0\/3 nodes are available: 3 node\(s\) exceed max volume count\./)
  })
})

describe('a claim that waits for its first pod', () => {
  test('is bound to a volume of the node that the pod goes to: what else the pod asks for counts too', () => {
    const cluster = clusterWith(volumeOf('one', onNode('worker-1')), volumeOf('two', onNode('worker-2')))
    cluster.client.create(persistentVolumeClaims, claimOf('data'))
    const pod = podOf('db', 'data')
    cluster.client.create(pods, { ...pod, spec: { ...pod.spec, nodeSelector: { 'kubernetes.io/hostname': 'worker-2' } } })
    waits(cluster, 0)
    expect([volumeName(cluster, 'data'), nodeOf(cluster, 'db')]).toEqual(['two', undefined])
    expect(cluster.client.get(pods, 'db', 'default').status?.nominatedNodeName).toBe('worker-2')
    waits(cluster, 1)
    expect(nodeOf(cluster, 'db')).toBe('worker-2')
    expect(cluster.client.get(pods, 'db', 'default').status?.nominatedNodeName).toBeUndefined()
  })

  test('two claims of one pod get two volumes of one node', () => {
    const cluster = clusterWith(volumeOf('one', onNode('worker-1')), volumeOf('two', onNode('worker-2')), volumeOf('three', onNode('worker-2')))
    cluster.client.create(persistentVolumeClaims, claimOf('data'))
    cluster.client.create(persistentVolumeClaims, claimOf('logs'))
    cluster.client.create(pods, podOf('db', 'data', 'logs'))
    waits(cluster, 1)
    expect(nodeOf(cluster, 'db')).toBe('worker-2')
    expect(['data', 'logs'].map((claim) => volumeName(cluster, claim)).sort()).toEqual(['three', 'two'])
  })

  test('is ordered for the chosen node; the pod is bound when the provisioner has delivered', () => {
    const cluster = clusterWith()
    cluster.client.create(persistentVolumeClaims, claimOf('data', { storageClassName: 'fast' }))
    cluster.client.create(pods, podOf('db', 'data'))
    waits(cluster, 5)
    const claim = cluster.client.get(persistentVolumeClaims, 'data', 'default')
    const chosen = claim.metadata.annotations?.['volume.kubernetes.io/selected-node'] as string
    expect([chosen, claim.metadata.annotations?.['volume.kubernetes.io/storage-provisioner'], nodeOf(cluster, 'db')]).toEqual([
      expect.stringMatching(/^worker-/),
      'example.com/ssd',
      undefined,
    ])
    const claimRef = { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace: 'default', name: 'data', uid: claim.metadata.uid }
    cluster.client.create(persistentVolumes, volumeOf('made', { storageClassName: 'fast', claimRef, ...onNode(chosen) }))
    waits(cluster, 1)
    expect([volumeName(cluster, 'data'), nodeOf(cluster, 'db')]).toEqual(['made', chosen])
  })

  test('is ordered elsewhere when the provisioner gives up', () => {
    const cluster = clusterWith()
    cluster.client.create(persistentVolumeClaims, claimOf('data', { storageClassName: 'fast' }))
    cluster.client.create(pods, podOf('db', 'data'))
    waits(cluster, 2)
    const path = '/metadata/annotations/volume.kubernetes.io~1selected-node'
    cluster.client.patch(persistentVolumeClaims, 'data', 'default', [{ op: 'remove', path }], 'application/json-patch+json')
    cluster.clock.advance(1000)
    cluster.clock.settle()
    expect(said(cluster, 'db')).toBe('running PreBind plugin "VolumeBinding": binding volumes: provisioning failed for PVC "data"')
    cluster.clock.advance(2000)
    expect(cluster.client.get(persistentVolumeClaims, 'data', 'default').metadata.annotations).toHaveProperty(['volume.kubernetes.io/selected-node'])
  })

  test('the pod gives up after ten minutes, and tries again', () => {
    const cluster = clusterWith()
    cluster.client.create(persistentVolumeClaims, claimOf('data', { storageClassName: 'fast' }))
    cluster.client.create(pods, podOf('db', 'data'))
    waits(cluster, 600)
    expect(said(cluster, 'db')).toBe('running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded')
  })

  test('room that a waiting pod will take is not given to others', () => {
    const cluster = clusterWith()
    const big = (name: string, ...claims: string[]): any => {
      const pod = podOf(name, ...claims)
      return { ...pod, spec: { ...pod.spec, containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu: '1500m' } } }] } }
    }
    cluster.client.create(persistentVolumeClaims, claimOf('data', { storageClassName: 'fast' }))
    for (const name of ['a', 'b']) cluster.client.create(pods, big(name))
    cluster.run()
    cluster.client.create(pods, big('waits', 'data'))
    cluster.run()
    cluster.client.create(pods, big('late'))
    cluster.run()
    expect(said(cluster, 'late')).toContain('0/3 nodes are available: 3 Insufficient cpu.')
    cluster.client.delete(pods, 'waits', 'default')
    cluster.clock.advance(10_000)
    cluster.run()
    expect(nodeOf(cluster, 'late')).toBeDefined()
  })
})
