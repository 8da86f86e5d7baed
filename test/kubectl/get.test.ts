import { describe, expect, test } from '@jest/globals'
import { complaint, discovery, run, table } from './run.ts'

// Compared with the real kubectl 1.36.3 against the same API server.

const pod = (name: string) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', labels: { app: 'web' } } })
const missing = (resource: string, name: string) => ({
  status: 404,
  headers: {},
  body: {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `${resource} "${name}" not found`,
    reason: 'NotFound',
    details: { name, kind: resource },
    code: 404,
  },
})
const pods = table(['Name', 'Ready'], [{ name: 'a', cells: ['a', '1/1'] }])
const services = table(['Name', 'Type'], [{ name: 'web', cells: ['web', 'ClusterIP'] }])
const none = table(['Name'], [])

const answers = {
  ...discovery,
  'GET /api/v1/namespaces/default/pods': pods,
  'GET /api/v1/namespaces/default/services': services,
  'GET /apis/apps/v1/namespaces/default/deployments': none,
  'GET /api/v1/pods': table(
    ['Name', 'Ready'],
    [
      { name: 'a', cells: ['a', '1/1'] },
      { name: 'b', namespace: 'blue', cells: ['b', '0/1'] },
    ],
  ),
  'GET /api/v1/namespaces/default/pods/a': pods,
  'GET /api/v1/namespaces/default/pods/nope': missing('pods', 'nope'),
  'GET /api/v1/namespaces/default/pods/nope2': missing('pods', 'nope2'),
  'GET /api/v1/namespaces/nowhere/pods/a': missing('pods', 'a'),
  'GET /api/v1/namespaces/nowhere': missing('namespaces', 'nowhere'),
  'GET /api/v1/nodes': none,
}
const get = (line: string) => complaint(`get ${line}`, { answers })

describe('get prints the tables of the server', () => {
  test('one type', async () => {
    expect(await get('po')).toBe('NAME   READY\na      1/1\n? 0')
  })

  test('several types, with kinds and an empty line between', async () => {
    expect(await get('pods,svc,deploy')).toBe('NAME    READY\npod/a   1/1\n\nNAME          TYPE\nservice/web   ClusterIP\n? 0')
  })

  test('a category', async () => {
    expect(await get('all --no-headers')).toBe('pod/a   1/1\nservice/web   ClusterIP\n? 0')
  })

  test('all namespaces', async () => {
    expect(await get('pods -A')).toBe('NAMESPACE   NAME   READY\ndefault     a      1/1\nblue        b      0/1\n? 0')
  })

  test('asking for tables, in parts', async () => {
    const { requests } = await run('get pods -l app=web', { answers })
    const { query, headers } = requests.at(-1) ?? {}
    expect(query).toEqual({ labelSelector: 'app=web', limit: '500' })
    expect(headers?.accept).toBe('application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json')
  })

  test('nothing at all is said', async () => {
    expect(await get('deploy')).toBe('No resources found in default namespace.\n? 0')
    expect(await get('nodes')).toBe('No resources found\n? 0')
  })
})

describe('get of names', () => {
  test('shows what is there and complains about the rest', async () => {
    expect(await get('pods a nope nope2')).toBe(
      'NAME   READY\na      1/1\nError from server (NotFound): pods "nope" not found\nError from server (NotFound): pods "nope2" not found\n? 1',
    )
  })

  test('stays silent with --ignore-not-found', async () => {
    expect(await get('pods a nope --ignore-not-found')).toBe('NAME   READY\na      1/1\n? 0')
    expect(await get('pods nope --ignore-not-found')).toBe('? 0')
  })

  test('in a namespace that is missing says so', async () => {
    expect(await get('pod a -n nowhere')).toBe('Error from server (NotFound): namespaces "nowhere" not found\n? 1')
  })
})

describe('get prints objects', () => {
  const room = {
    answers: {
      ...answers,
      'GET /api/v1/namespaces/default/pods/a': pod('a'),
      'GET /api/v1/namespaces/default/pods': { kind: 'PodList', apiVersion: 'v1', metadata: { resourceVersion: '9' }, items: [pod('a'), pod('b')] },
    },
  }

  test('one as itself', async () => {
    expect(await complaint('get pod a -o yaml', room)).toBe(
      'apiVersion: v1\nkind: Pod\nmetadata:\n  labels:\n    app: web\n  name: a\n  namespace: default\n? 0',
    )
  })

  test('several as a List', async () => {
    const { stdout } = await run('get pods -o json', room)
    expect(JSON.parse(stdout)).toEqual({ apiVersion: 'v1', items: [pod('a'), pod('b')], kind: 'List', metadata: { resourceVersion: '' } })
  })

  test('names', async () => {
    expect(await complaint('get pods -o name', room)).toBe('pod/a\npod/b\n? 0')
  })
})

