import { expect, test } from '@jest/globals'
import { JumpingTime } from '../../src/cli/jumping-time.ts'
import { SimulatedClock } from '../../src/clock.ts'

const minute = 60_000

test('a sleep costs no time, and what is due meanwhile happens in order', async () => {
  const clock = new SimulatedClock(0)
  const time = new JumpingTime(clock)
  const seen: string[] = []
  clock.after(20_000, () => seen.push(`timer at ${clock.now()}`))
  await time.sleep(minute)
  seen.push(`woke at ${clock.now()}`)
  expect(seen).toEqual(['timer at 20000', 'woke at 60000'])
})

test('time stands still while anybody works', async () => {
  const clock = new SimulatedClock(0)
  const time = new JumpingTime(clock)
  let open = () => {}
  const door = new Promise<void>((resolve) => (open = resolve))
  const worker = time.beside(async () => {
    await door
    return clock.now()
  })
  const sleeper = time.beside(async () => {
    await time.sleep(minute)
    return clock.now()
  })
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve))
  expect(clock.now()).toBe(0)
  open()
  expect([await worker, await sleeper]).toEqual([0, minute])
})

test('who waits for something that will not come is told', async () => {
  const clock = new SimulatedClock(0)
  const time = new JumpingTime(clock)
  clock.after(minute, () => {}, { background: true })
  await time.waitFor(new Promise<void>((resolve) => time.onRest(resolve)))
  expect(clock.now()).toBe(0)
})

test('in a cluster that never rests, an hour without an end is enough', async () => {
  const clock = new SimulatedClock(0)
  const time = new JumpingTime(clock)
  const probe = () => void clock.after(10_000, probe)
  probe()
  await time.waitFor(new Promise<void>((resolve) => time.onRest(resolve)))
  expect(clock.now()).toBe(60 * minute)
  await time.sleep(120 * minute)
  expect(clock.now()).toBe(180 * minute)
})

test('a sleep ends early when it is told to', async () => {
  const clock = new SimulatedClock(0)
  const time = new JumpingTime(clock)
  const abort = new AbortController()
  time.after(5_000, () => abort.abort())
  await time.sleep(minute, abort.signal)
  expect(clock.now()).toBe(5_000)
  expect(clock.atRest()).toBe(true)
})
