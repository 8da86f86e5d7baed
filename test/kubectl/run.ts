/** kubectl in a room of its own: files in memory, a clock that stands still, and a server that answers what the test says. */
import type { ApiRequest, ApiResponse } from '../../src/api/request.ts'
import type { KubectlIo } from '../../src/kubectl/command.ts'
import { FileError } from '../../src/kubectl/files.ts'
import { kubectl } from '../../src/kubectl/kubectl.ts'
import { ConnectionError } from '../../src/kubectl/transport.ts'

export type Answers = Readonly<Record<string, object | string | ApiResponse>>

export interface Room {
  readonly files?: Record<string, string>
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
  /** Answers by `METHOD path`; whatever is not here is a 404. Without answers the server is down. */
  readonly answers?: Answers
  readonly columns?: number
  /** Asked before `answers`. */
  readonly serve?: (request: ApiRequest) => ApiResponse | undefined
  /** Whatever of the world is to be other than here. */
  readonly io?: Partial<KubectlIo>
}

export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
  readonly requests: readonly ApiRequest[]
}

/** Runs a line as a shell without quotes would split it, or its words. */
export async function run(line: string | readonly string[], room: Room = {}): Promise<Outcome> {
  const words = typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line
  const requests: ApiRequest[] = []
  let stdout = ''
  let stderr = ''
  const io: KubectlIo = {
    stdout: (text) => {
      stdout += text
    },
    stderr: (text) => {
      stderr += text
    },
    stdin: async () => room.stdin ?? '',
    terminal: { stdin: false, stdout: room.columns !== undefined, columns: room.columns ?? 80 },
    files: filesOf(room.files ?? {}),
    env: { HOME: '/home/learner', PWD: '/home/learner', ...room.env },
    connect: (connection) => ({
      server: connection.server,
      async send(request) {
        requests.push(request)
        const served = room.serve?.(request)
        if (served) return served
        if (room.answers === undefined) throw new ConnectionError('dial tcp 127.0.0.1:8080: connect: connection refused')
        return answerTo(request, room.answers)
      },
    }),
    now: () => Date.parse('2026-01-05T09:00:00Z'),
    sleep: async () => {},
    waitFor: (promise) => promise,
    signal: new AbortController().signal,
    random: () => 0.5,
    ...room.io,
  }
  const exitCode = await kubectl(words, io)
  return { stdout, stderr, exitCode, requests }
}

/** What went wrong, and nothing else was said. */
export async function complaint(line: string | readonly string[], room?: Room): Promise<string> {
  const { stdout, stderr, exitCode } = await run(line, room)
  return `${stdout}${stderr}? ${exitCode}`
}

function answerTo(request: ApiRequest, answers: Answers): ApiResponse {
  const answer = answers[`${request.method} ${request.path}`]
  if (answer === undefined) return { status: 404, headers: {}, body: notFound }
  if (typeof answer === 'object' && 'status' in answer && 'headers' in answer) return answer as ApiResponse
  return { status: 200, headers: { 'content-type': 'application/json' }, body: answer as object | string }
}

const notFound = {
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: 'the server could not find the requested resource',
  reason: 'NotFound',
  details: {},
  code: 404,
}

function filesOf(files: Record<string, string>): KubectlIo['files'] {
  const full = (path: string) => (path.startsWith('/') ? path : `/home/learner/${path === '.' ? '' : path}`).replace(/\/$/, '')
  const inside = (path: string) => Object.keys(files).filter((name) => name.startsWith(`${full(path)}/`))
  return {
    async read(path) {
      const text = files[full(path)]
      if (text !== undefined) return new TextEncoder().encode(text)
      throw inside(path).length > 0
        ? new FileError('EISDIR', `read ${path}: is a directory`)
        : new FileError('ENOENT', `open ${path}: no such file or directory`)
    },
    async write(path, text) {
      files[full(path)] = typeof text === 'string' ? text : new TextDecoder().decode(text)
    },
    stat: async (path) => (files[full(path)] !== undefined ? 'file' : inside(path).length > 0 ? 'folder' : undefined),
    list: async (path) => [...new Set(inside(path).map((name) => name.slice(full(path).length + 1).split('/')[0] as string))],
    async remove(path) {
      delete files[full(path)]
    },
  }
}

/** Discovery of a small server: pods, services and deployments. */
export const discovery: Answers = {
  'GET /api': list([
    group('', [
      version('v1', [kind('pods', 'Pod', ['po'], ['all']), kind('services', 'Service', ['svc'], ['all']), kind('nodes', 'Node', ['no'], [], 'Cluster')]),
    ]),
  ]),
  'GET /apis': list([group('apps', [version('v1', [kind('deployments', 'Deployment', ['deploy'], ['all'])])])]),
}

function list(items: readonly object[]): object {
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items }
}

function group(name: string, versions: readonly object[]): object {
  return { metadata: { name }, versions }
}

function version(name: string, resources: readonly object[]): object {
  return { version: name, resources, freshness: 'Current' }
}

function kind(resource: string, name: string, shortNames: readonly string[], categories: readonly string[], scope = 'Namespaced'): object {
  return {
    resource,
    responseKind: { group: '', version: '', kind: name },
    scope,
    singularResource: name.toLowerCase(),
    verbs: ['get', 'list'],
    shortNames,
    categories,
  }
}

/** A table as the server sends it. */
export const table = (columns: readonly string[], rows: readonly { name: string; namespace?: string; cells: readonly unknown[] }[]): object => ({
  kind: 'Table',
  apiVersion: 'meta.k8s.io/v1',
  metadata: { resourceVersion: '7' },
  columnDefinitions: columns.map((name) => ({ name, type: 'string', format: name === 'Name' ? 'name' : '', description: '', priority: 0 })),
  rows: rows.map(({ name, namespace = 'default', cells }) => ({
    cells,
    object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: { name, namespace } },
  })),
})
