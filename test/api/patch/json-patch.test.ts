/** JSON patches and JSON merge patches, with the texts of the library that Kubernetes uses. Recorded from `kubectl patch --local`. */
import { describe, expect, test } from '@jest/globals'
import { applyJsonPatch } from '../../../src/api/patch/json-patch.ts'
import { applyMergePatch, createMergePatch, createThreeWayMergePatch } from '../../../src/api/patch/merge-patch.ts'
import { type PatchError, patchStatus } from '../../../src/api/patch/patch-error.ts'

const document = { metadata: { labels: { a: '1', b: '2' } }, list: [{ name: 'x' }, { name: 'y' }] }

describe('JSON patch', () => {
  test.each([
    [
      { op: 'add', path: '/metadata/labels/z~1y', value: 'x' },
      { ...document, metadata: { labels: { a: '1', b: '2', 'z/y': 'x' } } },
    ],
    [
      { op: 'add', path: '/list/-', value: 1 },
      { ...document, list: [{ name: 'x' }, { name: 'y' }, 1] },
    ],
    [
      { op: 'add', path: '/list/1', value: 1 },
      { ...document, list: [{ name: 'x' }, 1, { name: 'y' }] },
    ],
    [
      { op: 'replace', path: '/list/-1/name', value: 'z' },
      { ...document, list: [{ name: 'x' }, { name: 'z' }] },
    ],
    [
      { op: 'replace', path: '/metadata/uid', value: 'u' },
      { ...document, metadata: { labels: { a: '1', b: '2' }, uid: 'u' } },
    ],
    [
      { op: 'remove', path: '/list/0' },
      { ...document, list: [{ name: 'y' }] },
    ],
    [
      { op: 'move', from: '/metadata/labels/a', path: '/metadata/labels/c' },
      { ...document, metadata: { labels: { b: '2', c: '1' } } },
    ],
    [
      { op: 'copy', from: '/metadata/labels/a', path: '/metadata/labels/c' },
      { ...document, metadata: { labels: { a: '1', b: '2', c: '1' } } },
    ],
    [{ op: 'test', path: '/metadata/labels', value: { b: '2', a: '1' } }, document],
  ])('%j', (operation, result) => {
    expect(applyJsonPatch(document, [operation])).toEqual(result)
  })

  test.each([
    [{ op: 'add', path: '/status/x/y', value: 1 }, 'add operation does not apply: doc is missing path: "/status/x/y": missing value'],
    [{ op: 'add', value: 1 }, 'add operation failed to decode path: missing value'],
    [{ op: 'add', path: '/list/9', value: 1 }, "error in add for path: '/list/9': Unable to access invalid index: 9: invalid index referenced"],
    [
      { op: 'add', path: '/list/x', value: 1 },
      `error in add for path: '/list/x': value was not a proper array index: 'x': strconv.Atoi: parsing "x": invalid syntax`,
    ],
    [{ op: 'replace', path: '/list/9', value: 1 }, 'replace operation does not apply: doc is missing key: /list/9: missing value'],
    [{ op: 'remove', path: '/metadata/labels/q' }, "error in remove for path: '/metadata/labels/q': Unable to remove nonexistent key: q: missing value"],
    [{ op: 'remove', path: '/q/x' }, 'remove operation does not apply: doc is missing path: "/q/x": missing value'],
    [{ op: 'move', from: '/q/a', path: '/metadata/labels/c' }, 'move operation does not apply: doc is missing from path: /q/a: missing value'],
    [{ op: 'copy', path: '/list/-' }, 'copy operation failed to decode from: operation, missing from field: missing value'],
    [{ op: 'test', path: '/metadata/labels/a', value: '2' }, 'testing value /metadata/labels/a failed: test failed'],
    [{ op: 'bogus', path: '/x' }, 'Unexpected kind: bogus'],
    [{ path: '/x' }, 'Unexpected kind: unknown'],
  ])('%j fails', (operation, message) => {
    expect(() => applyJsonPatch(document, [operation])).toThrow(message)
  })

  test('is refused if it is no list, or too long a list', () => {
    expect(() => applyJsonPatch(document, {})).toThrow('json: cannot unmarshal object into Go value of type jsonpatch.Patch')
    const many = Array.from({ length: 10001 }, () => ({ op: 'test', path: '/list/0/name', value: 'x' }))
    expect(() => applyJsonPatch(document, many)).toThrow('The allowed maximum operations in a JSON patch is 10000, got 10001')
  })

  test('the API server keeps the reason to itself', () => {
    try {
      applyJsonPatch(document, [{ op: 'remove', path: '/q' }])
    } catch (error) {
      expect(patchStatus(error as PatchError).status).toEqual({
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: 'the server rejected our request due to an error in our request',
        reason: 'Invalid',
        details: {},
        code: 422,
      })
    }
    expect.assertions(1)
  })
})

describe('JSON merge patch', () => {
  test('merges objects, replaces lists, and null deletes', () => {
    expect(applyMergePatch(document, { metadata: { labels: { a: null, n: { x: null } } }, list: [1] })).toEqual({
      metadata: { labels: { b: '2', n: {} } },
      list: [1],
    })
  })

  test('is made from two versions', () => {
    const modified = { metadata: { labels: { a: '9' } }, list: [{ name: 'x' }], status: {} }
    const patch = createMergePatch(document, modified)
    expect(patch).toEqual({ metadata: { labels: { a: '9', b: null } }, list: [{ name: 'x' }], status: {} })
    expect(applyMergePatch(document, patch)).toEqual(modified)
  })

  test('is made from three: what others added stays', () => {
    const applied = { spec: { a: 1, b: 2, list: [1] } }
    const now = { spec: { a: 5, list: [1, 2] } }
    const live = { spec: { a: 1, b: 2, added: true, list: [1, 9] } }
    expect(createThreeWayMergePatch(applied, now, live)).toEqual({ spec: { a: 5, b: null, list: [1, 2] } })
  })
})
