/**
 * Thousands of random operations and mishaps, from a fixed seed: whatever happens to a cluster, once it is left in peace
 * it comes to what was asked for. KTUTOR_RUNS=500 looks further, KTUTOR_SEED=7 elsewhere.
 */
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { namespaces } from '../../src/api/kinds.ts'
import { Random } from '../../src/random.ts'
import { wrongAtRest, wrongNow } from './invariants.ts'
import { attempt, heal, type Operation, operations, stageFor } from './operations.ts'
import { wholeCluster } from './whole-cluster.ts'

const numRuns = Number(process.env.KTUTOR_RUNS ?? 40)
const seed = Number(process.env.KTUTOR_SEED ?? 2026)
/** Longer than any back-off (a controller's: 1,000 s), toleration and grace period. */
const peace = 1_100_000

function live(happening: readonly Operation[]): string[] {
  const cluster = wholeCluster('operations', 3)
  const random = new Random('refusals')
  const stage = stageFor(cluster, () => random.next())
  const shop = { metadata: { name: 'shop' }, spec: {} }
  cluster.client.create(namespaces, shop)
  cluster.clock.advance(1000)
  for (const operation of happening) {
    attempt(stage, operation)
    cluster.clock.settle()
    const wrong = wrongNow(cluster)
    if (wrong.length > 0) return wrong.map((text) => `after '${operation.says}': ${text}`)
    if (!cluster.client.find(namespaces, 'shop')) cluster.client.create(namespaces, shop)
  }
  heal(stage)
  cluster.clock.advance(peace)
  return wrongAtRest(cluster)
}

let happened = 0

test(`${numRuns} clusters to which anything happens`, () => {
  const property = fc.property(fc.array(operations, { maxLength: 100, size: 'max' }), (happening) => {
    happened += happening.length
    expect(live(happening)).toEqual([])
  })
  fc.assert(property, { seed, numRuns, endOnFailure: process.env.KTUTOR_SHRINK === undefined })
  expect(happened).toBeGreaterThan(numRuns * 25)
}, 600_000)
