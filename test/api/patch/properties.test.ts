/** What a patch that was made of two objects must do: make the second of the first. */
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { deepEqual } from '../../../src/api/object.ts'
import { applyMergePatch, createMergePatch } from '../../../src/api/patch/merge-patch.ts'
import { applyStrategicPatch, createThreeWayStrategicPatch } from '../../../src/api/patch/strategic/strategic.ts'

const key = fc.constantFrom('a', 'b', 'c')
const scalar = fc.oneof(fc.constantFrom('x', 'y'), fc.nat(3), fc.boolean())
const json: fc.Arbitrary<any> = fc.letrec((again) => ({
  value: fc.oneof({ depthSize: 'small' }, scalar, fc.array(scalar, { maxLength: 3 }), again('object')),
  object: fc.dictionary(key, again('value'), { maxKeys: 3 }),
})).object

const env = fc.uniqueArray(fc.record({ name: fc.constantFrom('A', 'B', 'C', 'D'), value: fc.constantFrom('1', '2') }), {
  selector: ({ name }) => name,
  maxLength: 4,
})
const ports = fc.uniqueArray(fc.record({ containerPort: fc.constantFrom(80, 443, 8080), name: fc.constantFrom('p', 'q') }), {
  selector: ({ containerPort }) => containerPort,
  maxLength: 3,
})
const container = fc.record({
  name: fc.constantFrom('web', 'side', 'init'),
  image: fc.constantFrom('nginx', 'busybox'),
  env,
  ports,
  args: fc.array(fc.constantFrom('a', 'b'), { maxLength: 3 }),
})
const pod = fc.record({
  metadata: fc.record({ labels: fc.dictionary(key, fc.constantFrom('x', 'y')), finalizers: fc.uniqueArray(fc.constantFrom('a/1', 'a/2', 'a/3')) }),
  spec: fc.record({
    containers: fc.uniqueArray(container, { selector: ({ name }) => name, minLength: 1, maxLength: 3 }),
    nodeSelector: fc.dictionary(key, fc.constantFrom('x', 'y')),
  }),
})

/** Lists that are merged, in the order of their keys; what is empty is as good as absent. */
function settled(value: any): any {
  if (Array.isArray(value)) {
    const items = value.map(settled)
    const keyOf = (item: any) => item.name ?? item.containerPort
    return typeof items[0] === 'object' ? items.sort((a, b) => (String(keyOf(a)) < String(keyOf(b)) ? -1 : 1)) : items
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, item]) => [name, name === 'finalizers' ? [...(item as string[])].sort() : settled(item)] as const)
  return Object.fromEntries(entries.filter(([, item]) => !(typeof item === 'object' && Object.keys(item).length === 0)))
}

test('a merge patch of two objects makes the second of the first', () => {
  fc.assert(
    fc.property(json, json, (a, b) => {
      expect(applyMergePatch(a, createMergePatch(a, b))).toEqual(b)
    }),
    { seed: 1, numRuns: 500 },
  )
})

test('a merge patch of an object and itself is empty', () => {
  fc.assert(
    fc.property(json, (a) => deepEqual(createMergePatch(a, a), {})),
    { seed: 1 },
  )
})

test('a strategic merge patch of two objects makes the second of the first', () => {
  fc.assert(
    fc.property(pod, pod, (a, b) => {
      const patch = createThreeWayStrategicPatch(a as never, b as never, a as never, 'Pod', { overwrite: true })
      expect(settled(applyStrategicPatch(a as never, patch, 'Pod'))).toEqual(settled(b))
    }),
    { seed: 1, numRuns: 500 },
  )
})
