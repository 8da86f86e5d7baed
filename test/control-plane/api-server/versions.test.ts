/** One stored object, served in two groups: Events, by their old and by their new names. */
import { describe, expect, test } from '@jest/globals'
import { server } from '../server.ts'

const old = '/api/v1/namespaces/default/events'
const fresh = '/apis/events.k8s.io/v1/namespaces/default/events'
const strategic = { 'content-type': 'application/strategic-merge-patch+json' }

const event = {
  apiVersion: 'events.k8s.io/v1',
  kind: 'Event',
  metadata: { name: 'web.1' },
  eventTime: '2026-11-22T12:00:00.000000Z',
  reportingController: 'example.com/robot',
  reportingInstance: 'robot-1',
  action: 'Polishing',
  reason: 'Shiny',
  type: 'Normal',
  note: 'Polished the pod',
  regarding: { kind: 'Pod', name: 'web', namespace: 'default' },
}

describe('a kind that is served in two versions', () => {
  test('is one object with one resourceVersion, each version with its own names', () => {
    const { send } = server()
    const { status, body } = send('POST', fresh, event)
    const { uid, resourceVersion, managedFields } = body.metadata
    const metadata = { name: 'web.1', namespace: 'default', uid, resourceVersion, creationTimestamp: '2026-11-22T12:00:00Z', managedFields }
    const nulls = { deprecatedFirstTimestamp: null, deprecatedLastTimestamp: null, deprecatedSource: {} }
    expect([status, body]).toEqual([201, { ...event, metadata, ...nulls }])
    const { note, regarding, reportingController, ...same } = event
    expect(send('GET', `${old}/web.1`).body).toEqual({
      ...same,
      apiVersion: 'v1',
      metadata,
      message: note,
      involvedObject: regarding,
      reportingComponent: reportingController,
      firstTimestamp: null,
      lastTimestamp: null,
      source: {},
    })
  })

  test('is listed, watched, selected and patched in each of them', () => {
    const { send, watch } = server()
    const watches = [watch(`${old}?watch=true`), watch(`${fresh}?watch=true`)]
    send('POST', fresh, event)
    send('PATCH', `${fresh}/web.1`, { series: { count: 2, lastObservedTime: '2026-11-22T12:01:00Z' } }, strategic)
    const seen = ({ object }: { object: any }) => [object.apiVersion, object.message ?? object.note, object.series?.count]
    expect(watches.map(({ events }) => events.map(seen))).toEqual([
      [
        ['v1', 'Polished the pod', undefined],
        ['v1', 'Polished the pod', 2],
      ],
      [
        ['events.k8s.io/v1', 'Polished the pod', undefined],
        ['events.k8s.io/v1', 'Polished the pod', 2],
      ],
    ])
    const list = send('GET', `${fresh}?fieldSelector=regarding.name=web`).body
    expect([list.kind, list.apiVersion, list.items.map(({ note }: any) => note)]).toEqual(['EventList', 'events.k8s.io/v1', ['Polished the pod']])
    expect(send('GET', `${old}?fieldSelector=regarding.name=web`).body.message).toBe('field label not supported: regarding.name')
    send('DELETE', `${old}/web.1`)
    expect(watches[1]?.events.at(-1)).toMatchObject({ type: 'DELETED', object: { apiVersion: 'events.k8s.io/v1', note: 'Polished the pod' } })
  })

  test('has the columns of the stored version, and errors in the words of each', () => {
    const { send } = server()
    send('POST', fresh, event)
    const table = (path: string) => send('GET', path, undefined, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }).body
    const cells = (path: string) => table(path).rows.map((row: any) => row.cells)
    expect(cells(fresh)).toEqual([['0s', 'Normal', 'Shiny', 'pod/web', '', 'example.com/robot, robot-1', 'Polished the pod', '0s', 1, 'web.1']])
    expect(cells(fresh)).toEqual(cells(old))
    expect(send('GET', `${fresh}/other`).body.message).toBe('events.events.k8s.io "other" not found')
    const { eventTime: _, ...timeless } = { ...event, metadata: { name: 'web.2' }, type: 'Odd' }
    expect(send('POST', fresh, timeless).body.message).toBe(
      'Event "web.2" is invalid: [eventTime: Required value, type: Invalid value: "": has invalid value: Odd]',
    )
    expect(send('PATCH', `${fresh}/web.1`, { note: 'Polished it again' }, strategic).body.message).toBe(
      'Event "web.1" is invalid: message: Invalid value: "Polished it again": field is immutable',
    )
  })
})
