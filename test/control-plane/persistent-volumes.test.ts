/** Which claim gets which volume, what is said of those that get none, and what becomes of a volume when its claim goes. */
import { describe, expect, test } from '@jest/globals'
import { persistentVolumeClaims, persistentVolumes, pods, storageClasses } from '../../src/api/kinds.ts'
import { controlPlane } from './control-plane.ts'

type Cluster = ReturnType<typeof controlPlane>

const volumeOf = (name: string, storage: string, more: object = {}): any => ({
  metadata: { name },
  spec: { capacity: { storage }, accessModes: ['ReadWriteOnce'], storageClassName: 'manual', hostPath: { path: `/tmp/${name}` }, ...more },
})
const claimOf = (name: string, storage: string, more: object = {}): any => ({
  metadata: { name, namespace: 'default' },
  spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'manual', resources: { requests: { storage } }, ...more },
})
const volume = ({ client }: Cluster, name: string) => client.get(persistentVolumes, name)
const claim = ({ client }: Cluster, name: string) => client.get(persistentVolumeClaims, name, 'default')
/** `Bound small 1Gi RWO`, or the phase alone. */
const told = (cluster: Cluster, name: string): string => {
  const { spec, status } = claim(cluster, name)
  return [status?.phase, spec?.volumeName, status?.capacity?.storage].filter(Boolean).join(' ')
}
const phase = (cluster: Cluster, name: string) => volume(cluster, name).status?.phase
/** The next look of the binder at what waits. */
const look = ({ clock }: Cluster) => clock.advance(15_000)

function withVolumes(...volumes: object[]): Cluster {
  const cluster = controlPlane(0)
  for (const each of volumes) cluster.client.create(persistentVolumes, each as never)
  cluster.run()
  return cluster
}

describe('a claim gets', () => {
  test.each<[string, object, string]>([
    ['the smallest volume that is large enough', {}, 'Bound middle 5Gi'],
    ['one whose labels match its selector', { selector: { matchLabels: { disk: 'ssd' } } }, 'Bound large 10Gi'],
    ['one of its class', { storageClassName: 'other' }, 'Bound other 10Gi'],
    ['one without a class, if it asks for none', { storageClassName: '' }, 'Bound classless 10Gi'],
    ['one of its volume mode', { volumeMode: 'Block' }, 'Bound raw 10Gi'],
    ['one that can be used in all the ways it asks for', { accessModes: ['ReadWriteOnce', 'ReadOnlyMany'] }, 'Bound shared 20Gi'],
    ['the one it names, however large', { volumeName: 'large' }, 'Bound large 10Gi'],
    ['nothing, if nothing is large enough', { resources: { requests: { storage: '50Gi' } } }, 'Pending'],
    ['nothing, if what it names is not there', { volumeName: 'nowhere' }, 'Pending nowhere'],
  ])('%s', (_, spec, expected) => {
    const cluster = withVolumes(
      volumeOf('small', '1Gi'),
      volumeOf('shared', '20Gi', { accessModes: ['ReadOnlyMany', 'ReadWriteOnce', 'ReadWriteMany'] }),
      { ...volumeOf('large', '10Gi'), metadata: { name: 'large', labels: { disk: 'ssd' } } },
      volumeOf('middle', '5Gi'),
      volumeOf('other', '10Gi', { storageClassName: 'other' }),
      volumeOf('classless', '10Gi', { storageClassName: undefined }),
      volumeOf('raw', '10Gi', { volumeMode: 'Block' }),
      volumeOf('reserved', '4Gi', { claimRef: { namespace: 'default', name: 'somebody' } }),
    )
    cluster.client.create(persistentVolumeClaims, claimOf('data', '3Gi', spec))
    cluster.run()
    expect(told(cluster, 'data')).toBe(expected)
  })

  test('the volume that is reserved for it, though others would be smaller', () => {
    const cluster = withVolumes(volumeOf('small', '3Gi'), volumeOf('reserved', '40Gi', { claimRef: { namespace: 'default', name: 'data' } }))
    cluster.client.create(persistentVolumeClaims, claimOf('data', '3Gi'))
    cluster.run()
    expect(told(cluster, 'data')).toBe('Bound reserved 40Gi')
    expect(volume(cluster, 'reserved').metadata.annotations).toBeUndefined()
  })
})

