import { getEventListeners } from 'node:events'
import { expect, test } from '@jest/globals'
import { underAny } from '../../src/shell/joined-signal.ts'

test('what runs ends with the first of several signals, and with those that have come already', async () => {
  const [one, other] = [new AbortController(), new AbortController()]
  const ended = underAny(
    [one.signal, other.signal],
    (signal) => new Promise<unknown>((resolve) => signal.addEventListener('abort', () => resolve(signal.reason))),
  )
  other.abort('enough')
  expect(await ended).toBe('enough')
  expect(await underAny([one.signal, other.signal], async ({ aborted }) => aborted)).toBe(true)
})

test('afterwards nobody holds on to the signals', async () => {
  const { signal } = new AbortController()
  await underAny([signal], async () => expect(getEventListeners(signal, 'abort')).toHaveLength(1))
  expect(getEventListeners(signal, 'abort')).toEqual([])
})
