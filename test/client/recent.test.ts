/** What a cache forgets when there is too much of it. */
import { expect, test } from '@jest/globals'
import { Recent, type Remembered } from '../../src/client/recent.ts'

interface Thing extends Remembered {
  readonly name: number
}

function memory() {
  const things: Thing[] = []
  const forgotten: number[] = []
  const recent = new Recent<Thing>(
    () => things,
    ({ name }) => void forgotten.push(name),
  )
  const use = (name: number): void => {
    things[name] ??= { name, used: 0 }
    recent.touch(things[name])
  }
  return { use, forgotten }
}

test('of too many things the one that was not used for longest is forgotten', () => {
  const { use, forgotten } = memory()
  for (let name = 0; name < 4096; name++) use(name)
  for (const name of [0, 2]) use(name)
  expect(forgotten).toEqual([])
  for (let name = 4096; name < 4100; name++) use(name)
  expect(forgotten).toEqual([1, 3, 4, 5])
})

test('what was used after it was found to be old is not, and what was forgotten may come back', () => {
  const { use, forgotten } = memory()
  for (let name = 0; name <= 4096; name++) use(name)
  for (const name of [1, 0, 4097]) use(name)
  expect(forgotten).toEqual([0, 2, 3])
})