test('both sides of a binding say who chose', () => {
  const cluster = withVolumes(volumeOf('disk', '1Gi'))
  cluster.client.create(persistentVolumeClaims, claimOf('data', '1Gi'))
  cluster.run()
  const { metadata } = claim(cluster, 'data')
  expect(metadata.annotations).toEqual({ 'pv.kubernetes.io/bind-completed': 'yes', 'pv.kubernetes.io/bound-by-controller': 'yes' })
  expect(volume(cluster, 'disk').metadata.annotations).toEqual({ 'pv.kubernetes.io/bound-by-controller': 'yes' })
  expect(volume(cluster, 'disk').spec?.claimRef).toMatchObject({ kind: 'PersistentVolumeClaim', namespace: 'default', name: 'data', uid: metadata.uid })
  expect([phase(cluster, 'disk'), claim(cluster, 'data').status]).toEqual([
    'Bound',
    { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' } },
  ])
})

describe('a claim that waits', () => {
  test('is looked at every 15 s, and takes a new volume only then', () => {
    const cluster = withVolumes()
    cluster.client.create(persistentVolumeClaims, claimOf('data', '1Gi', { storageClassName: '' }))
    cluster.run()
    cluster.client.create(persistentVolumes, volumeOf('disk', '1Gi', { storageClassName: undefined }))
    cluster.run()
    expect([told(cluster, 'data'), phase(cluster, 'disk')]).toEqual(['Pending', 'Available'])
    look(cluster)
    expect([told(cluster, 'data'), phase(cluster, 'disk')]).toEqual(['Bound disk 1Gi', 'Bound'])
    expect(cluster.messages()).toEqual([
      'Normal FailedBinding persistentvolumeclaim/data: no persistent volumes available for this claim and no storage class is set',
    ])
  })

  test.each<[string, object, string]>([
    [
      'of a class that is not there',
      { storageClassName: 'nowhere' },
      'Warning ProvisioningFailed persistentvolumeclaim/data: storageclass.storage.k8s.io "nowhere" not found',
    ],
    [
      'of a class whose volumes are made by hand',
      { storageClassName: 'by-hand' },
      'Warning ProvisioningFailed persistentvolumeclaim/data: no volume plugin matched name: kubernetes.io/no-provisioner',
    ],
    [
      'for its first pod',
      { storageClassName: 'lazy' },
      'Normal WaitForFirstConsumer persistentvolumeclaim/data: waiting for first consumer to be created before binding',
    ],
    [
      'for an external provisioner',
      { storageClassName: 'fast' },
      "Normal ExternalProvisioning persistentvolumeclaim/data: Waiting for a volume to be created either by the external provisioner 'example.com/ssd' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.",
    ],
    [
      "for a volume that is another's",
      { volumeName: 'taken' },
      'Warning FailedBinding persistentvolumeclaim/data: volume "taken" already bound to a different claim.',
    ],
    [
      'for a volume that is too small',
      { volumeName: 'small' },
      'Warning VolumeMismatch persistentvolumeclaim/data: Cannot bind to requested volume "small": requested PV is too small',
    ],
    [
      'for a volume of another class',
      { volumeName: 'small', storageClassName: '', resources: { requests: { storage: '1Gi' } } },
      'Warning VolumeMismatch persistentvolumeclaim/data: Cannot bind to requested volume "small": storageClassName does not match',
    ],
  ])('%s, and says so', (_, spec, message) => {
    const cluster = withVolumes(volumeOf('small', '1Gi'), volumeOf('taken', '9Gi', { claimRef: { namespace: 'other', name: 'else' } }))
    cluster.client.create(storageClasses, { metadata: { name: 'by-hand' }, provisioner: 'kubernetes.io/no-provisioner' })
    cluster.client.create(storageClasses, { metadata: { name: 'lazy' }, provisioner: 'example.com/ssd', volumeBindingMode: 'WaitForFirstConsumer' })
    cluster.client.create(storageClasses, { metadata: { name: 'fast' }, provisioner: 'example.com/ssd' })
    cluster.client.create(persistentVolumeClaims, claimOf('data', '3Gi', spec))
    cluster.run()
    expect([claim(cluster, 'data').status?.phase, cluster.messages()[0]]).toEqual(['Pending', message])
  })

  test('for a provisioner names it in its annotations, by a successor for what was once built in', () => {
    const cluster = withVolumes()
    cluster.client.create(storageClasses, { metadata: { name: 'gp2' }, provisioner: 'kubernetes.io/aws-ebs' })
    cluster.client.create(persistentVolumeClaims, claimOf('data', '3Gi', { storageClassName: 'gp2' }))
    cluster.run()
    expect(claim(cluster, 'data').metadata.annotations).toEqual({
      'volume.beta.kubernetes.io/storage-provisioner': 'ebs.csi.aws.com',
      'volume.kubernetes.io/storage-provisioner': 'ebs.csi.aws.com',
    })
  })

  test('without a class gets the default class as soon as there is one', () => {
    const cluster = withVolumes()
    cluster.client.create(persistentVolumeClaims, claimOf('data', '1Gi', { storageClassName: undefined }))
    cluster.client.create(persistentVolumeClaims, claimOf('none', '1Gi', { storageClassName: '' }))
    cluster.run()
    const annotations = { 'storageclass.kubernetes.io/is-default-class': 'true' }
    cluster.client.create(storageClasses, { metadata: { name: 'standard', annotations }, provisioner: 'example.com/ssd' })
    look(cluster)
    expect(['data', 'none'].map((name) => claim(cluster, name).spec?.storageClassName)).toEqual(['standard', ''])
  })
})

describe('when its claim is deleted, a volume', () => {
  function afterDeletion(spec: object): Cluster {
    const cluster = withVolumes(volumeOf('disk', '1Gi', spec))
    cluster.client.create(persistentVolumeClaims, claimOf('data', '1Gi'))
    cluster.run()
    cluster.client.delete(persistentVolumeClaims, 'data', 'default')
    cluster.run()
    return cluster
  }

  test("is kept for people to look at (Retain), and is nobody else's until its claimRef is taken away", () => {
    const cluster = afterDeletion({ persistentVolumeReclaimPolicy: 'Retain' })
    expect(phase(cluster, 'disk')).toBe('Released')
    cluster.client.create(persistentVolumeClaims, claimOf('next', '1Gi'))
    look(cluster)
    expect(told(cluster, 'next')).toBe('Pending')
    cluster.client.patch(persistentVolumes, 'disk', '', { spec: { claimRef: null } }, 'application/merge-patch+json')
    look(cluster)
    expect(told(cluster, 'next')).toBe('Bound disk 1Gi')
  })

  test('is deleted (Delete), if the controller can delete what it is made of', () => {
    const cluster = afterDeletion({ persistentVolumeReclaimPolicy: 'Delete' })
    expect(cluster.client.list(persistentVolumes).items).toEqual([])
  })

  test.each<[string, object, string]>([
    ['a host path elsewhere', { hostPath: { path: '/srv' } }, 'host_path deleter only supports /tmp/.+ but received provided /srv'],
    [
      'network storage that nobody provisioned',
      { hostPath: undefined, nfs: { server: 'nfs', path: '/' } },
      'error getting deleter volume plugin for volume "disk": no deletable volume plugin matched',
    ],
  ])('has Failed if it is %s', (_, source, message) => {
    const cluster = afterDeletion({ persistentVolumeReclaimPolicy: 'Delete', ...source })
    expect(volume(cluster, 'disk').status).toMatchObject({ phase: 'Failed', message })
    expect(cluster.messages()).toEqual([`Warning VolumeFailedDelete persistentvolume/disk: ${message}`])
  })

  test('is left to the provisioner that made it', () => {
    const cluster = withVolumes({
      ...volumeOf('disk', '1Gi', { persistentVolumeReclaimPolicy: 'Delete' }),
      metadata: { name: 'disk', annotations: { 'pv.kubernetes.io/provisioned-by': 'example.com/ssd' } },
    })
    cluster.client.create(persistentVolumeClaims, claimOf('data', '1Gi'))
    cluster.run()
    cluster.client.delete(persistentVolumeClaims, 'data', 'default')
    cluster.run()
    expect([phase(cluster, 'disk'), volume(cluster, 'disk').metadata.deletionTimestamp, cluster.messages()]).toEqual(['Released', undefined, []])
  })
})

test('a claim whose volume is taken away is Lost', () => {
  const cluster = withVolumes(volumeOf('disk', '1Gi'))
  cluster.client.create(persistentVolumeClaims, claimOf('data', '1Gi'))
  cluster.run()
  cluster.client.delete(persistentVolumes, 'disk')
  cluster.client.patch(persistentVolumes, 'disk', '', { metadata: { finalizers: null } }, 'application/merge-patch+json')
  cluster.run()
  expect(told(cluster, 'data')).toBe('Lost disk')
  expect(cluster.messages()).toEqual(['Warning ClaimLost persistentvolumeclaim/data: Bound claim has lost its PersistentVolume. Data on the volume is lost!'])
})

test('a volume that was made for a claim is given up when the claim is bound elsewhere', () => {
  const cluster = withVolumes(volumeOf('first', '1Gi'))
  cluster.client.create(persistentVolumeClaims, claimOf('data', '1Gi'))
  cluster.run()
  const claimRef = { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace: 'default', name: 'data', uid: claim(cluster, 'data').metadata.uid }
  cluster.client.create(persistentVolumes, volumeOf('second', '1Gi', { claimRef }))
  cluster.run()
  expect(told(cluster, 'data')).toBe('Bound first 1Gi')
  expect([phase(cluster, 'second'), volume(cluster, 'second').spec?.claimRef?.uid]).toEqual(['Available', undefined])
})

describe('an ephemeral volume', () => {
  const volumes = [
    {
      name: 'scratch',
      ephemeral: {
        volumeClaimTemplate: {
          metadata: { labels: { of: 'db' } },
          spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'manual', resources: { requests: { storage: '1Gi' } } },
        },
      },
    },
  ]
  const pod: any = { metadata: { name: 'db', namespace: 'default' }, spec: { containers: [{ name: 'c', image: 'nginx' }], volumes } }

  test('has a claim of its own, which goes with the pod', () => {
    const cluster = controlPlane(1)
    const { client } = cluster
    client.create(persistentVolumes, volumeOf('disk', '1Gi', { persistentVolumeReclaimPolicy: 'Delete' }))
    cluster.run()
    client.create(pods, pod)
    cluster.run()
    const { uid } = client.get(pods, 'db', 'default').metadata
    expect(claim(cluster, 'db-scratch').metadata).toMatchObject({
      labels: { of: 'db' },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'db', uid, controller: true, blockOwnerDeletion: true }],
    })
    expect(client.get(pods, 'db', 'default').spec.nodeName).toBe('worker-1')
    client.delete(pods, 'db', 'default')
    cluster.run()
    expect([client.list(persistentVolumeClaims).items, client.list(persistentVolumes).items]).toEqual([[], []])
  })

  test('waits as long as somebody else has the name of its claim', () => {
    const cluster = controlPlane(1)
    cluster.client.create(persistentVolumeClaims, claimOf('db-scratch', '1Gi'))
    cluster.client.create(pods, pod)
    cluster.run()
    expect(cluster.messages()).toContain(
      'Warning FailedBinding pod/db: ephemeral volume scratch: PVC default/db-scratch was not created for pod default/db (pod is not owner)',
    )
    expect(cluster.client.get(pods, 'db', 'default').spec.nodeName).toBeUndefined()
  })
})
