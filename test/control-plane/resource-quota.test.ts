/** How much a namespace may use: the quota admission plugin charges, the resource quota controller counts again. */
import { describe, expect, test } from '@jest/globals'
import { configMaps, deployments, pods, resourceQuotas, services } from '../../src/api/kinds.ts'
import type { ApiRequest } from '../../src/api/request.ts'
import { StatusError } from '../../src/api/status.ts'
import type { ResourceQuotaSpec } from '../../src/api/types.ts'
import { controlPlane, deployment } from './control-plane.ts'

function cluster(spec: ResourceQuotaSpec, name = 'q') {
  const base = controlPlane(1)
  base.client.create(resourceQuotas, { metadata: { name, namespace: 'default' }, spec })
  base.clock.settle()
  return {
    ...base,
    status: () => base.client.get(resourceQuotas, name, 'default').status,
    used: () => base.client.get(resourceQuotas, name, 'default').status?.used,
  }
}

const pod = (name: string, resources: object = {}, more: object = {}) => ({
  metadata: { name, namespace: 'default' },
  spec: { containers: [{ name: 'main', image: 'nginx', resources }], ...more },
})

describe('counting', () => {
  test('a new quota is told what is there already', () => {
    const { status } = cluster({
      hard: { pods: '2', configmaps: '5', secrets: '1', 'count/deployments.apps': '3', persistentvolumeclaims: '1', 'count/x.y': '1' },
    })
    expect(status()).toEqual({
      hard: { pods: '2', configmaps: '5', secrets: '1', 'count/deployments.apps': '3', persistentvolumeclaims: '1', 'count/x.y': '1' },
      // kube-root-ca.crt; and nobody knows what an x.y is.
      used: { pods: '0', configmaps: '1', secrets: '0', 'count/deployments.apps': '0', persistentvolumeclaims: '0' },
    })
  })

  test('nothing is counted until everything can be seen: a list that the server refused is no empty list', () => {
    let isWell = false
    const answer = { status: 500, headers: {}, body: new StatusError(500, 'InternalError', 'the server is not well').status }
    const serve = ({ path, method }: ApiRequest) => (!isWell && method === 'GET' && path === '/api/v1/configmaps' ? answer : undefined)
    const { client, clock } = controlPlane(1, { serve })
    for (const name of ['a', 'b']) client.create(configMaps, { metadata: { name, namespace: 'default' } })
    client.create(resourceQuotas, { metadata: { name: 'q', namespace: 'default' }, spec: { hard: { configmaps: '3' } } })
    clock.advance(5000)
    expect(client.get(resourceQuotas, 'q', 'default').status).toEqual({})
    isWell = true
    clock.advance(60_000)
    expect(client.get(resourceQuotas, 'q', 'default').status?.used).toEqual({ configmaps: '3' })
  })

  test('creations are charged at once, deletions given back by the controller', () => {
    const { client, clock, used } = cluster({ hard: { configmaps: '3' } })
    client.create(configMaps, { metadata: { name: 'a', namespace: 'default' } })
    expect(used()).toEqual({ configmaps: '2' })
    client.delete(configMaps, 'a', 'default')
    expect(used()).toEqual({ configmaps: '2' })
    clock.settle()
    expect(used()).toEqual({ configmaps: '1' })
  })

  test('a pod that has ended counts as an object, and takes nothing any more', () => {
    const { client, clock, used } = cluster({ hard: { pods: '1', 'requests.cpu': '1', 'count/pods': '9' } })
    client.create(pods, pod('job', { requests: { cpu: '300m' } }) as never)
    expect(used()).toEqual({ pods: '1', 'requests.cpu': '300m', 'count/pods': '1' })
    clock.settle()
    const job = client.get(pods, 'job', 'default')
    client.updateStatus(pods, { ...job, status: { ...job.status, phase: 'Succeeded' } })
    clock.settle()
    expect(used()).toEqual({ pods: '0', 'requests.cpu': '0', 'count/pods': '1' })
  })

  test('what is charged for an object that could not be stored is given back within five minutes', () => {
    const { client, clock, used } = cluster({ hard: { configmaps: '9' } })
    client.create(configMaps, { metadata: { name: 'a', namespace: 'default' } })
    expect(() => client.create(configMaps, { metadata: { name: 'a', namespace: 'default' } })).toThrow('configmaps "a" already exists')
    expect(used()).toEqual({ configmaps: '3' })
    clock.advance(300_000)
    expect(used()).toEqual({ configmaps: '2' })
  })

  test('a dry run costs nothing', () => {
    const { send, used } = cluster({ hard: { configmaps: '9' } })
    send('POST', '/api/v1/namespaces/default/configmaps?dryRun=All', { metadata: { name: 'a' } })
    expect(used()).toEqual({ configmaps: '1' })
  })

  test('services: node ports and load balancers, also when the type changes', () => {
    const { client, used } = cluster({ hard: { services: '9', 'services.nodeports': '1', 'services.loadbalancers': '0' } })
    client.create(services, { metadata: { name: 'web', namespace: 'default' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } } as never)
    const web = client.get(services, 'web', 'default')
    client.update(services, { ...web, spec: { ...web.spec, type: 'NodePort' } })
    expect(used()).toEqual({ services: '1', 'services.nodeports': '1', 'services.loadbalancers': '0' })
    const now = client.get(services, 'web', 'default')
    expect(() => client.update(services, { ...now, spec: { ...now.spec, type: 'LoadBalancer' } })).toThrow(
      'services "web" is forbidden: exceeded quota: q, requested: services.loadbalancers=1, used: services.loadbalancers=0, limited: services.loadbalancers=0',
    )
  })
})

