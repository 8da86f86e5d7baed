/** kubectl logs: whose log is read, what is asked of the server, and how it is printed. */
import { expect, test } from '@jest/globals'
import { run } from '../run.ts'
import { configMap, deployment, logServer, pod, shown } from './pods.ts'

const objects = [
  pod('web', { labels: { app: 'web' } }),
  pod('old', { labels: { app: 'web' }, created: '2026-01-05T07:00:00Z' }),
  pod('broken', { labels: { app: 'web' }, created: '2026-01-05T06:00:00Z', ready: false }),
  pod('two', { containers: ['app', 'side'], init: ['setup'] }),
  pod('chosen', { containers: ['app', 'side'], annotations: { 'kubectl.kubernetes.io/default-container': 'side' } }),
  pod('mistaken', { annotations: { 'kubectl.kubernetes.io/default-container': 'none' } }),
  deployment('web'),
  configMap,
]
const texts = {
  'web/app': 'web\n',
  'old/app': 'old\n',
  'broken/app': 'b1\nb2\n',
  'two/app': 'app\n',
  'two/side': 'side',
  'two/setup': 'setup\n',
  'chosen/side': 'side\n',
}
const serve = logServer(objects, texts)
const logs = (line: string): Promise<string> => shown(`logs ${line}`, serve)
const asked = async (line: string) => (await run(`logs ${line}`, { serve, answers: {} })).requests.at(-1)?.query

test('the log of a pod', async () => {
  expect(await logs('web')).toBe('web\n')
})

test('of several containers the first, and that is said', async () => {
  expect(await logs('two')).toBe('app\nDefaulted container "app" out of: app, side, setup (init)\n')
  expect(await logs('two -c side')).toBe('side')
  expect(await logs('two side')).toBe('side')
})

test('the annotation chooses a container, if there is such a one', async () => {
  expect(await logs('chosen')).toBe('side\n')
  expect(await shown('logs mistaken', logServer(objects, { 'mistaken/app': 'app\n' }))).toBe('app\nDefault container name "none" not found in pod mistaken\n')
})

test('all containers, each line with its origin', async () => {
  expect(await logs('two --all-containers --prefix')).toBe('[pod/two/setup] setup\n[pod/two/app] app\n[pod/two/side] side')
})

test('of a deployment the pod that has been ready for longest', async () => {
  expect(await logs('deployment/web')).toBe('old\nFound 3 pods, using pod/old\n')
  expect(await logs('deployment/web --all-pods')).toBe('[pod/old/app] old\n[pod/web/app] web\n[pod/broken/app] b1\n[pod/broken/app] b2\n')
})

test('pods by label; ten lines of each unless told', async () => {
  expect(await logs('-l app=web')).toBe('web\nold\nb1\nb2\n')
  expect(await asked('-l app=web')).toEqual({ container: 'app', tailLines: '10' })
  expect(await asked('-l app=web --tail=-1')).toEqual({ container: 'app' })
  expect(await logs('-l app=none')).toBe('No resources found in default namespace.\n')
})

test('what the server is asked for', async () => {
  expect(await asked('web --tail=5 --timestamps --limit-bytes=9 --since=90s -p')).toEqual({
    container: 'app',
    limitBytes: '9',
    previous: 'true',
    sinceSeconds: '90',
    tailLines: '5',
    timestamps: 'true',
  })
  expect(await asked('web --since-time=2026-01-05T08:00:00Z')).toEqual({ container: 'app', sinceTime: '2026-01-05T08:00:00Z' })
})

test('a log that goes on is printed by whole lines', async () => {
  const lines: string[] = []
  await run('logs -f web --prefix', {
    serve: logServer(objects, { 'web/app': ['a\nb', 'c\n', 'd'] }),
    answers: {},
    io: { stdout: (text) => void lines.push(text) },
  })
  expect(lines).toEqual(['[pod/web/app] a\n', '[pod/web/app] bc\n', '[pod/web/app] d'])
})

test('following asks again until the container starts', async () => {
  let tries = 0
  const starting = logServer(objects, {})
  const started = logServer(objects, { 'web/app': ['up\n'] })
  const late: typeof serve = (request) => (request.path.endsWith('/log') && ++tries > 2 ? started(request) : starting(request))
  const refusal = 'container "app" in pod "web" is waiting to start: ContainerCreating\n'
  expect(await shown('logs -f web', late)).toBe(`up\n${refusal}${refusal}`)
})

test('following many at once needs permission', async () => {
  expect(await logs('-f -l app=web --max-log-requests=2')).toBe(
    'error: you are attempting to follow 3 log streams, but maximum allowed concurrency is 2, use --max-log-requests to increase the limit\n? 1\n',
  )
})

test('an error ends it, or with --ignore-errors is one of the lines', async () => {
  const partly = logServer(objects, { 'web/app': 'web\n', 'broken/app': 'broken\n' })
  expect(await shown('logs -l app=web', partly)).toBe(
    'web\nError from server (BadRequest): container "app" in pod "old" is waiting to start: ContainerCreating\n? 1\n',
  )
  expect(await shown('logs -l app=web --ignore-errors', partly)).toBe(
    'web\nerror: container "app" in pod "old" is waiting to start: ContainerCreating\nbroken\n',
  )
})

test.each([
  ['nope', 'error: error from server (NotFound): pods "nope" not found in namespace "default"'],
  ['two -c nope', 'error: container nope is not valid for pod two out of: app, side, setup (init)'],
  ['configmap/c', 'error: cannot get the logs from *v1.ConfigMap: selector for *v1.ConfigMap not implemented'],
  ['web app -c app', 'error: only one of -c or an inline [CONTAINER] arg is allowed'],
  ['web -c app --all-containers', 'error: --all-containers=true should not be specified with container name app'],
  ['web --since=1s --since-time=2026-01-05T08:00:00Z', 'error: at most one of `sinceTime` or `sinceSeconds` may be specified'],
  ['web --since-time=monday', 'error: parsing time "monday" as "2006-01-02T15:04:05Z07:00": cannot parse "monday" as "2006"'],
  ['web --since=-1s', 'error: --since must be greater than 0'],
  ['web --tail=-2', 'error: --tail must be greater than or equal to -1'],
  ['web --limit-bytes=-1', 'error: --limit-bytes must be greater than 0'],
  ['web --pod-running-timeout=0s', 'error: --pod-running-timeout must be higher than zero'],
])('logs %s', async (line, complaint) => {
  expect(await logs(line)).toBe(`${complaint}\n? 1\n`)
})
