/** Says what went wrong, as kubectl says it. Models kubernetes/kubectl pkg/cmd/util/helpers.go, checkErr. */
import { StatusError } from '../api/status.ts'
import type { StatusCause } from '../api/types.ts'
import { YamlError } from '../api/yaml.ts'
import { CommandError, NotSimulated, UsageError } from './errors.ts'
import { FileError } from './files.ts'
import { NoMatchError } from './no-match.ts'
import { ConnectionError, RequestError } from './transport.ts'

export interface Rendered {
  /** For standard error; ends with a newline unless empty. */
  readonly text: string
  readonly exitCode: number
}

export function renderError(thrown: unknown): Rendered {
  // Only one layer comes off: what is wrapped twice is printed as a list, without "error: ".
  const error = thrown instanceof AggregateError && thrown.errors.length === 1 ? thrown.errors[0] : thrown
  return { text: line(text(error)), exitCode: error instanceof CommandError ? error.exitCode : isExpected(error) ? 1 : 70 }
}

/** One error as part of a list or of another sentence: as above, but without `error: `. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return aggregateMessage(error)
  return standardMessage(error) ?? (error instanceof Error ? error.message : String(error))
}

function aggregateMessage({ errors }: AggregateError): string {
  const messages = [...new Set(errors.map((part) => (part instanceof AggregateError ? aggregateMessage(part) : part.message)))]
  return messages.length === 1 ? messages[0] : `[${messages.join(', ')}]`
}

function text(error: unknown): string {
  if (error instanceof StatusError && error.reason === 'Invalid') return invalidText(error)
  if (error instanceof NoMatchError) return error.message
  if (error instanceof AggregateError) return error.errors.map((part) => `${messageOf(part)}\n`).join('')
  const standard = standardMessage(error)
  if (standard !== undefined) return standard
  if (error instanceof NotSimulated) return `ktutor: ${error.message}`
  if (!isExpected(error)) return bugText(error)
  const message = error.message + (error instanceof UsageError ? seeAlso(error) : '')
  return message === '' || /^([eE]rror|Error in configuration): /.test(message) ? message : `error: ${message}`
}

function seeAlso({ command, about }: UsageError): string {
  if (command === undefined) return ''
  const path = command === '' ? 'kubectl' : `kubectl ${command}`
  if (about === 'the words') return `\nSee '${path} -h' for help and examples`
  return command === 'options' ? `\nRun '${path}' without flags.` : `\nSee '${path} --help' for usage.`
}

function standardMessage(error: unknown): string | undefined {
  if (error instanceof StatusError) {
    if (error.reason === 'Unauthorized') return `error: You must be logged in to the server (${error.message})`
    return error.reason === '' ? `Error from server: ${error.message}` : `Error from server (${error.reason}): ${error.message}`
  }
  if (error instanceof RequestError)
    return error.why.includes('connection refused')
      ? `The connection to the server ${error.host} was refused - did you specify the right host or port?`
      : `Unable to connect to the server: ${error.why}`
  return undefined
}

function invalidText(error: StatusError): string {
  const { details, message } = error.status
  if (details === undefined) return `The request is invalid${message ? `: ${message}` : ''}`
  const causes = details.causes ?? []
  const named = (details.kind ?? '') !== '' || (details.name ?? '') !== ''
  if (named) return withCauses(`The ${details.kind ?? ''} ${JSON.stringify(details.name ?? '')} is invalid`, causes)
  return withCauses(`The request is invalid${message && causes.length === 0 ? `: ${message}` : ''}`, causes)
}

function withCauses(head: string, causes: readonly StatusCause[]): string {
  const lines = [...new Set(causes.map((cause) => `${cause.field ?? ''}: ${cause.message ?? ''}`))]
  if (lines.length === 0) return head
  return lines.length === 1 ? `${head}: ${lines[0]}\n` : `${head}: \n${lines.map((cause) => `* ${cause}\n`).join('')}`
}

type Expected = UsageError | CommandError | StatusError | NotSimulated | FileError | ConnectionError | NoMatchError | AggregateError | YamlError

const isExpected = (error: unknown): error is Expected =>
  [UsageError, CommandError, StatusError, NotSimulated, FileError, ConnectionError, NoMatchError, AggregateError, YamlError].some(
    (type) => error instanceof type,
  )

const bugText = (error: unknown): string =>
  `ktutor: this is a bug in ktutor, not your mistake. Please report the line you typed together with this:\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`

const line = (message: string): string => (message === '' || message.endsWith('\n') ? message : `${message}\n`)