describe('refusing', () => {
  test('more than there is', () => {
    const { client } = cluster({ hard: { pods: '1', 'requests.memory': '1Gi' } })
    client.create(pods, pod('a', { requests: { memory: '600Mi' } }) as never)
    expect(() => client.create(pods, pod('b', { requests: { memory: '500Mi' } }) as never)).toThrow(
      'pods "b" is forbidden: exceeded quota: q, requested: pods=1,requests.memory=500Mi, used: pods=1,requests.memory=600Mi, limited: pods=1,requests.memory=1Gi',
    )
  })

  test('pods that do not say how much they want', () => {
    const { client } = cluster({ hard: { 'limits.cpu': '1', 'requests.memory': '1Gi' } })
    const two = {
      metadata: { name: 'a', namespace: 'default' },
      spec: {
        containers: [
          { name: 'web', image: 'nginx' },
          { name: 'log', image: 'busybox', resources: { limits: { cpu: '1' } } },
        ],
      },
    }
    expect(() => client.create(pods, two as never)).toThrow(
      'pods "a" is forbidden: failed quota: q: must specify limits.cpu for: web; requests.memory for: log,web',
    )
  })

  test('what is said for the pod as a whole is enough', () => {
    const { client, used } = cluster({ hard: { 'limits.cpu': '1' } })
    client.create(pods, pod('a', {}, { resources: { requests: { cpu: '100m' }, limits: { cpu: '300m' } } }) as never)
    expect(used()).toEqual({ 'limits.cpu': '300m' })
  })

  test('a quota that nobody has counted yet refuses', () => {
    const { client, manager } = controlPlane(1)
    manager.stop()
    client.create(resourceQuotas, { metadata: { name: 'q', namespace: 'default' }, spec: { hard: { pods: '5' } } })
    // Nothing is in force before the controller has been there.
    client.create(pods, pod('a') as never)
    client.updateStatus(resourceQuotas, { ...client.get(resourceQuotas, 'q', 'default'), status: { hard: { pods: '5' } } })
    expect(() => client.create(pods, pod('b') as never)).toThrow('pods "b" is forbidden: status unknown for quota: q, resources: pods')
  })

  test("a Deployment's pods: the ReplicaSet says why it can't", () => {
    const { client, run, messages, used } = cluster({ hard: { pods: '2' } })
    client.create(deployments, deployment('web', 3) as never)
    run()
    expect(used()).toEqual({ pods: '2' })
    expect(messages().filter((line) => line.includes('FailedCreate'))[0]).toMatch(
      /^Warning FailedCreate replicaset\/web-\w+: Error creating: pods "web-\w+-\w{5}" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2$/,
    )
  })
})

describe('scopes', () => {
  test.each([
    ['BestEffort', { requests: { cpu: '1m' } }, {}],
    ['NotBestEffort', {}, {}],
    ['Terminating', {}, {}],
    ['NotTerminating', {}, { activeDeadlineSeconds: 10 }],
    ['PriorityClass', {}, {}],
  ])('%s leaves others alone', (scope, resources, more) => {
    const { client, used } = cluster({ hard: { pods: '0' }, scopes: [scope] })
    client.create(pods, pod('free', resources, more) as never)
    expect(used()).toEqual({ pods: '0' })
  })

  test('a selector by priority class', () => {
    const scopeSelector = { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['system-node-critical'] }] }
    const { client } = cluster({ hard: { pods: '0' }, scopeSelector })
    client.create(pods, pod('free') as never)
    expect(() => client.create(pods, pod('vip', {}, { priorityClassName: 'system-node-critical' }) as never)).toThrow('exceeded quota: q')
  })
})

test('validation', () => {
  const { send } = controlPlane(0)
  const refusal = (spec: object) => send('POST', '/api/v1/namespaces/default/resourcequotas', { metadata: { name: 'q' }, spec }).body.message
  expect([
    refusal({ hard: { podz: '1' } }),
    refusal({ hard: { pods: '1500m' } }),
    refusal({ hard: { cpu: '-1' } }),
    refusal({ hard: { cpu: '1' }, scopes: ['BestEffort'] }),
    refusal({ hard: { pods: '1' }, scopes: ['BestEffort', 'NotBestEffort'] }),
    refusal({ hard: { pods: '1' }, scopes: ['Nonsense'] }),
    refusal({ hard: { pods: '1' }, scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In' }] } }),
  ]).toEqual([
    'ResourceQuota "q" is invalid: [spec.hard[podz]: Invalid value: "podz": must be a standard resource type or fully qualified, spec.hard[podz]: Invalid value: "podz": must be a standard resource for quota]',
    'ResourceQuota "q" is invalid: spec.hard[pods]: Invalid value: "1500m": must be an integer',
    'ResourceQuota "q" is invalid: spec.hard[cpu]: Invalid value: "-1": must be greater than or equal to 0',
    'ResourceQuota "q" is invalid: spec.scopes: Invalid value: ["BestEffort"]: unsupported scope applied to resource',
    'ResourceQuota "q" is invalid: spec.scopes: Invalid value: ["BestEffort","NotBestEffort"]: conflicting scopes',
    'ResourceQuota "q" is invalid: spec.scopes: Invalid value: ["Nonsense"]: unsupported scope',
    "ResourceQuota \"q\" is invalid: spec.scopeSelector.matchExpressions.values: Required value: must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
  ])
})