describe('get refuses', () => {
  const wrong: Record<string, string> = {
    foo: 'error: the server doesn\'t have a resource type "foo"',
    'foos.v1.bar': 'error: the server doesn\'t have a resource type "foos"',
    'a/b/c': 'error: arguments in resource/name form may not have more than one slash',
    'pods/': 'error: arguments in resource/name form must have a single resource and name',
    'pods a/b':
      "error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
    'pods a -l x': 'error: name cannot be provided when a selector is specified',
    'pods/a -l x': 'error: selectors and the all flag cannot be used when passing resource/name arguments',
    'pods a -A': 'error: a resource cannot be retrieved by name across all namespaces',
    '-f nope.yaml': 'error: the path "nope.yaml" does not exist',
    '-f a -k b': 'error: only one of -f or -k can be specified',
    '-f - -f -': 'error: standard input cannot be used for multiple arguments',
    'pods,svc -w': 'error: you may only specify a single resource type',
    '--raw foo': 'error: --raw must be a valid URL path: parse "foo": invalid URI for request',
    '--raw /x pods': 'error: arguments may not be passed when --raw is specified',
    'pods -o json --show-labels': 'error: --show-labels option cannot be used with json printer',
    'pods --output-watch-events': 'error: --output-watch-events option can only be used with --watch or --watch-only',
  }
  for (const [line, text] of Object.entries(wrong))
    test(line, async () => {
      expect(await get(line)).toBe(`${text}\n? 1`)
    })

  test('to guess what is wanted', async () => {
    expect(await get('')).toBe(`You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.

error: Required resource not specified.
Use "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).
See 'kubectl get -h' for help and examples
? 1`)
  })
})

describe('get -f', () => {
  const files = {
    '/home/learner/m/a.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\n# nothing\n---\napiVersion: x/v1\nkind: Foo\nmetadata: {name: b}\n',
    '/home/learner/m/nokind.yaml': 'foo: bar\n',
    '/home/learner/m/notes.txt': 'no manifest',
    '/home/learner/m/sub/c.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: nope}\n',
    '/home/learner/n/notes.txt': 'no manifest',
  }
  const from = (line: string, stdin = '') => complaint(`get ${line}`, { answers, files, stdin })

  test('a file with several documents', async () => {
    expect(await from('-f m/a.yaml')).toBe(
      'NAME   READY\na      1/1\nresource mapping not found for name: "b" namespace: "" from "m/a.yaml": no matches for kind "Foo" in version "x/v1"\nensure CRDs are installed first\n? 1',
    )
  })

  test('standard input', async () => {
    expect(await from('-f -', 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n')).toBe('NAME   READY\na      1/1\n? 0')
  })

  test('a folder, and with -R those inside', async () => {
    expect(await from('-f m -o name --ignore-not-found')).toContain(`unable to decode "m/nokind.yaml": Object 'Kind' is missing in '{"foo":"bar"}'\n`)
    expect(await from('-f m -R')).toContain('Error from server (NotFound): pods "nope" not found\n')
  })

  test('a folder without manifests', async () => {
    expect(await from('-f n')).toBe('error: error reading [n]: recognized file extensions are [.json .yaml .yml]\n? 1')
  })

  test('a file of another namespace than the one asked for', async () => {
    expect(await from('-f - -n blue', 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: default}\n')).toBe(
      'error: the namespace from the provided object "default" does not match the namespace "blue". You must pass \'--namespace=default\' to perform this operation.\n? 1',
    )
  })
})

describe('the server', () => {
  const room = (answer: object) => ({ answers: { ...discovery, 'GET /x': { status: 200, headers: {}, body: 'ok', ...answer } } })

  test('may warn, once for each text', async () => {
    const { stderr, exitCode } = await run('get --raw /x', room({ headers: { warning: '299 - "old version", 299 - "old version"' } }))
    expect([stderr, exitCode]).toEqual(['Warning: old version\n', 0])
  })

  test('may warn, which --warnings-as-errors makes a failure', async () => {
    expect(await complaint('get --raw /x --warnings-as-errors', room({ headers: { warning: '299 - "old"' } }))).toBe(
      'okWarning: old\nerror: 1 warning received\n? 1',
    )
  })

  const status = (reason: string, code: number, message: string, details?: object) => ({
    status: code,
    body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason, code, message, ...(details ? { details } : {}) },
  })

  test('may refuse', async () => {
    expect(await complaint('get --raw /x', room(status('Forbidden', 403, 'no')))).toBe('Error from server (Forbidden): no\n? 1')
    expect(await complaint('get --raw /x', room(status('Unauthorized', 401, 'Unauthorized')))).toBe(
      'error: You must be logged in to the server (Unauthorized)\n? 1',
    )
  })

  test('may find objects invalid, for one reason or several', async () => {
    const details = (...fields: string[]) => ({
      kind: 'Pod',
      name: 'a',
      causes: fields.map((field) => ({ field, reason: 'FieldValueRequired', message: 'Required value' })),
    })
    expect(await complaint('get --raw /x', room(status('Invalid', 422, '', details('spec.containers'))))).toBe(
      'The Pod "a" is invalid: spec.containers: Required value\n? 1',
    )
    expect(await complaint('get --raw /x', room(status('Invalid', 422, '', details('a', 'b', 'a'))))).toBe(
      'The Pod "a" is invalid: \n* a: Required value\n* b: Required value\n? 1',
    )
  })
})

test('-v=6 shows each request', async () => {
  const { stderr } = await run('get po -v=6', { answers })
  expect(stderr.split('\n').at(-2)).toBe(
    'I0105 09:00:00.000000       1 round_trippers.go:632] "Response" verb="GET" url="http://localhost:8080/api/v1/namespaces/default/pods?limit=500" status="200 OK" milliseconds=0',
  )
})

test('api-resources and api-versions', async () => {
  expect((await run('api-resources --namespaced=true', { answers })).stdout).toBe(`NAME          SHORTNAMES   APIVERSION   NAMESPACED   KIND
pods          po           v1           true         Pod
services      svc          v1           true         Service
deployments   deploy       apps/v1      true         Deployment
`)
  expect((await run('api-versions', { answers })).stdout).toBe('apps/v1\nv1\n')
})
