/** The queue of a controller. */
import { expect, test } from '@jest/globals'
import { WorkQueue } from '../../src/client/work-queue.ts'
import { SimulatedClock } from '../../src/clock.ts'

const key = (name: string) => ({ namespace: 'default', name })

test('a name waits once, however often it is added', () => {
  const clock = new SimulatedClock(0)
  const seen: string[] = []
  const queue = new WorkQueue(clock, ({ name }) => void seen.push(name))
  for (const name of ['a', 'b', 'a', 'a']) queue.add(key(name))
  clock.settle()
  expect(seen).toEqual(['a', 'b'])
})

test('a name that is added while it is worked on comes again', () => {
  const clock = new SimulatedClock(0)
  const seen: string[] = []
  const queue: WorkQueue = new WorkQueue(clock, ({ name }) => {
    seen.push(name)
    if (seen.length === 1) queue.add(key('a'))
  })
  queue.add(key('a'))
  queue.add(key('b'))
  clock.settle()
  expect(seen).toEqual(['a', 'b', 'a'])
})

test('each key is a task of its own, so that others get their turn in between', () => {
  const clock = new SimulatedClock(0)
  const seen: string[] = []
  const [one, two] = ['one', 'two'].map((name) => new WorkQueue(clock, (found) => void seen.push(`${name} ${found.name}`)))
  for (const name of ['a', 'b']) {
    one?.add(key(name))
    two?.add(key(name))
  }
  clock.settle()
  expect(seen).toEqual(['one a', 'two a', 'one b', 'two b'])
})

test('of several delays the shortest holds', () => {
  const clock = new SimulatedClock(0)
  const seen: number[] = []
  const queue = new WorkQueue(clock, () => void seen.push(clock.now()))
  for (const ms of [500, 200, 900]) queue.addAfter(key('a'), ms)
  clock.advance(1000)
  expect(seen).toEqual([200])
})

test('failures wait 5 ms, 10 ms, 20 ms, … at most 1000 s; forgetting starts anew', () => {
  const clock = new SimulatedClock(0)
  const waits: number[] = []
  let added = 0
  const queue: WorkQueue = new WorkQueue(clock, (found) => {
    waits.push(clock.now() - added)
    added = clock.now()
    if (waits.length === 20) queue.forget(found)
    if (waits.length < 21) queue.addRateLimited(found)
  })
  queue.addRateLimited(key('a'))
  clock.advance(10_000_000)
  expect(waits.slice(0, 5)).toEqual([5, 10, 20, 40, 80])
  expect(waits.slice(17)).toEqual([655_360, 1_000_000, 1_000_000, 5])
})

test('nobody is kept waiting for a retry that may fail for ever', () => {
  const clock = new SimulatedClock(0)
  const queue: WorkQueue = new WorkQueue(clock, (found) => queue.addRateLimited(found))
  queue.add(key('a'))
  expect(clock.advanceUntil(() => clock.atRest(), 10_000)).toBe(true)
  expect(clock.now()).toBeLessThan(2000)
})
