/**
 * local-path-storage: volumes that are folders of a node, made when a pod needs them. In a real cluster (kind has it from
 * the start) a Deployment whose program hears of claims of its class and runs a pod on the chosen node that makes the
 * folder. The same here, with the scripts and the folder of its ConfigMap. Left out: shared file systems, block volumes,
 * sizes (the folder of a volume of 1Gi may hold more, as with the real one).
 */
import { defineAddOn, type Manifest } from '../add-on.ts'
import { localPathProgram, provisionerName } from './program.ts'

const namespace = 'local-path-storage'
const account = 'local-path-provisioner-service-account'
const role = 'local-path-provisioner-role'
const binding = 'local-path-provisioner-bind'
const rbac = 'rbac.authorization.k8s.io'
const read = ['get', 'list', 'watch']
const app = { app: 'local-path-provisioner' }

/** What the variants differ in. */
interface Flavour {
  readonly image: string
  readonly helperImage: string
  readonly folder: string
  readonly storageClass: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> }
  readonly tolerations?: readonly object[]
}

const bindingOf = (kind: 'Role' | 'ClusterRole'): Manifest =>
  ({
    apiVersion: `${rbac}/v1`,
    kind: `${kind}Binding`,
    metadata: { name: binding, ...(kind === 'Role' ? { namespace } : {}) },
    roleRef: { apiGroup: rbac, kind, name: role },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
  }) as Manifest

const rights: readonly Manifest[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: account, namespace } },
  {
    apiVersion: `${rbac}/v1`,
    kind: 'Role',
    metadata: { name: role, namespace },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: [...read, 'create', 'patch', 'update', 'delete'] }],
  } as Manifest,
  {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    metadata: { name: role },
    rules: [
      { apiGroups: [''], resources: ['nodes', 'persistentvolumeclaims', 'configmaps', 'pods', 'pods/log'], verbs: read },
      { apiGroups: [''], resources: ['persistentvolumes'], verbs: [...read, 'create', 'patch', 'update', 'delete'] },
      { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
      { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: read },
    ],
  } as Manifest,
  bindingOf('Role'),
  bindingOf('ClusterRole'),
]

const deployment = ({ image, tolerations }: Flavour): Manifest =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'local-path-provisioner', namespace },
    spec: {
      replicas: 1,
      selector: { matchLabels: app },
      template: {
        metadata: { labels: app },
        spec: {
          ...(tolerations ? { nodeSelector: { 'kubernetes.io/os': 'linux' }, tolerations } : {}),
          serviceAccountName: account,
          containers: [
            {
              name: 'local-path-provisioner',
              image,
              imagePullPolicy: 'IfNotPresent',
              command: ['local-path-provisioner', '--debug', 'start', '--config', '/etc/config/config.json'],
              volumeMounts: [{ name: 'config-volume', mountPath: '/etc/config/' }],
              env: [{ name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }],
            },
          ],
          volumes: [{ name: 'config-volume', configMap: { name: 'local-path-config' } }],
        },
      },
    },
  }) as Manifest

const storageClass = ({ storageClass }: Flavour): Manifest =>
  ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: storageClass,
    provisioner: provisionerName,
    volumeBindingMode: 'WaitForFirstConsumer',
    reclaimPolicy: 'Delete',
  }) as Manifest

const config = ({ folder, helperImage }: Flavour): Manifest =>
  ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'local-path-config', namespace },
    data: {
      'config.json': JSON.stringify({ nodePathMap: [{ node: 'DEFAULT_PATH_FOR_NON_LISTED_NODES', paths: [folder] }] }, null, 2),
      setup: '#!/bin/sh\nset -eu\nmkdir -m 0777 -p "$VOL_DIR"\n',
      teardown: '#!/bin/sh\nset -eu\nrm -rf "$VOL_DIR"\n',
      'helperPod.yaml': [
        'apiVersion: v1',
        'kind: Pod',
        'metadata:',
        '  name: helper-pod',
        'spec:',
        '  containers:',
        '  - name: helper-pod',
        `    image: ${helperImage}`,
        '    imagePullPolicy: IfNotPresent',
        '',
      ].join('\n'),
    },
  }) as Manifest

const objects = (flavour: Flavour) => (): Manifest[] => [...rights, deployment(flavour), storageClass(flavour), config(flavour)]

const programs = { 'local-path-provisioner': localPathProgram }

/** As kind installs it: the default class is called standard. */
export const localPathStorage = defineAddOn({
  name: 'local-path-storage',
  summary: 'volumes on the disks of nodes, made when a pod needs them (StorageClass standard)',
  // What is published is the other variant.
  published: /^$/,
  objects: objects({
    image: 'docker.io/kindest/local-path-provisioner:v20250214-acbabc1a',
    helperImage: 'docker.io/kindest/local-path-helper:v20241212-8ac705d0',
    folder: '/var/local-path-provisioner',
    storageClass: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    tolerations: ['control-plane', 'master'].map((name) => ({ key: `node-role.kubernetes.io/${name}`, operator: 'Equal', effect: 'NoSchedule' })),
  }),
  programs,
})

/** As its makers publish it: the class is called local-path, and is nobody's default. */
export const localPathProvisioner = defineAddOn({
  name: 'local-path-provisioner',
  summary: 'the same as its makers publish it (StorageClass local-path, not the default)',
  published: /^https:\/\/raw\.githubusercontent\.com\/rancher\/local-path-provisioner\/[^/]+\/deploy\/local-path-storage\.yaml$/,
  objects: objects({
    image: 'rancher/local-path-provisioner:v0.0.32',
    helperImage: 'busybox',
    folder: '/opt/local-path-provisioner',
    storageClass: { name: 'local-path' },
  }),
  programs,
})
