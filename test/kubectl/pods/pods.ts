/** Pods and streams as small as they may be, for tests of what reaches into a pod. */
import type { ApiRequest, ApiResponse, ExecSession } from '../../../src/api/request.ts'
import { answer, discover, type Stored } from '../describe/objects-server.ts'
import { type Room, run as runKubectl } from '../run.ts'

/** Objects of which only those fields are there that matter. */
function stored(object: object): Stored {
  return object as Stored
}

interface PodOptions {
  readonly containers?: readonly string[]
  readonly init?: readonly string[]
  readonly annotations?: Record<string, string>
  readonly phase?: string
  readonly ready?: boolean
  readonly created?: string
  readonly labels?: Record<string, string>
}

export const pod = (
  name: string,
  { containers = ['app'], init = [], annotations = {}, phase = 'Running', ready = true, created, labels = {} }: PodOptions = {},
): Stored =>
  stored({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid: name, annotations, labels, creationTimestamp: created ?? '2026-01-05T08:00:00Z' },
    spec: { nodeName: 'worker-1', containers: containers.map((one) => ({ name: one })), initContainers: init.map((one) => ({ name: one })) },
    status: { phase, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  })

export const deployment = (name: string): Stored =>
  stored({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default', uid: name },
    spec: { selector: { matchLabels: { app: name } } },
  })

export const configMap = stored({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'default', uid: 'c' } })

/** Logs by `pod/container`: a text, or the chunks of one that goes on. */
export type LogTexts = Readonly<Record<string, string | readonly string[]>>

export const logServer =
  (objects: readonly Stored[], logs: LogTexts) =>
  (request: ApiRequest): ApiResponse | undefined => {
    const [, name] = /\/pods\/([^/]+)\/log$/.exec(request.path) ?? []
    if (name === undefined) return discover(objects, request) ?? answer(objects, request)
    const text = logs[`${name}/${request.query?.container}`]
    if (text === undefined) return refused(`container "${request.query?.container}" in pod "${name}" is waiting to start: ContainerCreating`)
    if (typeof text === 'string') return { status: 200, headers: {}, body: text }
    const open = (sink: { data(chunk: string): void; end(): void }) => {
      for (const chunk of text) sink.data(chunk)
      sink.end()
      return () => {}
    }
    return { status: 200, headers: {}, stream: { kind: 'text', open } }
  }

export const refused = (message: string, code = 400, reason = 'BadRequest'): ApiResponse => ({
  status: code,
  headers: { 'content-type': 'application/json' },
  body: { apiVersion: 'v1', kind: 'Status', metadata: {}, status: 'Failure', reason, message, code },
})

/** A process that says what it got and ends when its input does, or by itself. */
export class FakeProcess implements ExecSession {
  readonly tty = false
  typed = ''
  sizes: string[] = []
  killed = false
  #out: (text: string) => void = () => {}
  #err: (text: string) => void = () => {}
  #exit: (code: number) => void = () => {}

  constructor(private readonly behaviour: { readonly out?: string; readonly err?: string; readonly exitCode?: number; readonly failure?: string } = {}) {}

  onStdout(listener: (text: string) => void): void {
    this.#out = listener
    if (this.behaviour.out) listener(this.behaviour.out)
  }

  onStderr(listener: (text: string) => void): void {
    this.#err = listener
    if (this.behaviour.err) listener(this.behaviour.err)
  }

  onExit(listener: (code: number) => void): void {
    this.#exit = listener
    if (this.behaviour.exitCode !== undefined) listener(this.behaviour.exitCode)
  }

  onFailure(listener: (message: string) => void): void {
    if (this.behaviour.failure) listener(this.behaviour.failure)
  }

  write(text: string): void {
    this.typed += text
    this.#out(`[${text}]`)
  }

  closeStdin(): void {
    this.#err('end of input\n')
    this.#exit(0)
  }

  resize(columns: number, rows: number): void {
    this.sizes.push(`${columns}x${rows}`)
  }

  end(code: number): void {
    this.#exit(code)
  }

  kill(): void {
    this.killed = true
  }
}

export const execServer =
  (objects: readonly Stored[], process: ExecSession) =>
  (request: ApiRequest): ApiResponse | undefined =>
    /\/(exec|attach)$/.test(request.path)
      ? { status: 101, headers: {}, stream: { kind: 'exec', session: process } }
      : (discover(objects, request) ?? answer(objects, request))

/** A line as a terminal would show it: output, complaints, and the exit code unless it is 0. */
export async function shown(line: string | readonly string[], serve: Room['serve'], room: Room = {}): Promise<string> {
  const { stdout, stderr, exitCode } = await runKubectl(line, { ...(serve && { serve }), answers: {}, ...room })
  return `${stdout}${stderr}${exitCode === 0 ? '' : `? ${exitCode}\n`}`
}
