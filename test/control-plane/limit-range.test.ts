/** What a container of a namespace gets if it says nothing, and may ask for. */
import { describe, expect, test } from '@jest/globals'
import { limitRanges, pods } from '../../src/api/kinds.ts'
import type { LimitRangeItem } from '../../src/api/types.ts'
import { server } from './server.ts'

function namespaceWith(...limits: LimitRangeItem[]) {
  const base = server()
  base.client.create(limitRanges, { metadata: { name: 'bounds', namespace: 'default' }, spec: { limits } })
  return base
}

const pod = (...containers: object[]) => ({ metadata: { name: 'web', namespace: 'default' }, spec: { containers } })
const container = (name: string, resources: object = {}) => ({ name, image: 'nginx', resources })

describe('defaults', () => {
  test('maximum, limit, request and minimum follow from each other in the LimitRange itself', () => {
    const { client } = namespaceWith({ type: 'Container', max: { cpu: '2' }, default: { memory: '1Gi' }, min: { 'ephemeral-storage': '1Gi' } })
    expect(client.get(limitRanges, 'bounds', 'default').spec.limits).toEqual([
      {
        type: 'Container',
        max: { cpu: '2' },
        min: { 'ephemeral-storage': '1Gi' },
        default: { cpu: '2', memory: '1Gi' },
        defaultRequest: { cpu: '2', memory: '1Gi', 'ephemeral-storage': '1Gi' },
      },
    ])
  })

  test('containers get what they do not say, and an annotation says so', () => {
    const { client } = namespaceWith({ type: 'Container', default: { cpu: '500m', memory: '256Mi' }, defaultRequest: { cpu: '100m' } })
    const { metadata, spec } = client.create(pods, pod(container('web'), container('log', { limits: { cpu: '1' } })) as never)
    expect(spec.containers.map(({ resources }) => resources)).toEqual([
      { limits: { cpu: '500m', memory: '256Mi' }, requests: { cpu: '100m', memory: '256Mi' } },
      { limits: { cpu: '1', memory: '256Mi' }, requests: { cpu: '1', memory: '256Mi' } },
    ])
    expect(metadata.annotations).toEqual({
      'kubernetes.io/limit-ranger':
        'LimitRanger plugin set: cpu, memory request for container web; cpu, memory limit for container web; memory request for container log; memory limit for container log',
    })
  })
})

describe('bounds', () => {
  test.each<[string, LimitRangeItem, object, string]>([
    ['too much', { type: 'Container', max: { cpu: '1' } }, { limits: { cpu: '2' } }, 'maximum cpu usage per Container is 1, but limit is 2'],
    [
      'too little',
      { type: 'Container', min: { memory: '64Mi' } },
      { requests: { memory: '32Mi' } },
      'minimum memory usage per Container is 64Mi, but request is 32Mi',
    ],
    ['nothing said, for the whole pod', { type: 'Pod', min: { memory: '64Mi' } }, {}, 'minimum memory usage per Pod is 64Mi.  No request is specified'],
    ['no limit, for the whole pod', { type: 'Pod', max: { memory: '64Mi' } }, {}, 'maximum memory usage per Pod is 64Mi.  No limit is specified'],
    [
      'too far apart',
      { type: 'Container', maxLimitRequestRatio: { cpu: '2' } },
      { requests: { cpu: '100m' }, limits: { cpu: '500m' } },
      'cpu max limit to request ratio per Container is 2, but provided ratio is 5.000000',
    ],
    [
      'several',
      { type: 'Container', max: { cpu: '1', memory: '1Gi' } },
      { limits: { cpu: '2', memory: '2Gi' } },
      '[maximum cpu usage per Container is 1, but limit is 2, maximum memory usage per Container is 1Gi, but limit is 2Gi]',
    ],
  ])('%s', (_, item, resources, complaint) => {
    const { client } = namespaceWith(item)
    expect(() => client.create(pods, pod(container('web', resources)) as never)).toThrow(`pods "web" is forbidden: ${complaint}`)
  })

  test('a pod is the sum of its containers', () => {
    const { client } = namespaceWith({ type: 'Pod', max: { cpu: '1' } })
    const half = { limits: { cpu: '600m' } }
    expect(() => client.create(pods, pod(container('a', half), container('b', half)) as never)).toThrow('maximum cpu usage per Pod is 1, but limit is 1200m')
  })
})

test('validation', () => {
  const { send } = server()
  const refusal = (...limits: object[]) => send('POST', '/api/v1/namespaces/default/limitranges', { metadata: { name: 'r' }, spec: { limits } }).body.message
  expect([
    refusal({ type: 'Container', min: { cpu: '2' }, max: { cpu: '1' } }),
    refusal({ type: 'Container', max: { cpu: '1' }, default: { cpu: '2' } }),
    refusal({ type: 'Pod', default: { cpu: '1' } }),
    refusal({ type: 'Pod' }, { type: 'Pod' }),
    refusal({ type: 'Node' }),
    refusal({ type: 'PersistentVolumeClaim' }),
    refusal({ type: 'Pod', maxLimitRequestRatio: { cpu: '500m' } }),
  ]).toEqual([
    'LimitRange "r" is invalid: [spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1, spec.limits[0].defaultRequest[cpu]: Invalid value: "1": min value 2 is greater than default request value 1, spec.limits[0].default[cpu]: Invalid value: "2": min value 2 is greater than default value 1]',
    'LimitRange "r" is invalid: [spec.limits[0].defaultRequest[cpu]: Invalid value: "2": default request value 2 is greater than max value 1, spec.limits[0].default[cpu]: Invalid value: "1": default value 2 is greater than max value 1]',
    'LimitRange "r" is invalid: spec.limits[0].default: Forbidden: may not be specified when `type` is \'Pod\'',
    'LimitRange "r" is invalid: spec.limits[1].type: Duplicate value: "Pod"',
    'LimitRange "r" is invalid: spec.limits[0].type: Invalid value: "Node": must be a standard limit type or fully qualified',
    'LimitRange "r" is invalid: spec.limits[0].limits: Required value: either minimum or maximum storage value is required, but neither was provided',
    'LimitRange "r" is invalid: spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: "500m": ratio 500m is less than 1',
  ])
})
