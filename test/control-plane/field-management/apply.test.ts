/** Server-side apply, from outside. */
import { describe, expect, test } from '@jest/globals'
import { configMap, server } from '../server.ts'

const maps = '/api/v1/namespaces/default/configmaps'
const deployments = '/apis/apps/v1/namespaces/default/deployments'
const asApply = { 'content-type': 'application/apply-patch+yaml' }
const merge = { 'content-type': 'application/merge-patch+json' }
const labels = { app: 'web' }

const web = (spec: object = {}, containers: object[] = [{ name: 'c', image: 'nginx' }]) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } }, ...spec },
})
const names = (list: any[] | undefined) => list?.map(({ name }) => name)
const owners = (body: any) => (body.metadata.managedFields ?? []).map((e: any) => [e.manager, e.operation, e.subresource ?? '', e.fieldsV1])

function appliers() {
  const { send, clock } = server()
  const apply = (manager: string, object: any, more = '', subresource = '') => {
    const path = object.kind === 'ConfigMap' ? maps : deployments
    return send('PATCH', `${path}/${object.metadata.name}${subresource}?fieldManager=${manager}${more}`, object, asApply)
  }
  return { send, clock, apply }
}

describe('what is not applied any more', () => {
  test('goes from lists of maps, one element or one field of it', () => {
    const { apply } = appliers()
    apply(
      'me',
      web({}, [
        {
          name: 'c',
          image: 'nginx',
          env: [
            { name: 'A', value: '1' },
            { name: 'B', value: '2' },
          ],
          ports: [{ containerPort: 80 }],
        },
      ]),
    )
    apply('you', web({}, [{ name: 'c', image: 'nginx', env: [{ name: 'B', value: '2' }] }]))
    const { body } = apply('me', web({}, [{ name: 'c', image: 'nginx', env: [] }]))
    const [container] = body.spec.template.spec.containers
    expect([names(container.env), container.ports]).toEqual([['B'], undefined])
  })

  test('goes from sets', () => {
    const { apply, send } = appliers()
    const held = (finalizers: string[]) => configMap('held', {}, { finalizers })
    apply('me', held(['example.com/a', 'example.com/b']))
    send('PATCH', `${maps}/held`, { metadata: { finalizers: ['example.com/a', 'example.com/b', 'example.com/c'] } }, merge)
    expect(apply('me', held(['example.com/b'])).body.metadata.finalizers).toEqual(['example.com/b', 'example.com/c'])
  })

  test('a list or map that is owned whole is replaced whole', () => {
    const { apply } = appliers()
    const args = (list: string[]) => web({}, [{ name: 'c', image: 'nginx', args: list }])
    apply('me', args(['a', 'b']))
    const { status, body } = apply('you', args(['a']))
    expect([status, body.message]).toEqual([409, 'Apply failed with 1 conflict: conflict with "me": .spec.template.spec.containers[name="c"].args'])
    expect(apply('me', args(['b'])).body.spec.template.spec.containers[0].args).toEqual(['b'])
  })
})

describe('conflicts', () => {
  test('are told by manager and field', () => {
    const { apply, send } = appliers()
    send('POST', `${deployments}?fieldManager=creator`, web({ replicas: 2 }))
    send('PATCH', `${deployments}/web?fieldManager=painter`, { spec: { template: { spec: { dnsPolicy: 'Default' } } } }, merge)
    const { body } = apply('me', web({ replicas: 3 }, [{ name: 'c', image: 'busybox' }]))
    expect(body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'Apply failed with 2 conflicts: conflicts with "creator" using apps/v1:\n- .spec.replicas\n- .spec.template.spec.containers[name="c"].image',
      reason: 'Conflict',
      details: {
        causes: [
          { reason: 'FieldManagerConflict', message: 'conflict with "creator" using apps/v1', field: '.spec.replicas' },
          {
            reason: 'FieldManagerConflict',
            message: 'conflict with "creator" using apps/v1',
            field: '.spec.template.spec.containers[name="c"].image',
          },
        ],
      },
      code: 409,
    })
  })

  test('with a scale name the subresource', () => {
    const { apply, send } = appliers()
    apply('me', web({ replicas: 2 }))
    send('PATCH', `${deployments}/web/scale?fieldManager=scaler`, { spec: { replicas: 4 } }, merge)
    expect(apply('me', web({ replicas: 2 })).body.message).toBe(
      'Apply failed with 1 conflict: conflict with "scaler" with subresource "scale" using apps/v1: .spec.replicas',
    )
  })
})

