/** The cache of an informer: objects by name, by owner, and by whatever an index says. */
import { expect, test } from '@jest/globals'
import type { Pod } from '../../src/api/types.ts'
import { ObjectCache } from '../../src/client/object-cache.ts'

const pod = (name: string, nodeName?: string, uid = name): Pod =>
  ({ metadata: { name, namespace: 'default', uid }, spec: { containers: [], ...(nodeName ? { nodeName } : {}) } }) as unknown as Pod
const byNode = ({ spec }: Pod): string | undefined => spec.nodeName

test('an index follows what comes, moves and goes', () => {
  const cache = new ObjectCache<Pod>()
  cache.put(pod('a', 'n1'))
  cache.put(pod('b'))
  const on = (node: string): string[] => cache.by(byNode, node).map(({ metadata }) => metadata.name)
  expect(on('n1')).toEqual(['a'])
  cache.put(pod('b', 'n1'))
  cache.put(pod('a', 'n1'))
  expect(on('n1')).toEqual(['a', 'b'])
  // Another pod of the same name, elsewhere.
  cache.put(pod('a', 'n2', 'other'))
  expect([on('n1'), on('n2')]).toEqual([['b'], ['a']])
  cache.remove(pod('b', 'n1'))
  expect([on('n1'), on('n2'), on('n3')]).toEqual([[], ['a'], []])
})
