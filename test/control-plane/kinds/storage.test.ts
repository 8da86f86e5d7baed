/** Volumes, claims, and kinds of storage.k8s.io: what the API server fills in and what it refuses. */
import { describe, expect, test } from '@jest/globals'
import { kindAt } from './verdict.ts'

const volume = kindAt('/api/v1/persistentvolumes', 'PersistentVolume')
const claim = kindAt('/api/v1/namespaces/default/persistentvolumeclaims', 'PersistentVolumeClaim')
const group = '/apis/storage.k8s.io/v1'
const storageClass = kindAt(`${group}/storageclasses`, 'StorageClass')
const csiDriver = kindAt(`${group}/csidrivers`, 'CSIDriver')
const csiNode = kindAt(`${group}/csinodes`, 'CSINode')
const attachment = kindAt(`${group}/volumeattachments`, 'VolumeAttachment')
const attributesClass = kindAt(`${group}/volumeattributesclasses`, 'VolumeAttributesClass')
const runtimeClass = kindAt('/apis/node.k8s.io/v1/runtimeclasses', 'RuntimeClass')

describe('a PersistentVolume', () => {
  const of = (more: object): object => ({ spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/data' }, ...more } })

  test('is retained, has a file system, and is pending since it was made', () => {
    const { spec, status } = volume.created(of({}))
    expect({ spec, status }).toEqual({
      spec: {
        accessModes: ['ReadWriteOnce'],
        capacity: { storage: '1Gi' },
        hostPath: { path: '/data', type: '' },
        persistentVolumeReclaimPolicy: 'Retain',
        volumeMode: 'Filesystem',
      },
      status: { phase: 'Pending', lastPhaseTransitionTime: '2026-11-22T12:00:00Z' },
    })
  })

  test.each<[string, object, string]>([
    ['no access mode', of({ accessModes: [] }), 'spec.accessModes: Required value'],
    [
      'a short access mode',
      of({ accessModes: ['RWO'] }),
      'spec.accessModes: Unsupported value: "RWO": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"',
    ],
    ['no capacity', of({ capacity: undefined }), '[spec.capacity: Required value, spec.capacity: Unsupported value: null: supported values: "storage"]'],
    ['a capacity of nothing', of({ capacity: { storage: '0' } }), 'spec.capacity[storage]: Invalid value: "0": must be greater than zero'],
    [
      'a policy that is none',
      of({ persistentVolumeReclaimPolicy: 'Keep' }),
      'spec.persistentVolumeReclaimPolicy: Unsupported value: "Keep": supported values: "Delete", "Recycle", "Retain"',
    ],
    ['no source', of({ hostPath: undefined }), 'spec: Required value: must specify a volume type'],
    ['two sources', of({ nfs: { server: 's', path: '/' } }), 'spec.nfs: Forbidden: may not specify more than 1 volume type'],
    ['a local disk of no node', of({ hostPath: undefined, local: { path: '/d' } }), 'spec.nodeAffinity: Required value: Local volume requires node affinity'],
    [
      'an affinity to nothing',
      of({ nodeAffinity: { required: { nodeSelectorTerms: [] } } }),
      'spec.nodeAffinity.required.nodeSelectorTerms: Required value: must have at least one node selector term',
    ],
    [
      'a root that would be scrubbed',
      of({ hostPath: { path: '/' }, persistentVolumeReclaimPolicy: 'Recycle' }),
      "spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath mount of '/'",
    ],
    ['a driver without a handle', of({ hostPath: undefined, csi: { driver: 'd.io' } }), 'spec.csi.volumeHandle: Required value'],
    ['a mode that is none', of({ volumeMode: 'File' }), 'spec.volumeMode: Unsupported value: "File": supported values: "Block", "Filesystem"'],
  ])('with %s', (_, fields, text) => expect(volume.refused(fields)).toBe(text))

  test('keeps its source, and its mode', () => {
    expect(
      volume.changed(of({}), { spec: { hostPath: { path: '/other' } } }),
    ).toBe(`spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation
@@ -2,7 +2,7 @@
  "GCEPersistentDisk": null,
  "AWSElasticBlockStore": null,
  "HostPath": {
-  "Path": "/data",
+  "Path": "/other",
   "Type": ""
  },
  "Glusterfs": null,
`)
    expect(volume.changed(of({}), { spec: { volumeMode: 'Block' } })).toBe('volumeMode: Invalid value: "Block": field is immutable')
    expect(volume.changed(of({}), { spec: { capacity: { storage: '2Gi' }, persistentVolumeReclaimPolicy: 'Delete' } })).toBe('ok')
  })
})

describe('a PersistentVolumeClaim', () => {
  const of = (more: object): object => ({ spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...more } })

  test('is for a file system, and pending', () => {
    const { spec, status } = claim.created({ ...of({ storageClassName: '' }), status: { phase: 'Bound' } })
    expect({ spec, status }).toEqual({
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: '', volumeMode: 'Filesystem' },
      status: { phase: 'Pending' },
    })
  })

  test('of data from elsewhere names it twice', () => {
    const { dataSource, dataSourceRef } = claim.created(of({ dataSource: { kind: 'PersistentVolumeClaim', name: 'old' } })).spec
    expect(dataSourceRef).toEqual(dataSource)
  })

  test.each<[string, object, string]>([
    ['nothing', { spec: {} }, '[spec.accessModes: Required value: at least 1 access mode is required, spec.resources[storage]: Required value]'],
    ['a size of nothing', of({ resources: { requests: { storage: '0' } } }), 'spec.resources[storage]: Invalid value: "0": must be greater than zero'],
    [
      'one pod and many',
      of({ accessModes: ['ReadWriteOncePod', 'ReadWriteMany'] }),
      'spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes',
    ],
    [
      'data of a kind that is none',
      of({ dataSource: { kind: 'Pod', name: 'p' } }),
      `[spec.dataSource: Invalid value: "Pod": must be 'PersistentVolumeClaim' when referencing the default apiGroup, spec.dataSourceRef: Invalid value: "Pod": must be 'PersistentVolumeClaim' when referencing the default apiGroup]`,
    ],
  ])('with %s', (_, fields, text) => expect(claim.refused(fields)).toBe(text))

  test('may be given a volume and a class once, and nothing else', () => {
    expect(claim.changed(of({}), { spec: { volumeName: 'pv' } })).toBe('ok')
    expect(claim.changed(of({}), { spec: { storageClassName: 'fast' } })).toBe('ok')
    expect(claim.changed(of({ storageClassName: 'slow' }), { spec: { storageClassName: 'fast' } })).toContain(
      'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n@@ ',
    )
    expect(claim.changed(of({}), { spec: { resources: { requests: { storage: '500Mi' } } } })).toContain('spec is immutable after creation except')
  })
})

