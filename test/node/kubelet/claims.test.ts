/** Volumes behind claims: what the kubelet mounts, and what it says when it cannot. */
import { expect, test } from '@jest/globals'
import { HostFiles } from '../../../src/node/kubelet/volumes/host-files.ts'
import { workbench } from './workbench.ts'

const claims = '/api/v1/namespaces/default/persistentvolumeclaims'
const volumes = '/api/v1/persistentvolumes'
const claimOf = (phase: string): object => ({ metadata: { name: 'data', namespace: 'default', uid: 'u1' }, spec: { volumeName: 'disk' }, status: { phase } })
const volumeOf = (spec: object): object => ({ metadata: { name: 'disk' }, spec: { claimRef: { uid: 'u1' }, ...spec } })
const usingIt = {
  volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
  containers: [{ name: 'web', image: 'nginx:1.25', volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
}

test('a folder of the machine by way of a claim', () => {
  const files = new HostFiles()
  files.write('/tmp/disk/greeting', { text: 'hello', mode: 0o644 })
  const { api, pod, seconds, runtime } = workbench({ files })
  api.create(volumes, volumeOf({ hostPath: { path: '/tmp/disk' } }))
  api.create(claims, claimOf('Bound'))
  pod(usingIt)
  seconds(5)
  const mount = runtime.config('web').mounts.find(({ path }) => path === '/data')
  expect([...(mount?.files ?? [])]).toEqual([['greeting', { text: 'hello', mode: 0o644 }]])
  expect(mount?.readOnly).toBe(false)
})

test.each<[string, object, string]>([
  [
    'a local volume whose folder nobody made',
    { local: { path: '/mnt/ssd' } },
    'MountVolume.NewMounter initialization failed for volume "disk" : path "/mnt/ssd" does not exist',
  ],
  [
    'a folder that is none',
    { hostPath: { path: '/nowhere', type: 'Directory' } },
    'MountVolume.SetUp failed for volume "disk" : hostPath type check failed: /nowhere is not a directory',
  ],
  [
    'a volume of another machine',
    {
      hostPath: { path: '/tmp' },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['elsewhere'] }] }] } },
    },
    'MountVolume.NodeAffinity check failed for volume "disk" : no matching NodeSelectorTerms',
  ],
])('%s is not mounted', (_, spec, message) => {
  const { api, pod, seconds, events } = workbench()
  api.create(volumes, volumeOf(spec))
  api.create(claims, claimOf('Bound'))
  pod(usingIt)
  seconds(5)
  expect(new Set(events.filter((text) => text.includes('FailedMount')))).toEqual(new Set([`Warning FailedMount ${message}`]))
})

test.each<[string, object | undefined, string]>([
  ['that is not there', undefined, 'failed to fetch PVC from API server: persistentvolumeclaims "data" not found'],
  ['that is not bound', claimOf('Pending'), 'PVC is not bound'],
  [
    "whose volume is another's",
    { ...claimOf('Bound'), metadata: { name: 'data', namespace: 'default', uid: 'u2' } },
    'found PV object disk but its pv.Spec.ClaimRef.UID u1 does not point to claim.UID u2',
  ],
])('a claim %s holds the pod up', (_, claim, why) => {
  const { api, pod, seconds, events } = workbench()
  api.create(volumes, volumeOf({ hostPath: { path: '/tmp' } }))
  if (claim) api.create(claims, claim)
  pod(usingIt)
  seconds(130)
  expect(events.at(-1)).toBe(
    `Warning FailedMount Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[], failed to process volumes=[data]: error processing PVC default/data: ${why}`,
  )
})

test('a device is no file system', () => {
  const { api, pod, seconds, events } = workbench()
  api.create(volumes, volumeOf({ hostPath: { path: '/tmp' }, volumeMode: 'Block' }))
  api.create(claims, { ...claimOf('Bound'), spec: { volumeName: 'disk', volumeMode: 'Block' } })
  pod(usingIt)
  seconds(130)
  expect(events.at(-1)).toContain('failed to process volumes=[data]: volume data has volumeMode Block, but is specified in volumeMounts')
})
