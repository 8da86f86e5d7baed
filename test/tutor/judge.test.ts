/** Judging a step: what is tried out on a copy of the cluster waits for its turn, and is tried again only when something has happened. */
import { expect, test } from '@jest/globals'
import type { Step } from '../../src/tutor/lesson/schema.ts'
import { judge, missingSentences, StepMemory } from '../../src/tutor/player/evaluate.ts'
import type { World } from '../../src/tutor/world.ts'

const step = {
  id: 'survive',
  checks: [
    { answer: { equals: '3' }, 'not-yet': 'the number of pods; seen: {seen}', pass: 'three' },
    { triggered: { do: ['kubectl delete pod web'], expect: { object: 'pod/web' } }, 'not-yet': 'web is to come back; seen: {seen}', pass: 'it comes back' },
    { triggered: { do: ['kubectl delete pod db'], expect: { object: 'pod/db' } }, 'not-yet': 'db is to come back; seen: {seen}', pass: 'it comes back' },
  ],
} as unknown as Step

function lonelyWorld() {
  const seen = { mark: 'early', now: 0, answer: undefined as string | undefined, trials: 0 }
  const world = {
    namespace: 'shop',
    isNamespaced: () => true,
    list: () => [],
    get: () => undefined,
    mark: () => seen.mark,
    now: () => seen.now,
    get answer() {
      return seen.answer
    },
    trial: async () => {
      seen.trials++
      return { run: async () => 0, wait: () => {}, world, end: () => {} }
    },
  }
  return { seen, world: world as unknown as World }
}

test('nothing is claimed of what has not been tried', async () => {
  const { seen, world } = lonelyWorld()
  const judgements = await judge(step, world, new StepMemory())
  expect(judgements.map(({ judged }) => judged)).toEqual([true, false, false])
  expect(missingSentences(judgements)).toEqual([
    expect.stringContaining('`answer'),
    'and the rest, which is tried out on a copy of your cluster as soon as all else holds',
  ])
  expect(seen.trials).toBe(0)
})

test('once all else holds it is tried, and again only when the world has moved', async () => {
  const { seen, world } = lonelyWorld()
  const memory = new StepMemory()
  seen.answer = '3'
  for (let i = 0; i < 3; i++)
    expect(missingSentences(await judge(step, world, memory))).toEqual([
      'web is to come back; seen: no pod web',
      'and the rest, which is tried out on a copy of your cluster as soon as all else holds',
    ])
  expect(seen.trials).toBe(1)
  seen.mark = 'later'
  await judge(step, world, memory)
  expect(seen.trials).toBe(2)
  // A token may have ended.
  seen.now = 60_000
  await judge(step, world, memory)
  expect(seen.trials).toBe(3)
})

test('who judges cheaply tries nothing', async () => {
  const { seen, world } = lonelyWorld()
  seen.answer = '3'
  expect((await judge(step, world, new StepMemory(), { cheaply: true })).map(({ judged }) => judged)).toEqual([true, false, false])
  expect(seen.trials).toBe(0)
})
