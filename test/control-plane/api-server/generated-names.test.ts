import { expect, test } from '@jest/globals'
import type { AnyObject } from '../../../src/api/object.ts'
import { freeKey } from '../../../src/control-plane/api-server/registry/free-key.ts'
import { configMap } from '../../../src/control-plane/api-server/resources/config-map.ts'
import { Etcd } from '../../../src/control-plane/etcd/etcd.ts'

const suffixes = (...drawn: string[]) => ({ suffix: () => drawn.shift() ?? 'none' }) as never
const draft = (name: string, generateName?: string): AnyObject =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default', generateName } }) as AnyObject

function etcdWith(...names: string[]): Etcd<AnyObject> {
  const etcd = new Etcd<AnyObject>()
  for (const name of names) etcd.put(`/registry/configmaps/default/${name}`, 0, () => draft(name))
  return etcd
}

test('a generated name that is taken is drawn anew', () => {
  const object = draft('web-aaaaa', 'web-')
  expect(freeKey(etcdWith('web-aaaaa', 'web-bbbbb'), configMap, object, true, suffixes('bbbbb', 'ccccc'))).toBe('/registry/configmaps/default/web-ccccc')
  expect(object.metadata.name).toBe('web-ccccc')
})

test('but not for ever, and a name that the client chose never is', () => {
  const taken = etcdWith('web-aaaaa')
  expect(() => freeKey(taken, configMap, draft('web-aaaaa', 'web-'), true, { suffix: () => 'aaaaa' } as never)).toThrow('configmaps "web-aaaaa" already exists')
  expect(() => freeKey(taken, configMap, draft('web-aaaaa', 'web-'), false, suffixes())).toThrow('configmaps "web-aaaaa" already exists')
})
