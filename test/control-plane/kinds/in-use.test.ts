/** Storage that is in use stays; ranges, addresses and priority levels follow each other. */
import { describe, expect, it } from '@jest/globals'
import {
  flowSchemas,
  ingressClasses,
  ingresses,
  ipAddresses,
  persistentVolumeClaims,
  persistentVolumes,
  pods,
  priorityLevelConfigurations,
  runtimeClasses,
  serviceCIDRs,
  services,
  storageClasses,
  volumeAttributesClasses,
} from '../../../src/api/kinds.ts'
import { StatusError } from '../../../src/api/status.ts'
import { controlPlane } from '../control-plane.ts'
import { server } from '../server.ts'

const claimOf = (name: string, more: object = {}): any => ({
  metadata: { name, namespace: 'default' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...more },
})
const volumeOf = (name: string, more: object = {}): any => ({
  metadata: { name },
  spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/data' }, ...more },
})
const podOf = (name: string, more: object = {}): any => ({
  metadata: { name, namespace: 'default' },
  spec: { containers: [{ name: 'c', image: 'nginx' }], ...more },
})

/** The message of what is thrown, or `ok`. */
function outcome(action: () => unknown): string {
  try {
    action()
    return 'ok'
  } catch (error) {
    if (error instanceof StatusError) return error.message
    throw error
  }
}

describe('a default class', () => {
  const annotations = { 'storageclass.kubernetes.io/is-default-class': 'true' }

  it('is given to claims that name none: of several the newest', () => {
    const { client, clock } = server()
    expect(client.create(persistentVolumeClaims, claimOf('before')).spec?.storageClassName).toBeUndefined()
    client.create(storageClasses, { metadata: { name: 'slow', annotations }, provisioner: 'p' })
    clock.advance(1000)
    client.create(storageClasses, { metadata: { name: 'fast', annotations }, provisioner: 'p' })
    expect(client.create(persistentVolumeClaims, claimOf('after')).spec?.storageClassName).toBe('fast')
    expect(client.create(persistentVolumeClaims, claimOf('none', { storageClassName: '' })).spec?.storageClassName).toBe('')
  })

  it('is given to ingresses that name none', () => {
    const { client } = server()
    client.create(ingressClasses, {
      metadata: { name: 'nginx', annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } },
      spec: { controller: 'k8s.io/ingress-nginx' },
    })
    const spec = { defaultBackend: { service: { name: 'web', port: { number: 80 } } } }
    expect(client.create(ingresses, { metadata: { name: 'web', namespace: 'default' }, spec }).spec?.ingressClassName).toBe('nginx')
  })
})

describe('a claim', () => {
  it('is kept as long as a pod on a node uses it', () => {
    const { client, clock } = controlPlane()
    expect(client.create(persistentVolumeClaims, claimOf('data')).metadata.finalizers).toEqual(['kubernetes.io/pvc-protection'])
    client.create(pods, podOf('db', { nodeName: 'worker-1', volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] }))
    client.delete(persistentVolumeClaims, 'data', 'default')
    clock.settle()
    expect(client.get(persistentVolumeClaims, 'data', 'default').metadata.deletionTimestamp).toBeDefined()
    client.delete(pods, 'db', 'default', { gracePeriodSeconds: 0 })
    clock.settle()
    expect(client.list(persistentVolumeClaims).items).toEqual([])
  })

  it('may only grow when it is bound, and its class allows it', () => {
    const { client } = server()
    client.create(storageClasses, { metadata: { name: 'fixed' }, provisioner: 'p' })
    const claim = client.create(persistentVolumeClaims, claimOf('data', { storageClassName: 'fixed' }))
    const grown = (of: any): any => ({ ...of, spec: { ...of.spec, resources: { requests: { storage: '2Gi' } } } })
    const bound = client.updateStatus(persistentVolumeClaims, { ...claim, status: { phase: 'Bound', capacity: { storage: '1Gi' } } })
    expect(outcome(() => client.update(persistentVolumeClaims, grown(bound)))).toBe(
      'persistentvolumeclaims "data" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    )
    client.update(storageClasses, { ...client.get(storageClasses, 'fixed'), allowVolumeExpansion: true })
    const larger = client.update(persistentVolumeClaims, grown(client.get(persistentVolumeClaims, 'data', 'default')))
    const shrunk = { ...larger, spec: { ...larger.spec, resources: { requests: { storage: '1Gi' } } } }
    expect(outcome(() => client.update(persistentVolumeClaims, shrunk))).toBe(
      'PersistentVolumeClaim "data" is invalid: spec.resources.requests.storage: Forbidden: field can not be less than status.capacity',
    )
  })
})