describe('subresources', () => {
  test('of a scale, only the number is owned', () => {
    const { apply, send } = appliers()
    send('POST', `${deployments}?fieldManager=creator`, web({ replicas: 2 }))
    const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'web' }, spec: { replicas: 5 } }
    expect(apply('me', scale, '', '/scale').body.message).toBe('Apply failed with 1 conflict: conflict with "creator" using apps/v1: .spec.replicas')
    expect(apply('me', scale, '&force=true', '/scale').body.spec).toEqual({ replicas: 5 })
    const { body } = send('GET', `${deployments}/web`)
    expect([body.spec.replicas, owners(body)[0]]).toEqual([5, ['me', 'Apply', 'scale', { 'f:spec': { 'f:replicas': {} } }]])
  })

  test('of a status, nothing but the status', () => {
    const { apply, send } = appliers()
    send('POST', `${deployments}?fieldManager=creator`, web())
    const { body } = apply('me', { ...web(), status: { collisionCount: 3 } }, '', '/status')
    expect([body.status.collisionCount, owners(body)[0]]).toEqual([3, ['me', 'Apply', 'status', { 'f:status': { 'f:collisionCount': {} } }]])
  })
})

describe('what is refused', () => {
  const { send, apply } = appliers()
  const message = (answer: any) => [answer.status, answer.body.message]

  test.each([
    [
      'a patch without a manager',
      () => send('PATCH', `${maps}/a`, configMap('a'), asApply),
      422,
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    ],
    [
      'force without apply',
      () => send('PATCH', `${maps}/a?force=true`, {}, merge),
      422,
      'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
    ],
    [
      'a manager with a long name',
      () => send('POST', `${maps}?fieldManager=${'a'.repeat(129)}`, configMap('a')),
      422,
      'CreateOptions.meta.k8s.io "" is invalid: fieldManager: Too long: may not be more than 128 bytes',
    ],
    [
      'a manager with signs that do not print',
      () => send('POST', `${maps}?fieldManager=a%0Ab`, configMap('a')),
      422,
      'CreateOptions.meta.k8s.io "" is invalid: fieldManager: Invalid value: "a\\nb": invalid character U+000A (at position 1)',
    ],
    [
      'another kind',
      () => send('PATCH', `${maps}/a?fieldManager=me`, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } }, asApply),
      400,
      'invalid object type: /v1, Kind=Secret',
    ],
    ['managedFields', () => apply('me', configMap('a', {}, { managedFields: [] })), 400, 'metadata.managedFields must be nil'],
    [
      'a uid of nothing',
      () => apply('me', configMap('a', {}, { uid: 'x' })),
      409,
      'Operation cannot be fulfilled on configmaps "a": uid mismatch: the provided object specified uid x, and no existing object was found',
    ],
    [
      'a field that is not there',
      () => apply('me', web({ colour: 'red' })),
      500,
      'failed to create typed patch object (/web; apps/v1, Kind=Deployment): .spec.colour: field not declared in schema',
    ],
    [
      'a value of another type',
      () => apply('me', web({ replicas: 'two' })),
      500,
      'failed to create typed patch object (/web; apps/v1, Kind=Deployment): .spec.replicas: expected numeric (int or float), got string',
    ],
    [
      'an element that is there twice',
      () => apply('me', web({}, [{ name: 'c' }, { name: 'c' }])),
      500,
      'failed to create typed patch object (/web; apps/v1, Kind=Deployment): .spec.template.spec.containers: duplicate entries for key [name="c"]',
    ],
  ])('%s', (_what, request, status, text) => {
    expect(message(request())).toEqual([status, text])
  })
})

describe('managers', () => {
  test('ten updaters are told apart, the oldest become one', () => {
    const { send, clock } = appliers()
    send('POST', `${maps}?fieldManager=m0`, configMap('a', { k0: 'x' }))
    for (let i = 1; i <= 11; i++) {
      clock.advance(1000)
      send('PATCH', `${maps}/a?fieldManager=m${i}`, { data: { [`k${i}`]: 'x' } }, merge)
    }
    const entries = owners(send('GET', `${maps}/a`).body)
    expect([entries.length, entries[0]]).toEqual([10, ['ancient-changes', 'Update', '', { 'f:data': { '.': {}, 'f:k0': {}, 'f:k1': {}, 'f:k2': {} } }]])
  })

  test('are cleared by an empty list, and the first apply finds what was there before', () => {
    const { send, apply } = appliers()
    send('POST', `${maps}?fieldManager=m`, configMap('a', { k: 'x' }))
    expect(send('PATCH', `${maps}/a`, { metadata: { managedFields: [{}] } }, merge).body.metadata.managedFields).toBeUndefined()
    expect(send('PATCH', `${maps}/a?fieldManager=m`, { data: { l: 'x' } }, merge).body.metadata.managedFields).toBeUndefined()
    expect(owners(apply('me', configMap('a', { m: 'x' })).body)).toEqual([
      ['me', 'Apply', '', { 'f:data': { 'f:m': {} } }],
      ['before-first-apply', 'Update', '', { 'f:data': { '.': {}, 'f:k': {}, 'f:l': {} } }],
    ])
  })

  test('that cannot be read are ignored', () => {
    const { send } = appliers()
    send('POST', `${maps}?fieldManager=m`, configMap('a', { k: 'x' }))
    const managedFields = [{ manager: 'x', operation: 'Guess', apiVersion: 'v1' }]
    expect(owners(send('PATCH', `${maps}/a?fieldManager=n`, { metadata: { managedFields } }, merge).body)).toEqual([
      ['m', 'Update', '', { 'f:data': { '.': {}, 'f:k': {} } }],
    ])
  })
})
