/** The Deployment controller, as its Events and its status tell it. */
import { expect, test } from '@jest/globals'
import { deployments, pods, replicaSets, serviceAccounts } from '../../src/api/kinds.ts'
import type { Deployment, Pod } from '../../src/api/types.ts'
import { controlPlane, deployment } from './control-plane.ts'

type ControlPlane = ReturnType<typeof controlPlane>

const create = ({ client, run }: ControlPlane, replicas: number, more: Parameters<typeof deployment>[2] = {}): void => {
  client.create(deployments, deployment('web', replicas, more) as never)
  run()
}
const web = ({ client }: ControlPlane): Deployment => client.get(deployments, 'web', 'default')
const change = ({ client }: ControlPlane, spec: object): void => void client.patch(deployments, 'web', 'default', { spec })
const image = (name: string): object => ({ template: { spec: { containers: [{ name: 'web', image: name }] } } })
/** How the deployment scaled, without the names' hashes: `web-1` is the first ReplicaSet. `seen` were looked at before. */
const story = (cluster: ControlPlane, seen = 0): string[] => {
  const texts = cluster.messages().filter((text) => text.includes('ScalingReplicaSet'))
  const names = [...new Set(texts.map((text) => /replica set (\S+)/.exec(text)?.[1]))]
  return texts.map((text) => text.replace(/^.*: /, '').replace(/web-\w+/, (name) => `web-${names.indexOf(name) + 1}`)).slice(seen)
}
const condition = (cluster: ControlPlane, type: string): string => {
  const found = web(cluster).status?.conditions?.find((one) => one.type === type)
  return found ? `${found.status} ${found.reason}: ${found.message}` : 'none'
}
const sizes = ({ client }: ControlPlane): (number | undefined)[] => client.list(replicaSets).items.map(({ spec }) => spec.replicas)

test('a new deployment makes a ReplicaSet named after its template, and that makes the pods', () => {
  const cluster = controlPlane()
  create(cluster, 3)
  expect(cluster.messages()).toEqual([
    'Normal ScalingReplicaSet deployment/web: Scaled up replica set web-5f84b7585b from 0 to 3',
    expect.stringMatching(/^Normal SuccessfulCreate replicaset\/web-5f84b7585b: Created pod: web-5f84b7585b-[a-z0-9]{5}$/),
    expect.stringMatching(/^Normal SuccessfulCreate/),
    expect.stringMatching(/^Normal SuccessfulCreate/),
    expect.stringMatching(/^Normal Scheduled pod\/web-5f84b7585b-(.{5}): Successfully assigned default\/web-5f84b7585b-\1 to worker-[12]$/),
    expect.stringMatching(/^Normal Scheduled/),
    expect.stringMatching(/^Normal Scheduled/),
  ])
  expect(web(cluster).metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '1' })
  const { conditions, ...counts } = web(cluster).status ?? {}
  expect(counts).toEqual({ observedGeneration: 1, replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3, terminatingReplicas: 0 })
  expect(conditions?.map(({ type, status, reason }) => `${type} ${status} ${reason}`)).toEqual([
    'Available True MinimumReplicasAvailable',
    'Progressing True NewReplicaSetAvailable',
  ])
  expect(cluster.refusals).toEqual([])
})

test('the ReplicaSet carries the hash in its name, labels, selector and template', () => {
  const cluster = controlPlane()
  create(cluster, 1)
  const [replicaSet] = cluster.client.list(replicaSets).items
  const labels = { app: 'web', 'pod-template-hash': '5f84b7585b' }
  expect(replicaSet?.metadata.labels).toEqual(labels)
  expect(replicaSet?.spec.selector).toEqual({ matchLabels: labels })
  expect(replicaSet?.spec.template?.metadata.labels).toEqual(labels)
  expect(replicaSet?.metadata.annotations).toEqual({
    'deployment.kubernetes.io/revision': '1',
    'deployment.kubernetes.io/desired-replicas': '1',
    'deployment.kubernetes.io/max-replicas': '2',
  })
})

