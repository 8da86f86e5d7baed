/** Patches whose result is no object of the kind: the real server quotes the patch, or what it made. */
import { expect, test } from '@jest/globals'
import { server } from '../server.ts'

const path = '/apis/apps/v1/namespaces/default/deployments/web'
const web = {
  metadata: { name: 'web' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
  },
}

const strategic: [patch: object, why: string][] = [
  [{ spec: { replicas: 'x' } }, 'patch: Invalid value: "map[spec:map[replicas:x]]": unrecognized type: int32'],
  [{ spec: { replicas: 1.5 } }, 'patch: Invalid value: "map[spec:map[replicas:1.5]]": cannot convert float64 to int32'],
  [{ metadata: { labels: { a: 1 } } }, 'patch: Invalid value: "map[metadata:map[labels:map[a:1]]]": cannot convert int64 to string'],
  [{ metadata: { labels: { a: true } } }, 'patch: Invalid value: "map[metadata:map[labels:map[a:true]]]": unrecognized type: string'],
  [{ metadata: { labels: 'a' } }, 'patch: Invalid value: "map[metadata:map[labels:a]]": cannot restore map from string'],
  [{ spec: { strategy: 'Recreate' } }, 'patch: Invalid value: "map[spec:map[strategy:Recreate]]": cannot restore struct from: string'],
  [{ spec: { replica: 2 } }, 'patch: Invalid value: "map[spec:map[replica:2]]": strict decoding error: unknown field "spec.replica"'],
]

test.each(strategic)('a strategic merge patch: %j', (patch, why) => {
  const { send } = server()
  send('POST', path.replace('/web', ''), web)
  const { status, body } = send('PATCH', `${path}?fieldValidation=Strict`, patch, { 'content-type': 'application/strategic-merge-patch+json' })
  expect([status, body.message, body.details]).toEqual([
    422,
    ` "" is invalid: ${why}`,
    { causes: [{ reason: 'FieldValueInvalid', message: why.replace('patch: ', ''), field: 'patch' }] },
  ])
})

test('a merge patch and a JSON patch: the whole object', () => {
  const { send } = server()
  send('POST', '/api/v1/namespaces/default/configmaps', { metadata: { name: 'a' }, data: { x: '1' } })
  const map = '/api/v1/namespaces/default/configmaps/a?fieldValidation=Strict'
  const said = (type: string, patch: unknown) =>
    send('PATCH', map, JSON.stringify(patch), { 'content-type': type }).body.message.replace(/"metadata\\":\{.*?\}(?=,|\})/, '"metadata\\":{}')
  expect(said('application/merge-patch+json', { data: { x: 1 } })).toMatch(
    /^ "" is invalid: patch: Invalid value: "\{.*\\"data\\":\{\\"x\\":1\}.*\}": json: cannot unmarshal number into Go struct field ConfigMap\.data of type string$/,
  )
  expect(said('application/json-patch+json', [{ op: 'add', path: '/dta', value: {} }])).toMatch(/: strict decoding error: unknown field "dta"$/)
})