describe('a StorageClass', () => {
  test('deletes its volumes and makes them at once unless told', () => {
    const { reclaimPolicy, volumeBindingMode } = storageClass.created({ provisioner: 'example.com/nfs' })
    expect([reclaimPolicy, volumeBindingMode]).toEqual(['Delete', 'Immediate'])
  })

  test.each<[string, object, string]>([
    ['nobody to make volumes', {}, 'provisioner: Required value'],
    [
      'a policy that is none',
      { provisioner: 'p', reclaimPolicy: 'Recycle' },
      'reclaimPolicy: Unsupported value: "Recycle": supported values: "Delete", "Retain"',
    ],
    [
      'a mode that is none',
      { provisioner: 'p', volumeBindingMode: 'Late' },
      'volumeBindingMode: Unsupported value: "Late": supported values: "Immediate", "WaitForFirstConsumer"',
    ],
    [
      'a topology without values',
      { provisioner: 'p', allowedTopologies: [{ matchLabelExpressions: [{ key: 'zone', values: [] }] }] },
      'allowedTopologies[0].matchLabelExpressions[0].values: Required value',
    ],
  ])('with %s', (_, fields, text) => expect(storageClass.refused(fields)).toBe(text))

  test('hardly changes', () => {
    const change = (fields: object): string => storageClass.changed({ provisioner: 'p' }, fields)
    expect([
      change({ provisioner: 'q' }),
      change({ parameters: { a: 'b' } }),
      change({ volumeBindingMode: 'WaitForFirstConsumer' }),
      change({ allowVolumeExpansion: true }),
    ]).toEqual([
      'provisioner: Forbidden: updates to provisioner are forbidden.',
      'parameters: Forbidden: updates to parameters are forbidden.',
      'volumeBindingMode: Invalid value: "WaitForFirstConsumer": field is immutable',
      'ok',
    ])
  })
})

test('a CSIDriver attaches, mounts and forgets as it says, or as most do', () => {
  expect(csiDriver.created({ spec: {} }).spec).toEqual({
    attachRequired: true,
    fsGroupPolicy: 'ReadWriteOnceWithFSType',
    podInfoOnMount: false,
    requiresRepublish: false,
    seLinuxMount: false,
    storageCapacity: false,
    volumeLifecycleModes: ['Persistent'],
  })
  expect(csiDriver.refused({ spec: { fsGroupPolicy: 'All' } })).toBe(
    'spec.fsGroupPolicy: Unsupported value: "All": supported values: "File", "None", "ReadWriteOnceWithFSType"',
  )
})

test('a CSINode knows each driver once', () => {
  const driver = { name: 'd.io', nodeID: 'n' }
  expect(csiNode.refused({ spec: { drivers: [driver, driver] } })).toBe('spec.drivers[1].name: Duplicate value: "d.io"')
  expect(csiNode.refused({ spec: { drivers: [{ name: 'd.io' }] } })).toBe('spec.drivers[0].nodeID: Required value')
})

test('a VolumeAttachment is of one volume, and stays', () => {
  const of = (source: object): object => ({ spec: { attacher: 'd.io', nodeName: 'n', source } })
  expect(attachment.created(of({ persistentVolumeName: 'pv' })).status).toEqual({ attached: false })
  expect(attachment.refused(of({}))).toBe('spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName')
})

test('a VolumeAttributesClass says something', () => {
  expect(attributesClass.refused({ driverName: 'd.io' })).toBe('parameters: Required value: must contain at least one key/value pair')
  expect(attributesClass.changed({ driverName: 'd.io', parameters: { a: 'b' } }, { parameters: { a: 'c' } })).toBe(
    'parameters: Forbidden: updates to parameters are forbidden.',
  )
})

describe('a RuntimeClass', () => {
  test.each<[string, object, string]>([
    ['a handler in capitals', { handler: 'Kata' }, expect.stringContaining('handler: Invalid value: "Kata": a lowercase RFC 1123 label') as unknown as string],
    [
      'an overhead that is none',
      { handler: 'kata', overhead: { podFixed: { cpu: '-1' } } },
      'overhead.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0',
    ],
    ['a good handler', { handler: 'kata', overhead: { podFixed: { cpu: '250m' } } }, 'ok'],
  ])('with %s', (_, fields, text) => expect(runtimeClass.refused(fields)).toEqual(text))

  test('keeps its handler', () => {
    expect(runtimeClass.changed({ handler: 'kata' }, { handler: 'runc' })).toBe('handler: Invalid value: "runc": field is immutable')
  })
})