test('a rolling update keeps within one more and one fewer of four', () => {
  const cluster = controlPlane()
  create(cluster, 4)
  change(cluster, image('nginx:1.28'))
  cluster.run()
  expect(story(cluster, 1)).toEqual([
    'Scaled up replica set web-2 from 0 to 1',
    'Scaled down replica set web-1 from 4 to 3',
    'Scaled up replica set web-2 from 1 to 2',
    'Scaled down replica set web-1 from 3 to 1',
    'Scaled up replica set web-2 from 2 to 4',
    'Scaled down replica set web-1 from 1 to 0',
  ])
  expect(web(cluster).metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('2')
  expect(sizes(cluster)).toEqual(expect.arrayContaining([0, 4]))
})

test('going back to an old template takes its ReplicaSet up again, as a new revision', () => {
  const cluster = controlPlane()
  create(cluster, 2)
  change(cluster, image('nginx:1.28'))
  cluster.run()
  change(cluster, image('nginx:1.27'))
  cluster.run()
  const sets = cluster.client.list(replicaSets).items
  expect(
    sets.map(({ metadata, spec }) => [
      metadata.annotations?.['deployment.kubernetes.io/revision'],
      metadata.annotations?.['deployment.kubernetes.io/revision-history'],
      spec.replicas,
    ]),
  ).toEqual(
    expect.arrayContaining([
      ['3', '1', 2],
      ['2', undefined, 0],
    ]),
  )
})

test('Recreate waits until the last old pod is gone', () => {
  const cluster = controlPlane()
  create(cluster, 2, { spec: { strategy: { type: 'Recreate' } } })
  change(cluster, image('nginx:1.28'))
  cluster.clock.settle()
  expect(story(cluster, 1)).toEqual(['Scaled down replica set web-1 from 2 to 0'])
  expect(cluster.client.list(pods).items.map(({ metadata }) => metadata.deletionTimestamp !== undefined)).toEqual([true, true])
  cluster.run()
  expect(story(cluster, 1)).toEqual(['Scaled down replica set web-1 from 2 to 0', 'Scaled up replica set web-2 from 0 to 2'])
})

test('a paused deployment scales but does not roll out', () => {
  const cluster = controlPlane()
  create(cluster, 2)
  change(cluster, { paused: true, ...image('nginx:1.28') })
  cluster.run()
  expect(condition(cluster, 'Progressing')).toBe('Unknown DeploymentPaused: Deployment is paused')
  change(cluster, { replicas: 3 })
  cluster.run()
  expect(story(cluster, 1)).toEqual(['Scaled up replica set web-1 from 2 to 3'])
  change(cluster, { paused: null })
  cluster.run()
  expect(condition(cluster, 'Progressing')).toMatch(/^True NewReplicaSetAvailable: ReplicaSet "web-.*" has successfully progressed.$/)
  expect(story(cluster, 2)).toContain('Scaled down replica set web-1 from 1 to 0')
})

test('scaling in the middle of a rollout is spread over old and new', () => {
  const cluster = controlPlane()
  create(cluster, 10, { spec: { strategy: { rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } } } })
  change(cluster, image('does-not-start'))
  cluster.clock.settle()
  expect(sizes(cluster).sort()).toEqual([5, 8])
  change(cluster, { replicas: 15 })
  cluster.clock.settle()
  expect(sizes(cluster).sort((a, b) => Number(a) - Number(b))).toEqual([7, 11])
})

test('a rollout without progress is reported after progressDeadlineSeconds', () => {
  const cluster = controlPlane()
  create(cluster, 1, { spec: { progressDeadlineSeconds: 60 } })
  change(cluster, image('does-not-start'))
  cluster.clock.settle()
  expect(condition(cluster, 'Progressing')).toMatch(/^True ReplicaSetUpdated: ReplicaSet "web-.*" is progressing.$/)
  cluster.clock.advance(59_000)
  expect(condition(cluster, 'Progressing')).toMatch(/^True ReplicaSetUpdated/)
  cluster.clock.advance(5000)
  expect(condition(cluster, 'Progressing')).toMatch(/^False ProgressDeadlineExceeded: ReplicaSet "web-.*" has timed out progressing.$/)
  cluster.run()
  expect(condition(cluster, 'Progressing')).toMatch(/^True NewReplicaSetAvailable/)
})

test("pods that fail long after a rollout was through are nobody's deadline", () => {
  const cluster = controlPlane()
  create(cluster, 1)
  cluster.clock.advance(3_600_000)
  const pod = cluster.client.list(pods).items[0] as Pod
  const conditions = (pod.status?.conditions ?? []).map((one) => (one.type === 'Ready' ? { ...one, status: 'False' } : one))
  cluster.client.updateStatus(pods, { ...pod, status: { ...pod.status, conditions } })
  cluster.clock.settle()
  expect(condition(cluster, 'Available')).toMatch(/^False/)
  expect(condition(cluster, 'Progressing')).toMatch(/^True NewReplicaSetAvailable/)
})

test('revisionHistoryLimit bounds the number of old ReplicaSets', () => {
  const cluster = controlPlane()
  create(cluster, 1, { spec: { revisionHistoryLimit: 2 } })
  for (const version of ['1.28', '1.29', '1.30', '1.31']) {
    change(cluster, image(`nginx:${version}`))
    cluster.run()
  }
  expect(
    cluster.client
      .list(replicaSets)
      .items.map(({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision'])
      .sort(),
  ).toEqual(['3', '4', '5'])
})

test('minReadySeconds: a ready pod counts as available only after a while', () => {
  const cluster = controlPlane()
  create(cluster, 1, { spec: { minReadySeconds: 10 } })
  expect(web(cluster).status?.availableReplicas).toBeUndefined()
  expect(condition(cluster, 'Available')).toBe('False MinimumReplicasUnavailable: Deployment does not have minimum availability.')
  cluster.clock.advance(10_000)
  expect(web(cluster).status?.availableReplicas).toBe(1)
})

test('pods that cannot be created: the ReplicaSet says why, the deployment repeats it, and both go on when it is possible', () => {
  const cluster = controlPlane()
  const { client, clock, run } = cluster
  client.create(deployments, deployment('web', 2, { pod: { serviceAccountName: 'ghost' } }) as never)
  run()
  const why = /^pods "web-\w+-\w*" is forbidden: error looking up service account default\/ghost: serviceaccount "ghost" not found$/
  const [replicaSet] = client.list(replicaSets).items
  expect(replicaSet?.status?.conditions).toEqual([
    { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: expect.stringMatching(why), lastTransitionTime: '2026-11-22T12:00:00Z' },
  ])
  expect(condition(cluster, 'ReplicaFailure')).toMatch(/^True FailedCreate: pods "web-/)
  expect(cluster.messages().find((text) => text.includes('FailedCreate'))).toMatch(/^Warning FailedCreate replicaset\/web-\w+: Error creating: pods "web-/)
  client.create(serviceAccounts, { metadata: { name: 'ghost', namespace: 'default' } })
  clock.advance(20_000)
  run()
  expect(client.list(pods).items).toHaveLength(2)
  expect(condition(cluster, 'ReplicaFailure')).toBe('none')
})
