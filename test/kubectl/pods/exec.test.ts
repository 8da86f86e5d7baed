/** kubectl exec and attach: the process over there, our input and output here. */
import { expect, test } from '@jest/globals'
import { run } from '../run.ts'
import { configMap, deployment, execServer, FakeProcess, pod, refused, shown } from './pods.ts'

const objects = [
  pod('web', { labels: { app: 'web' } }),
  pod('new', { labels: { app: 'web' }, created: '2026-01-05T08:30:00Z' }),
  pod('two', { containers: ['app', 'side'] }),
  pod('done', { phase: 'Succeeded' }),
  deployment('web'),
  configMap,
]
const exec = (line: string, process = new FakeProcess({ exitCode: 0 }), room = {}) => shown(line, execServer(objects, process), room)

test('output, complaints and exit code of the command are those of kubectl', async () => {
  expect(await exec('exec web -- ls', new FakeProcess({ out: 'out\n', err: 'err\n', exitCode: 3 }))).toBe(
    'out\nerr\ncommand terminated with exit code 3\n? 3\n',
  )
})

test('what the server is asked for', async () => {
  const { requests } = await run('exec two -c side -- ls -l /', { serve: execServer(objects, new FakeProcess({ exitCode: 0 })), answers: {} })
  expect(requests.at(-1)).toMatchObject({
    method: 'GET',
    path: '/api/v1/namespaces/default/pods/two/exec',
    query: { command: ['ls', '-l', '/'], container: 'side', stdout: 'true', stderr: 'true' },
  })
})

test('with -i the command reads our standard input', async () => {
  expect(await exec('exec -i web -- cat', new FakeProcess(), { stdin: 'a\nb' })).toBe('[a\nb]end of input\n')
})

test('a container is chosen if none is named', async () => {
  expect(await exec('exec two -- ls')).toBe('Defaulted container "app" out of: app, side\n')
  expect(await exec('exec -q two -- ls')).toBe('')
})

test('of a deployment the pod that would live longest', async () => {
  const { requests } = await run('exec deployment/web -- ls', { serve: execServer(objects, new FakeProcess({ exitCode: 0 })), answers: {} })
  expect(requests.at(-1)?.path).toBe('/api/v1/namespaces/default/pods/web/exec')
})

test('without a terminal on this side there is none on the other', async () => {
  expect(await exec('exec -it web -- ls')).toBe('Unable to use a TTY - input is not a terminal or the right kind of file\n')
})

/** A terminal of 100 columns and 30 rows, and somebody at it. */
function atTerminal() {
  const typing: { type: (text: string) => void; resize: (columns: number, rows: number) => void; gone: boolean } = {
    type: () => {},
    resize: () => {},
    gone: false,
  }
  const keyboard = {
    onData(listener: (text: string) => void) {
      typing.type = listener
      return () => {
        typing.gone = true
      }
    },
    resize(listener: (columns: number, rows: number) => void) {
      typing.resize = listener
      return () => {}
    },
  }
  return { typing, io: { keyboard, terminal: { stdin: true, stdout: true, columns: 100, rows: 30 } } }
}
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('at a terminal every key goes over, and so does the size of the window', async () => {
  const process = new FakeProcess()
  const { typing, io } = atTerminal()
  const line = exec('exec -it web -- sh', process, { io })
  await settled()
  typing.type('ls\r')
  typing.type('\u0003')
  typing.resize(80, 24)
  process.end(0)
  expect(await line).toBe('[ls\r][\u0003]')
  expect(process.typed).toBe('ls\r\u0003')
  expect(process.sizes).toEqual(['100x30', '80x24'])
  expect(typing.gone).toBe(true)
})

test('what the node cannot start', async () => {
  expect(await exec('exec web -- nope', new FakeProcess({ failure: 'Internal error occurred: no such file' }))).toBe(
    'error: Internal error occurred: no such file\n? 1\n',
  )
})

test('a refusal is that of the second, older way to ask', async () => {
  const serve = execServer(objects, new FakeProcess())
  const outcome = await shown('exec web -- ls', (request) =>
    request.path.endsWith('/exec') ? refused(`may not ${request.method}`, 403, 'Forbidden') : serve(request),
  )
  expect(outcome).toBe('error: unable to upgrade connection: may not POST\n? 1\n')
})

test.each([
  ['exec', 'error: pod, type/name or --filename must be specified'],
  ['exec web', 'error: you must specify at least one command for the container'],
  ['exec web ls', "error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec -h' for help and examples"],
  ['exec nope -- ls', 'Error from server (NotFound): pods "nope" not found'],
  ['exec web -c nope -- ls', 'error: container nope is not valid for pod web out of: app'],
  ['exec done -- ls', 'error: cannot exec into a container in a completed pod; current phase is Succeeded'],
  ['exec configmap/c -- ls', 'error: cannot attach to *v1.ConfigMap: selector for *v1.ConfigMap not implemented'],
  ['attach', 'error: at least 1 argument is required for attach'],
  ['attach a b c', 'error: expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw 3: [a b c]'],
  ['attach done', 'error: cannot attach a container in a completed pod; current phase is Succeeded'],
  ['attach web -c nope', 'error: cannot attach to the container: container nope is not valid for pod web out of: app'],
])('%s', async (line, complaint) => {
  expect(await exec(line)).toBe(`${complaint}\n? 1\n`)
})

const warning = `All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.
If you don't see a command prompt, try pressing enter.
`

test('attach shows what the container prints from now on', async () => {
  expect(await exec('attach web', new FakeProcess({ out: 'tick\n', exitCode: 0 }))).toBe(`tick\n${warning}`)
  expect(await exec('attach -q pod web', new FakeProcess({ out: 'tick\n', exitCode: 0 }))).toBe('tick\n')
})

test('ctrl-p ctrl-q leaves the container running', async () => {
  const shell = pod('shell')
  shell.spec.containers[0].tty = true
  const process = new FakeProcess()
  const { typing, io } = atTerminal()
  const line = shown('attach -it shell', execServer([shell], process), { io })
  await settled()
  typing.type('a\u0010b')
  typing.type('\u0010\u0011')
  expect(await line).toBe(`[a\u0010b]Session ended, resume using 'kubectl attach shell -c app -n default -i -t' command\n${warning}`)
})
