/** Recording Events without flooding the cluster. */
import { expect, test } from '@jest/globals'
import { configMaps, events } from '../../src/api/kinds.ts'
import { CoreEventRecorder } from '../../src/client/event-recorder.ts'
import { SeriesEventRecorder } from '../../src/client/event-series-recorder.ts'
import { Random } from '../../src/random.ts'
import { configMap, server } from '../control-plane/server.ts'

const booted = () => {
  const { client, clock } = server()
  const object = client.create(configMaps, configMap('web') as never, 'default')
  const recorder = new CoreEventRecorder(client, clock, new Random('events'), { component: 'kubelet', host: 'worker-1' })
  const all = () => client.list(events, { namespace: 'default' }).items
  const brief = () => all().map(({ message, count }) => `${message} x${count}`)
  return { client, clock, object, recorder, all, brief }
}

test('an event says what happened to which object, when, and who says so', () => {
  const { clock, object, recorder, all } = booted()
  recorder.record(object, 'Normal', 'Pulled', 'Container image "nginx" already present on machine', { fieldPath: 'spec.containers{web}' })
  expect(all()).toEqual([])
  clock.settle()
  const [event] = all()
  expect(event?.metadata.name).toMatch(/^web\.[0-9a-f]{16}$/)
  expect(event).toMatchObject({
    involvedObject: {
      kind: 'ConfigMap',
      namespace: 'default',
      name: 'web',
      uid: object.metadata.uid,
      apiVersion: 'v1',
      resourceVersion: object.metadata.resourceVersion,
      fieldPath: 'spec.containers{web}',
    },
    reason: 'Pulled',
    message: 'Container image "nginx" already present on machine',
    source: { component: 'kubelet', host: 'worker-1' },
    firstTimestamp: '2026-11-22T12:00:00Z',
    lastTimestamp: '2026-11-22T12:00:00Z',
    count: 1,
    type: 'Normal',
    reportingComponent: 'kubelet',
    reportingInstance: 'worker-1',
  })
})

test('the same again raises the count of the first', () => {
  const { clock, object, recorder, all } = booted()
  for (let i = 0; i < 3; i++) {
    recorder.record(object, 'Warning', 'BackOff', 'Back-off restarting failed container')
    clock.advance(10_000)
  }
  expect(all().map(({ count, firstTimestamp, lastTimestamp }) => [count, firstTimestamp, lastTimestamp])).toEqual([
    [3, '2026-11-22T12:00:00Z', '2026-11-22T12:00:20Z'],
  ])
})

test('from the tenth message of a kind on, they are combined', () => {
  const { clock, object, recorder, brief } = booted()
  for (let i = 1; i <= 12; i++) recorder.record(object, 'Normal', 'Changed', `change ${i}`)
  clock.settle()
  expect(brief().slice(8)).toEqual(['change 9 x1', '(combined from similar events): change 12 x3'])
})

test('25 events of one object, then one each five minutes', () => {
  const { clock, object, recorder, brief } = booted()
  for (let i = 1; i <= 40; i++) {
    recorder.record(object, 'Warning', 'Failed', 'again')
    clock.settle()
  }
  expect(brief()).toEqual(['again x25'])
  clock.advance(300_000)
  recorder.record(object, 'Warning', 'Failed', 'again')
  clock.settle()
  expect(brief()).toEqual(['again x41'])
})

test('an event that was deleted meanwhile is written anew', () => {
  const { client, clock, object, recorder, brief } = booted()
  recorder.record(object, 'Normal', 'Pulled', 'pulled')
  clock.settle()
  client.deleteCollection(events, { namespace: 'default' })
  recorder.record(object, 'Normal', 'Pulled', 'pulled')
  clock.settle()
  expect(brief()).toEqual(['pulled x2'])
})

test('the scheduler writes series instead of counts', () => {
  const { client, clock, object, all } = booted()
  const recorder = new SeriesEventRecorder(client, clock, new Random('events'), 'default-scheduler', 'default-scheduler-control-plane')
  for (let i = 0; i < 3; i++) {
    recorder.record(object, 'Warning', 'FailedScheduling', `try ${i}`, { action: 'Scheduling' })
    clock.advance(1000)
  }
  const [event, ...others] = all()
  expect(others).toEqual([])
  expect(event).toMatchObject({
    message: 'try 0',
    action: 'Scheduling',
    reportingComponent: 'default-scheduler',
    reportingInstance: 'default-scheduler-control-plane',
    eventTime: '2026-11-22T12:00:00.000000Z',
    series: { count: 2, lastObservedTime: '2026-11-22T12:00:01.000000Z' },
  })
  clock.advance(15 * 60_000)
  expect(all()[0]?.series).toEqual({ count: 3, lastObservedTime: '2026-11-22T12:00:02.000000Z' })
})
