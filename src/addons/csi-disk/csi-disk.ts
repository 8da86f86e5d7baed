/**
 * csi-disk: disks as a cloud has them, which any node can be given, one node at a time, and which can grow. The driver is
 * ours (disk.csi.example.com); its companions (csi-provisioner, csi-attacher, csi-resizer, the registrar) and what they say
 * are those of any real driver. In a real cluster: a Deployment that speaks with the cloud and a DaemonSet that mounts on
 * each node. The same here. Left out: snapshots, clones, block volumes, topology, capacity.
 */
import { defineAddOn, type Manifest } from '../add-on.ts'
import { csiAttacher } from './attacher.ts'
import { driverName } from './driver-name.ts'
import { csiNodeDriver } from './node-driver.ts'
import { csiProvisioner } from './provisioner.ts'
import { csiResizer } from './resizer.ts'

const namespace = 'csi-disk'
const rbac = 'rbac.authorization.k8s.io'
const driverImage = 'ghcr.io/example/disk-csi-driver:v1.0.0'
const sidecar = (name: string, version: string): object => ({
  name,
  image: `registry.k8s.io/sig-storage/${name}:${version}`,
  args: ['--csi-address=/csi/csi.sock', '--v=2'],
  volumeMounts: [{ name: 'socket', mountPath: '/csi' }],
})

const account = (name: string, rules: readonly (readonly [verbs: string, group: string, resources: string])[]): Manifest[] => [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } },
  {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    metadata: { name },
    rules: rules.map(([verbs, group, resources]) => ({ apiGroups: [group], resources: resources.split(' '), verbs: verbs.split(' ') })),
  } as Manifest,
  {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  } as Manifest,
]

const controllerRights: readonly (readonly [string, string, string])[] = [
  ['get list watch create patch delete update', '', 'persistentvolumes'],
  ['get list watch update', '', 'persistentvolumeclaims'],
  ['patch update', '', 'persistentvolumeclaims/status'],
  ['get list watch', 'storage.k8s.io', 'storageclasses csinodes'],
  ['get list watch', '', 'nodes pods'],
  ['list watch create update patch', '', 'events'],
  ['get list watch patch', 'storage.k8s.io', 'volumeattachments'],
  ['patch', 'storage.k8s.io', 'volumeattachments/status'],
]

const controller = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'csi-disk-controller', namespace },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'csi-disk-controller' } },
    template: {
      metadata: { labels: { app: 'csi-disk-controller' } },
      spec: {
        serviceAccountName: 'csi-disk-controller',
        containers: [
          { name: 'disk', image: driverImage, args: ['--mode=controller'], volumeMounts: [{ name: 'socket', mountPath: '/csi' }] },
          sidecar('csi-provisioner', 'v5.3.0'),
          sidecar('csi-attacher', 'v4.9.0'),
          sidecar('csi-resizer', 'v1.14.0'),
        ],
        volumes: [{ name: 'socket', emptyDir: {} }],
      },
    },
  },
} as Manifest

const registration = '/var/lib/kubelet/plugins_registry'
const node = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'csi-disk-node', namespace },
  spec: {
    selector: { matchLabels: { app: 'csi-disk-node' } },
    template: {
      metadata: { labels: { app: 'csi-disk-node' } },
      spec: {
        serviceAccountName: 'csi-disk-node',
        tolerations: [{ operator: 'Exists' }],
        containers: [
          {
            name: 'disk',
            image: driverImage,
            args: ['--mode=node'],
            securityContext: { privileged: true },
            volumeMounts: [{ name: 'socket', mountPath: '/csi' }],
          },
          {
            name: 'node-driver-registrar',
            image: 'registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.14.0',
            args: ['--csi-address=/csi/csi.sock', `--kubelet-registration-path=/var/lib/kubelet/plugins/${driverName}/csi.sock`],
            volumeMounts: [
              { name: 'socket', mountPath: '/csi' },
              { name: 'registration', mountPath: '/registration' },
            ],
          },
        ],
        volumes: [
          { name: 'socket', hostPath: { path: `/var/lib/kubelet/plugins/${driverName}`, type: 'DirectoryOrCreate' } },
          { name: 'registration', hostPath: { path: registration, type: 'DirectoryOrCreate' } },
        ],
      },
    },
  },
} as Manifest

export const csiDisk = defineAddOn({
  name: 'csi-disk',
  summary: 'network disks that move from node to node and can grow (CSI driver, StorageClass csi-disk)',
  published: /^$/,
  objects: () => [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    ...account('csi-disk-controller', controllerRights),
    ...account('csi-disk-node', [['get', '', 'nodes']]),
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'CSIDriver',
      metadata: { name: driverName },
      spec: { attachRequired: true, podInfoOnMount: false, fsGroupPolicy: 'File', volumeLifecycleModes: ['Persistent'] },
    } as Manifest,
    controller,
    node,
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'csi-disk' },
      provisioner: driverName,
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'WaitForFirstConsumer',
      allowVolumeExpansion: true,
    } as Manifest,
  ],
  programs: { 'csi-provisioner': csiProvisioner, 'csi-attacher': csiAttacher, 'csi-resizer': csiResizer, 'csi-node-driver-registrar': csiNodeDriver },
})
