/** `--raw`: one request as it is. */
import { compactJson } from '../../../api/json-text.ts'
import { send } from '../../rest.ts'
import type { Get } from './request.ts'

export async function printRaw({ flags, io, transport }: Get): Promise<void> {
  const [path = '', search = ''] = flags.raw.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '').split('?')
  const { body } = await send(await transport(), 'GET', path, { query: parameters(search), headers: { accept: 'application/json, */*' } })
  if (body !== undefined) io.stdout(typeof body === 'string' ? body : `${compactJson(body, 'given')}\n`)
}

function parameters(search: string): Record<string, string[]> {
  const found: Record<string, string[]> = {}
  for (const pair of search.split('&').filter((part) => part !== '')) {
    const [name = '', value = ''] = pair.split(/=(.*)/s).map((part) => decodeURIComponent(part.replaceAll('+', ' ')))
    found[name] = [...(found[name] ?? []), value]
  }
  return found
}
