/** A pod as a person writes it, and as the API server stores it (recorded from Kubernetes: `kubectl run web --image=nginx`, without what admission adds). */
import { describe, expect, it } from '@jest/globals'
import type { Pod } from '../../src/api/types.ts'
import type { RegistryContext } from '../../src/control-plane/api-server/resource.ts'
import { pod } from '../../src/control-plane/api-server/resources/pod.ts'

const context = {} as RegistryContext

const written = (spec: object): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default' } as Pod['metadata'],
  spec: spec as Pod['spec'],
})

function stored(spec: object): Pod {
  const object = written(spec)
  pod.defaults?.(object)
  pod.prepareForCreate?.(object, context)
  return object
}

describe('a minimal pod', () => {
  it('gets every default', () => {
    expect(stored({ containers: [{ name: 'web', image: 'nginx' }] })).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', namespace: 'default' },
      spec: {
        containers: [
          {
            name: 'web',
            image: 'nginx',
            imagePullPolicy: 'Always',
            resources: {},
            terminationMessagePath: '/dev/termination-log',
            terminationMessagePolicy: 'File',
          },
        ],
        dnsPolicy: 'ClusterFirst',
        enableServiceLinks: true,
        restartPolicy: 'Always',
        schedulerName: 'default-scheduler',
        securityContext: {},
        terminationGracePeriodSeconds: 30,
      },
      status: { phase: 'Pending', qosClass: 'BestEffort' },
    })
  })

  it('is valid', () => {
    expect(pod.validate?.(stored({ containers: [{ name: 'web', image: 'nginx' }] }), context)).toEqual([])
  })
})

describe('imagePullPolicy', () => {
  it.each([
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    ['nginx:1.27', 'IfNotPresent'],
    ['localhost:5000/nginx', 'Always'],
    ['localhost:5000/nginx:1', 'IfNotPresent'],
    ['nginx@sha256:0000', 'IfNotPresent'],
  ])('of %s is %s', (image, policy) => {
    expect(stored({ containers: [{ name: 'web', image }] }).spec?.containers[0]?.imagePullPolicy).toBe(policy)
  })
})

describe('resources', () => {
  const of = (...containers: object[]): Pod => stored({ containers: containers.map((resources, i) => ({ name: `c${i}`, image: 'a:1', resources })) })

  it('requests follow from limits', () => {
    expect(of({ limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '100m' } }).spec?.containers[0]?.resources).toEqual({
      limits: { cpu: '1', memory: '1Gi' },
      requests: { cpu: '100m', memory: '1Gi' },
    })
  })

  it('quantities become canonical', () => {
    expect(of({ requests: { cpu: 0.5, memory: '1024Mi' } }).spec?.containers[0]?.resources).toEqual({ requests: { cpu: '500m', memory: '1Gi' } })
  })

  it('the quality of service follows from both', () => {
    expect(of({}).status?.qosClass).toBe('BestEffort')
    expect(of({ requests: { cpu: '1' } }).status?.qosClass).toBe('Burstable')
    expect(of({ limits: { cpu: '1', memory: '1Gi' } }).status?.qosClass).toBe('Guaranteed')
    expect(of({ limits: { cpu: '1', memory: '1Gi' } }, {}).status?.qosClass).toBe('Burstable')
  })
})

describe('volumes and probes', () => {
  it('get their defaults', () => {
    const { spec } = stored({
      containers: [
        {
          name: 'web',
          image: 'a:1',
          ports: [{ containerPort: 80 }],
          livenessProbe: { httpGet: { port: 80 } },
          env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
        },
      ],
      volumes: [{ name: 'a' }, { name: 'b', configMap: { name: 'c' } }, { name: 'd', hostPath: { path: '/x' } }],
    })
    expect(spec?.volumes).toEqual([
      { name: 'a', emptyDir: {} },
      { name: 'b', configMap: { name: 'c', defaultMode: 420 } },
      { name: 'd', hostPath: { path: '/x', type: '' } },
    ])
    expect(spec?.containers[0]).toMatchObject({
      ports: [{ containerPort: 80, protocol: 'TCP' }],
      env: [{ name: 'A', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } }],
      livenessProbe: { httpGet: { path: '/', port: 80, scheme: 'HTTP' }, timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 },
    })
  })
})
