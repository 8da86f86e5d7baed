import { expect, test } from '@jest/globals'
import type { ApiResponse, Sink } from '../../src/api/request.ts'
import { Road } from '../../src/client/road.ts'

/** A road to a server whose watches do what the test says when they are opened. */
function road(open: (sink: Sink<object>) => () => void) {
  let block: string | undefined
  const answer: ApiResponse = { status: 200, headers: {}, stream: { kind: 'watch', open } }
  const made = new Road(
    () => answer,
    () => block,
  )
  const said: string[] = []
  const watch = () => {
    const { stream } = made.handle({ method: 'GET', path: '/api/v1/pods' })
    if (stream?.kind !== 'watch') throw new Error('no watch')
    return stream.open({ data: (event) => void said.push(JSON.stringify(event)), end: () => void said.push('the end') })
  }
  const cut = (why: string | undefined) => {
    block = why
    made.look()
  }
  return { ...made, watch, said, cut, status: () => made.handle({ method: 'GET', path: '/api/v1/pods' }).status }
}

test('a watch may end in the moment in which it is opened', () => {
  const { watch, said } = road((sink) => {
    sink.data({ type: 'ERROR' })
    sink.end()
    return () => {}
  })
  watch()()
  expect(said).toEqual(['{"type":"ERROR"}', 'the end'])
})

test('a blocked road ends watches, once, and refuses requests', () => {
  let closed = 0
  const { watch, said, cut, status } = road(() => () => void closed++)
  watch()
  cut('dial tcp 172.18.0.2:6443: i/o timeout')
  cut('dial tcp 172.18.0.2:6443: i/o timeout')
  expect([said, closed, status()]).toEqual([['the end'], 1, 503])
  cut(undefined)
  expect(status()).toBe(200)
})
