/** The audit log: which requests it keeps, how much of them, and what a line looks like. */
import { describe, expect, it } from '@jest/globals'
import { AuditLog } from '../../src/control-plane/api-server/audit-log.ts'
import type { AuditPolicy } from '../../src/control-plane/api-server/audit-policy.ts'
import { server } from './server.ts'

/** The events that a policy leaves of what `act` does. */
function audited(policy: AuditPolicy, act: (base: ReturnType<typeof server>) => void): any[] {
  const base = server()
  const log = new AuditLog(policy, () => '172.18.0.1')
  log.follow(base.api.audit)
  act(base)
  return log.text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
}

const map = { metadata: { name: 'm' }, data: { a: 'b' } }
const path = '/api/v1/namespaces/default/configmaps'

describe('an event', () => {
  it('says who asked for what and what came of it', () => {
    const [received, done] = audited({ rules: [{ level: 'RequestResponse' }] }, ({ send }) => send('POST', path, map, { 'user-agent': 'kubectl/v1.36.3' }))
    const time = '2026-11-22T12:00:00.000000Z'
    expect(received).toEqual({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: 'RequestResponse',
      auditID: expect.stringMatching(/^[0-9a-f-]{36}$/),
      stage: 'RequestReceived',
      requestURI: path,
      verb: 'create',
      user: { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] },
      sourceIPs: ['172.18.0.1'],
      userAgent: 'kubectl/v1.36.3',
      objectRef: { resource: 'configmaps', namespace: 'default', name: 'm', apiVersion: 'v1' },
      requestReceivedTimestamp: time,
      stageTimestamp: time,
    })
    expect(done).toMatchObject({
      auditID: received.auditID,
      stage: 'ResponseComplete',
      objectRef: { resource: 'configmaps', namespace: 'default', name: 'm', apiVersion: 'v1', uid: done.responseObject.metadata.uid },
      responseStatus: { metadata: {}, code: 201 },
      requestObject: map,
      responseObject: { kind: 'ConfigMap', data: { a: 'b' } },
      annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': '' },
    })
  })

  it('of a refusal carries its reason', () => {
    const [, done] = audited({ rules: [{ level: 'Metadata' }] }, ({ send }) => send('GET', `${path}/none`))
    expect(done.responseStatus).toEqual({
      metadata: {},
      status: 'Failure',
      message: 'configmaps "none" not found',
      reason: 'NotFound',
      details: { name: 'none', kind: 'configmaps' },
      code: 404,
    })
    expect([done.requestObject, done.responseObject]).toEqual([undefined, undefined])
  })
})

describe('a policy', () => {
  const levels = (policy: AuditPolicy) =>
    audited({ omitStages: ['RequestReceived'], ...policy }, ({ send }) => {
      send('POST', path, map)
      send('GET', `${path}/m`)
      send('GET', '/api/v1/namespaces/default/pods/p/log')
      send('GET', '/api/v1/nodes')
      send('GET', '/healthz')
    }).map(({ verb, requestURI, level }) => `${level} ${verb} ${requestURI}`)

  it('decides by its first rule that matches', () => {
    expect(
      levels({
        rules: [
          { level: 'None', verbs: ['get'], resources: [{ group: '', resources: ['configmaps'], resourceNames: ['m'] }] },
          { level: 'Request', namespaces: ['default'], resources: [{ group: '', resources: ['*/log', 'configmaps'] }] },
          { level: 'Metadata', nonResourceURLs: ['/health*'] },
          { level: 'None' },
        ],
      }),
    ).toEqual([`Request create ${path}`, 'Request get /api/v1/namespaces/default/pods/p/log', 'Metadata get /healthz'])
  })

  it('may name users and groups', () => {
    expect(levels({ rules: [{ level: 'None', users: ['kubernetes-admin'] }, { level: 'Metadata' }] })).toEqual([])
    expect(levels({ rules: [{ level: 'Metadata', userGroups: ['system:masters'], verbs: ['list'] }] })).toEqual(['Metadata list /api/v1/nodes'])
  })
})

it('costs nothing where nobody wants a record', () => {
  const { api, send } = server()
  const log = new AuditLog({ rules: [{ level: 'None' }] }, () => '')
  log.follow(api.audit)
  send('GET', path)
  expect(log.text).toBe('')
})
