/** `--raw`: one request as it is typed, with a file as its body. Models kubectl pkg/rawhttp. */
import { compactJson } from '../api/json-text.ts'
import { queryOf } from '../api/query.ts'
import type { ApiRequest } from '../api/request.ts'
import type { Invocation } from './command.ts'
import { CommandError } from './errors.ts'
import { send } from './rest.ts'

interface RawFlags {
  readonly raw: string
  readonly filename: readonly string[]
  readonly recursive: boolean
  readonly selector?: string
  readonly output: string
}

/** Whether the flags go together. `files`: how many there must be. Throws CommandError. */
export function checkRaw({ raw, filename, recursive, selector = '', output }: RawFlags, files: 'one' | 'at most one'): void {
  if (filename.length > 1 || (files === 'one' && filename.length === 0)) throw new CommandError('--raw can only use a single local file or stdin')
  if (/^https?:\/\//.test(filename[0] ?? '')) throw new CommandError('--raw cannot read from a url')
  if (recursive) throw new CommandError('--raw and --recursive are mutually exclusive')
  if (selector !== '') throw new CommandError('--raw and --selector (-l) are mutually exclusive')
  if (output !== '') throw new CommandError('--raw and --output are mutually exclusive')
  checkRawPath(raw)
}

export function checkRawPath(raw: string): void {
  if (!/^(\/|[a-z][a-z0-9+.-]*:)/i.test(raw)) throw new CommandError(`--raw must be a valid URL path: parse ${JSON.stringify(raw)}: invalid URI for request`)
}

/** Sends it and prints the answer. `file` may be `-`, or undefined for no body. */
export async function rawRequest(
  { io, transport }: Pick<Invocation, 'io' | 'transport'>,
  method: ApiRequest['method'],
  raw: string,
  file?: string,
): Promise<void> {
  const [path = '', search = ''] = raw.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '').split(/\?(.*)/s)
  const body = file === undefined ? undefined : file === '-' ? await io.stdin() : new TextDecoder().decode(await io.files.read(file))
  const answer = await send(await transport(), method, path, {
    query: queryOf(search),
    headers: { accept: 'application/json, */*' },
    raw: true,
    ...(body === undefined ? {} : { body }),
  })
  if (answer.body !== undefined) io.stdout(typeof answer.body === 'string' ? answer.body : `${compactJson(answer.body, 'given')}\n`)
}
