/** The OpenAPI v2 document on protobuf's wire, read back field by field. */
import { expect, test } from '@jest/globals'
import { openApiProtobuf } from '../../src/server/protobuf/openapi.ts'
import { Reader } from '../../src/server/protobuf/wire.ts'

type Fields = Record<number, (string | Fields | number)[]>

/** Everything that looks like a message is read as one, everything else as text. */
function read(data: Uint8Array, messages: Tree): Fields {
  const fields: Fields = {}
  for (const [number, value] of new Reader(data).fields()) {
    const inner = messages[number]
    const said = value instanceof Uint8Array ? (inner ? read(value, inner) : new TextDecoder().decode(value)) : Number(value)
    ;(fields[number] ??= []).push(said)
  }
  return fields
}

interface Tree {
  readonly [field: number]: Tree
}

const any: Tree = {}
const named = (value: Tree): Tree => ({ 2: value })
const schema: Tree = { 20: any, 22: {}, 23: { 1: {} }, 25: { 1: named({ 22: {} }) }, 31: named(any) }

test('a definition has its prose, its fields, what is required, and what is Kubernetes’ own', () => {
  const definition = {
    description: 'A “pod”.',
    type: 'object',
    required: ['spec'],
    properties: { spec: { $ref: '#/definitions/PodSpec' }, phase: { type: 'string', enum: ['Running'] } },
    'x-kubernetes-group-version-kind': [{ group: '', kind: 'Pod', version: 'v1' }],
  }
  const bytes = openApiProtobuf({ swagger: '2.0', info: { title: 'Kubernetes', version: 'v1' }, paths: {}, definitions: { Pod: definition } })
  expect(read(bytes, { 2: {}, 8: {}, 9: { 1: named(schema) } })).toEqual({
    1: ['2.0'],
    2: [{ 1: ['Kubernetes'], 2: ['v1'] }],
    8: [{}],
    9: [
      {
        1: [
          {
            1: ['Pod'],
            2: [
              {
                4: ['A “pod”.'],
                19: ['spec'],
                22: [{ 1: ['object'] }],
                25: [
                  {
                    1: [
                      { 1: ['spec'], 2: [{ 1: ['#/definitions/PodSpec'] }] },
                      { 1: ['phase'], 2: [{ 20: ['\u0012\n"Running"\n'], 22: [{ 1: ['string'] }] }] },
                    ],
                  },
                ],
                31: [{ 1: ['x-kubernetes-group-version-kind'], 2: [{ 2: ['[{"group":"","kind":"Pod","version":"v1"}]\n'] }] }],
              },
            ],
          },
        ],
      },
    ],
  })
})

test('a path has its methods and what they take', () => {
  const parameters = [{ name: 'name', in: 'path', description: 'name of the Pod', required: true, type: 'string', uniqueItems: true }]
  const get = { parameters: [{ name: 'dryRun', in: 'query', type: 'string', uniqueItems: true }], responses: { 200: { description: 'OK' } } }
  const bytes = openApiProtobuf({ swagger: '2.0', info: { title: '', version: '' }, paths: { '/api/v1/pods/{name}': { get, parameters } }, definitions: {} })
  const parameter = { 1: { 2: { 3: {}, 4: {} } } }
  const path = { 2: { 8: parameter, 9: { 1: named({ 1: {} }) } }, 9: parameter }
  expect(read(bytes, { 2: {}, 8: { 2: named(path) }, 9: {} })[8]).toEqual([
    {
      2: [
        {
          1: ['/api/v1/pods/{name}'],
          2: [
            {
              2: [
                {
                  8: [{ 1: [{ 2: [{ 3: [{ 2: ['query'], 4: ['dryRun'], 6: ['string'], 20: [1] }] }] }] }],
                  9: [{ 1: [{ 1: ['200'], 2: [{ 1: [{ 1: ['OK'] }] }] }] }],
                },
              ],
              9: [{ 1: [{ 2: [{ 4: [{ 1: [1], 2: ['path'], 3: ['name of the Pod'], 4: ['name'], 5: ['string'], 19: [1] }] }] }] }],
            },
          ],
        },
      ],
    },
  ])
})
