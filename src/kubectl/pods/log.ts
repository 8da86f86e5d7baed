/** A container's log as the server sends it: whole, or as it goes on. */
import { pathOf, pods } from '../../api/kinds.ts'
import type { ResponseStream } from '../../api/request.ts'
import type { Invocation } from '../command.ts'
import { type RequestOptions, send } from '../rest.ts'

export const logPath = (namespace: string, pod: string): string => pathOf(pods, namespace, pod, 'log')

/** Hands on what comes until it ends, or until Ctrl-C. Throws like send(). */
export async function readLog(
  { io, transport }: Pick<Invocation, 'io' | 'transport'>,
  path: string,
  query: NonNullable<RequestOptions['query']>,
  data: (text: string) => void,
): Promise<void> {
  const { body, stream } = await send(await transport(), 'GET', path, { query, headers: { accept: 'application/json, */*' } })
  if (stream?.kind === 'text') await received(io, stream, data)
  else if (body !== undefined) data(typeof body === 'string' ? body : `${JSON.stringify(body)}\n`)
}

async function received(io: Invocation['io'], stream: ResponseStream & { kind: 'text' }, data: (text: string) => void): Promise<void> {
  const { signal } = io
  let cancel = () => {}
  const ended = new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve())
    cancel = stream.open({ data, end: () => resolve() })
  })
  try {
    await io.waitFor(ended)
  } finally {
    cancel()
  }
}