describe('a volume', () => {
  it('is kept as long as it is bound', () => {
    const { client, clock } = controlPlane()
    client.create(persistentVolumes, volumeOf('pv'))
    clock.settle()
    client.create(persistentVolumeClaims, claimOf('data'))
    clock.settle()
    client.delete(persistentVolumes, 'pv')
    clock.settle()
    const kept = client.get(persistentVolumes, 'pv')
    expect([kept.status?.phase, kept.metadata.finalizers]).toEqual(['Bound', ['kubernetes.io/pv-protection']])
    client.delete(persistentVolumeClaims, 'data', 'default')
    clock.settle()
    expect(client.list(persistentVolumes).items).toEqual([])
  })

  it('keeps the class of its attributes', () => {
    const { client, clock } = controlPlane()
    client.create(volumeAttributesClasses, { metadata: { name: 'gold' }, driverName: 'd.io', parameters: { iops: '1000' } })
    client.create(persistentVolumeClaims, claimOf('data', { volumeAttributesClassName: 'gold' }))
    client.delete(volumeAttributesClasses, 'gold')
    clock.settle()
    expect(client.list(volumeAttributesClasses).items).toHaveLength(1)
    client.delete(persistentVolumeClaims, 'data', 'default')
    clock.settle()
    expect(client.list(volumeAttributesClasses).items).toEqual([])
  })

  it('says when its phase changed', () => {
    const { client, clock } = server()
    const volume = client.create(persistentVolumes, volumeOf('pv'))
    clock.advance(5000)
    expect(client.updateStatus(persistentVolumes, { ...volume, status: { phase: 'Available' } }).status).toEqual({
      phase: 'Available',
      lastPhaseTransitionTime: '2026-11-22T12:00:05Z',
    })
  })
})

describe('a runtime class', () => {
  it('adds its overhead and its nodes to a pod', () => {
    const { client } = server()
    const toleration = { key: 'sandbox', operator: 'Exists', effect: 'NoSchedule' }
    client.create(runtimeClasses, {
      metadata: { name: 'kata' },
      handler: 'kata',
      overhead: { podFixed: { cpu: '250m', memory: '120Mi' } },
      scheduling: { nodeSelector: { sandbox: 'yes' }, tolerations: [toleration] },
    })
    const { spec } = client.create(pods, podOf('web', { runtimeClassName: 'kata', nodeSelector: { disk: 'ssd' } }))
    expect({ overhead: spec.overhead, nodeSelector: spec.nodeSelector, toleration: spec.tolerations?.find(({ key }) => key === 'sandbox') }).toEqual({
      overhead: { cpu: '250m', memory: '120Mi' },
      nodeSelector: { disk: 'ssd', sandbox: 'yes' },
      toleration,
    })
  })

  it('must be there, and agree', () => {
    const { client } = server()
    client.create(runtimeClasses, { metadata: { name: 'kata' }, handler: 'kata', scheduling: { nodeSelector: { sandbox: 'yes' } } })
    const refusal = (more: object): string => outcome(() => client.create(pods, podOf('web', more)))
    expect([
      refusal({ runtimeClassName: 'gvisor' }),
      refusal({ runtimeClassName: 'kata', nodeSelector: { sandbox: 'no' } }),
      refusal({ overhead: { cpu: '1' } }),
    ]).toEqual([
      'pods "web" is forbidden: pod rejected: RuntimeClass "gvisor" not found',
      'pods "web" is forbidden: conflict: runtimeClass.scheduling.nodeSelector[sandbox] = yes; pod.spec.nodeSelector[sandbox] = no',
      'pods "web" is forbidden: pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
    ])
  })
})

describe('the addresses of services', () => {
  const serviceOf = (name: string): any => ({ metadata: { name, namespace: 'default' }, spec: { clusterIP: '10.96.0.99', ports: [{ port: 80 }] } })

  it('are objects as long as they are taken', () => {
    const { client, clock } = controlPlane()
    client.create(services, serviceOf('web'))
    clock.settle()
    const [address] = client.list(ipAddresses).items
    expect({ name: address?.metadata.name, labels: address?.metadata.labels, spec: address?.spec }).toEqual({
      name: '10.96.0.99',
      labels: { 'ipaddress.kubernetes.io/ip-family': 'IPv4', 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' },
      spec: { parentRef: { resource: 'services', namespace: 'default', name: 'web' } },
    })
    client.delete(services, 'web', 'default')
    clock.settle()
    expect(client.list(ipAddresses).items).toEqual([])
  })

  it('keep their range', () => {
    const { client, clock } = controlPlane()
    client.create(services, serviceOf('web'))
    clock.settle()
    const ready = (): unknown => client.get(serviceCIDRs, 'kubernetes').status?.conditions?.map(({ status, reason, message }) => [status, reason, message])
    expect(ready()).toEqual([['True', '', 'Kubernetes default Service CIDR is ready']])
    client.delete(serviceCIDRs, 'kubernetes')
    clock.settle()
    expect(ready()).toEqual([
      ['False', 'Terminating', 'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR'],
    ])
    client.delete(services, 'web', 'default')
    clock.advance(15_000)
    expect(client.list(serviceCIDRs).items).toEqual([])
  })
})

it('a flow schema knows whether its priority level is there', () => {
  const { client, clock } = controlPlane()
  const dangling = (name: string): unknown => client.get(flowSchemas, name).status?.conditions?.map(({ status, reason, message }) => [status, reason, message])
  const about = 'This FlowSchema references the PriorityLevelConfiguration object named "workload-low"'
  expect(dangling('service-accounts')).toEqual([['False', 'Found', `${about} and it exists`]])
  client.delete(priorityLevelConfigurations, 'workload-low')
  clock.settle()
  expect(dangling('service-accounts')).toEqual([['True', 'NotFound', `${about} but there is no such object`]])
})
