/** What disruption budgets let an eviction do. The budget's status is written by hand here: its controller is not there. */
import { describe, expect, it } from '@jest/globals'
import { server } from './server.ts'

const merge = { 'content-type': 'application/merge-patch+json' }
const pods = '/api/v1/namespaces/default/pods'
const budgets = '/apis/policy/v1/namespaces/default/poddisruptionbudgets'
const labels = { app: 'web' }

/** A server with the pod `web` that runs, ready or not, and a budget with this status for each one given. */
function cluster({ ready = true, phase = 'Running', budgets: given = [] as object[], spec = {} }) {
  const { send, clock } = server()
  send('POST', pods, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', labels },
    spec: { nodeName: 'worker-1', containers: [{ name: 'c', image: 'nginx' }] },
  })
  send('PATCH', `${pods}/web/status`, { status: { phase, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] } }, merge)
  for (const [i, status] of given.entries()) {
    const name = `web-${i}`
    send('POST', budgets, {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name },
      spec: { minAvailable: 1, selector: { matchLabels: labels }, ...spec },
    })
    send('PATCH', `${budgets}/${name}/status`, { status: { observedGeneration: 1, ...status } }, merge)
  }
  const evict = (more: object = {}, query = '') => {
    const { status, body, headers } = send('POST', `${pods}/web/eviction${query}`, {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name: 'web' },
      ...more,
    })
    return { status, body, retryAfter: headers['retry-after'] }
  }
  const pod = () => send('GET', `${pods}/web`).body
  const budget = () => send('GET', `${budgets}/web-0`).body
  return { send, clock, evict, pod, budget }
}

const one = { disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1, expectedPods: 2 }
const none = { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 }
const refusal = (message: string, more: object = {}) => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: "Cannot evict pod as it would violate the pod's disruption budget.",
  reason: 'TooManyRequests',
  details: { causes: [{ reason: 'DisruptionBudget', message }], ...more },
  code: 429,
})

describe('an eviction', () => {
  it('is a delete where no budget covers the pod, and tells the pod why it goes', () => {
    const { evict, pod } = cluster({})
    expect(evict()).toMatchObject({ status: 201, body: { kind: 'Status', status: 'Success', code: 201 } })
    const { metadata, status } = pod()
    expect(metadata.deletionGracePeriodSeconds).toBe(30)
    expect(status.conditions.at(-1)).toEqual({
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'EvictionByEvictionAPI',
      message: 'Eviction API: evicting',
      lastTransitionTime: '2026-11-22T12:00:00Z',
      observedGeneration: 1,
    })
  })

  it('charges the budget', () => {
    const { evict, budget } = cluster({ budgets: [one] })
    expect(evict().status).toBe(201)
    const { disruptionsAllowed, disruptedPods, conditions } = budget().status
    expect([disruptionsAllowed, disruptedPods]).toEqual([0, { web: '2026-11-22T12:00:00Z' }])
    expect(conditions).toEqual([
      {
        type: 'DisruptionAllowed',
        status: 'False',
        reason: 'InsufficientPods',
        message: '',
        observedGeneration: 1,
        lastTransitionTime: '2026-11-22T12:00:00Z',
      },
    ])
  })

  it('is refused where the budget has nothing left', () => {
    const { evict, pod } = cluster({ budgets: [none] })
    expect(evict()).toEqual({ status: 429, body: refusal('The disruption budget web-0 needs 1 healthy pods and has 1 currently'), retryAfter: undefined })
    expect(pod().metadata.deletionTimestamp).toBeUndefined()
  })

  it('may come back later where nobody has looked at the budget yet', () => {
    const { evict } = cluster({ budgets: [{ ...one, observedGeneration: 0 }] })
    const expected = refusal('The disruption budget web-0 is still being processed by the server.', { retryAfterSeconds: 10 })
    expect(evict()).toEqual({ status: 429, body: expected, retryAfter: '10' })
  })

  it('says what its controller could not find out', () => {
    const failed = { type: 'DisruptionAllowed', status: 'False', reason: 'SyncFailed', message: 'no scale', lastTransitionTime: '2026-11-22T12:00:00Z' }
    const { evict } = cluster({ budgets: [{ ...none, conditions: [failed] }] })
    expect(evict().body.details.causes[0].message).toBe('The disruption budget web-0 does not allow evicting pods currently because it failed sync: no scale')
  })

  it('changes nothing in a dry run, and is refused all the same', () => {
    const allowed = cluster({ budgets: [one] })
    expect(allowed.evict({ deleteOptions: { dryRun: ['All'] } }).status).toBe(201)
    expect(allowed.evict({}, '?dryRun=All').status).toBe(201)
    expect([allowed.pod().metadata.deletionTimestamp, allowed.budget().status.disruptionsAllowed]).toEqual([undefined, 1])
    expect(cluster({ budgets: [none] }).evict({}, '?dryRun=All').status).toBe(429)
  })

  it('takes pods that are not ready as the policy says', () => {
    const troubled = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 1, expectedPods: 1 }
    expect(cluster({ ready: false, budgets: [none] }).evict().status).toBe(201)
    expect(cluster({ ready: false, budgets: [troubled] }).evict().status).toBe(429)
    expect(cluster({ ready: false, budgets: [troubled], spec: { unhealthyPodEvictionPolicy: 'AlwaysAllow' } }).evict().status).toBe(201)
    expect(cluster({ phase: 'Failed', ready: false, budgets: [troubled] }).evict().status).toBe(201)
  })

  it('does not know what to do with two budgets', () => {
    const { evict } = cluster({ budgets: [one, one] })
    const { status, body } = evict()
    expect([status, body.message]).toEqual([500, 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.'])
  })

  it('goes for the pod that was meant', () => {
    const { evict, pod } = cluster({})
    expect(evict({ metadata: { name: 'other' } }).body.message).toBe('name in URL does not match name in Eviction object')
    expect(evict({ deleteOptions: { preconditions: { uid: 'x' } } }).body.message).toBe(
      `Operation cannot be fulfilled on Pod "web": the UID in the precondition (x) does not match the UID in record (${pod().metadata.uid}). The object might have been deleted and then recreated`,
    )
    expect(evict({ deleteOptions: { preconditions: { resourceVersion: pod().metadata.resourceVersion } } }).status).toBe(201)
  })
})
