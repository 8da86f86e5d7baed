/** Who owns what, as the API server shows it in metadata.managedFields. */
import { describe, expect, test } from '@jest/globals'
import { configMap, server } from '../server.ts'

const maps = '/api/v1/namespaces/default/configmaps'
const deployments = '/apis/apps/v1/namespaces/default/deployments'
const merge = { 'content-type': 'application/merge-patch+json' }
const asApply = { 'content-type': 'application/apply-patch+yaml' }
const time = '2026-11-22T12:00:00Z'

const web = (replicas?: number) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    ...(replicas === undefined ? {} : { replicas }),
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx', ports: [{ containerPort: 80 }] }] } },
  },
})

/** Managers and their fields, in the order of the entries. */
const owners = (object: any) => (object.metadata.managedFields ?? []).map((entry: any) => [entry.manager, entry.operation, entry.fieldsV1])

describe('managedFields', () => {
  test('who creates owns what they said and what was filled in for it, but no part that every object of the kind has', () => {
    const { send } = server()
    const { body } = send('POST', `${deployments}?fieldManager=me`, web())
    expect(body.metadata.managedFields).toEqual([
      {
        manager: 'me',
        operation: 'Update',
        apiVersion: 'apps/v1',
        time,
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:spec': {
            'f:progressDeadlineSeconds': {},
            'f:replicas': {},
            'f:revisionHistoryLimit': {},
            'f:selector': {},
            'f:strategy': { 'f:rollingUpdate': { '.': {}, 'f:maxSurge': {}, 'f:maxUnavailable': {} }, 'f:type': {} },
            'f:template': {
              'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
              'f:spec': {
                'f:containers': {
                  'k:{"name":"c"}': {
                    '.': {},
                    'f:image': {},
                    'f:imagePullPolicy': {},
                    'f:name': {},
                    'f:ports': { '.': {}, 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {}, 'f:protocol': {} } },
                    'f:resources': {},
                    'f:terminationMessagePath': {},
                    'f:terminationMessagePolicy': {},
                  },
                },
                'f:dnsPolicy': {},
                'f:restartPolicy': {},
                'f:schedulerName': {},
                'f:securityContext': {},
                'f:terminationGracePeriodSeconds': {},
              },
            },
          },
        },
      },
    ])
  })

  test('who updates takes what they change', () => {
    const { send } = server()
    send('POST', `${maps}?fieldManager=me`, configMap('a', { x: '1', y: '1' }))
    const { body } = send('PATCH', `${maps}/a?fieldManager=you`, { data: { y: '2', z: '2' } }, merge)
    expect(owners(body)).toEqual([
      ['me', 'Update', { 'f:data': { '.': {}, 'f:x': {} } }],
      ['you', 'Update', { 'f:data': { 'f:y': {}, 'f:z': {} } }],
    ])
  })

  test('who applies owns what they said; what others own they may take only by force', () => {
    const { send } = server()
    send('POST', `${deployments}?fieldManager=me`, web(2))
    const refused = send('PATCH', `${deployments}/web?fieldManager=you`, web(3), asApply)
    expect([refused.status, refused.body]).toEqual([
      409,
      {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: 'Apply failed with 1 conflict: conflict with "me" using apps/v1: .spec.replicas',
        reason: 'Conflict',
        details: { causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "me" using apps/v1', field: '.spec.replicas' }] },
        code: 409,
      },
    ])
    const { body } = send('PATCH', `${deployments}/web?fieldManager=you&force=true`, web(3), asApply)
    expect([body.spec.replicas, owners(body)[0]]).toEqual([
      3,
      [
        'you',
        'Apply',
        {
          'f:spec': {
            'f:replicas': {},
            'f:selector': {},
            'f:template': {
              'f:metadata': { 'f:labels': { 'f:app': {} } },
              'f:spec': {
                'f:containers': {
                  'k:{"name":"c"}': {
                    '.': {},
                    'f:image': {},
                    'f:name': {},
                    'f:ports': { 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } },
                  },
                },
              },
            },
          },
        },
      ],
    ])
  })
})
