import { describe, expect, test } from '@jest/globals'
import { progressOf } from '../../src/kubectl/commands/rollout/progress.ts'
import { complaint, discovery } from './run.ts'

const deployment = (spec: object, status: object, metadata: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', generation: 2, annotations: { 'deployment.kubernetes.io/revision': '2' }, ...metadata },
  spec,
  status: { observedGeneration: 2, ...status },
})
const report = (kind: string) => progressOf({ group: 'apps', kind })
const saysOf = (object: object, revision = 0) => report((object as { kind: string }).kind)(object as never, revision)

describe('how far a deployment has come', () => {
  test('step by step', () => {
    const spec = { replicas: 3 }
    const to = 'Waiting for deployment "web" rollout to finish:'
    expect(saysOf(deployment(spec, { observedGeneration: 1 })).text).toBe('Waiting for deployment spec update to be observed...\n')
    expect(saysOf(deployment(spec, { replicas: 4, updatedReplicas: 1 })).text).toBe(`${to} 1 out of 3 new replicas have been updated...\n`)
    expect(saysOf(deployment(spec, { replicas: 4, updatedReplicas: 3 })).text).toBe(`${to} 1 old replicas are pending termination...\n`)
    expect(saysOf(deployment(spec, { replicas: 3, updatedReplicas: 3, availableReplicas: 2 })).text).toBe(`${to} 2 of 3 updated replicas are available...\n`)
    expect(saysOf(deployment(spec, { replicas: 3, updatedReplicas: 3, availableReplicas: 3 }))).toEqual({
      text: 'deployment "web" successfully rolled out\n',
      done: true,
    })
  })

  test('what has failed, and the wrong revision', () => {
    const stuck = deployment({ replicas: 1 }, { conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }] })
    expect(() => saysOf(stuck)).toThrow('deployment "web" exceeded its progress deadline')
    expect(() => saysOf(stuck, 3)).toThrow('desired revision (3) is different from the running revision (2)')
  })
})

describe('how far others have come', () => {
  const rolling = { updateStrategy: { type: 'RollingUpdate' } }
  const daemonSet = (spec: object, status: object) => ({ ...deployment(spec, status), kind: 'DaemonSet' })
  const statefulSet = (spec: object, status: object) => ({ ...deployment(spec, status), kind: 'StatefulSet' })

  test('a daemonset', () => {
    const to = 'Waiting for daemon set "web" rollout to finish:'
    expect(saysOf(daemonSet(rolling, { desiredNumberScheduled: 3, updatedNumberScheduled: 1 })).text).toBe(`${to} 1 out of 3 new pods have been updated...\n`)
    expect(saysOf(daemonSet(rolling, { desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 2 })).text).toBe(
      `${to} 2 of 3 updated pods are available...\n`,
    )
    expect(() => saysOf(daemonSet({ updateStrategy: { type: 'OnDelete' } }, {}))).toThrow('rollout status is only available for RollingUpdate strategy type')
  })

  test('a statefulset', () => {
    const partitioned = { replicas: 3, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } }
    expect(saysOf(statefulSet({ ...rolling, replicas: 3 }, { readyReplicas: 1 })).text).toBe('Waiting for 2 pods to be ready...\n')
    expect(saysOf(statefulSet(partitioned, { readyReplicas: 3, updatedReplicas: 1 })).text).toBe(
      'Waiting for partitioned roll out to finish: 1 out of 2 new pods have been updated...\n',
    )
    expect(saysOf(statefulSet(partitioned, { readyReplicas: 3, updatedReplicas: 2 }))).toEqual({
      text: 'partitioned roll out complete: 2 new pods have been updated...\n',
      done: true,
    })
    expect(
      saysOf(statefulSet({ ...rolling, replicas: 3 }, { readyReplicas: 3, updatedReplicas: 3, updateRevision: 'web-b', currentRevision: 'web-a' })).text,
    ).toBe('waiting for statefulset rolling update to complete 3 pods at revision web-b...\n')
  })

  test('what has no rollouts', () => {
    expect(() => progressOf({ group: '', kind: 'Pod' })).toThrow('no status viewer has been implemented for Pod')
    expect(() => progressOf({ group: 'batch', kind: 'Job' })).toThrow('no status viewer has been implemented for Job.batch')
  })
})

test('a line that names nothing', async () => {
  for (const word of ['status', 'history', 'undo', 'pause', 'resume', 'restart'])
    expect(await complaint(`rollout ${word}`, { answers: discovery })).toBe('error: required resource not specified\n? 1')
})
