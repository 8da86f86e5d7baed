/** HTTP/1.1 as bytes would carry it: where a request ends, how long an answer is. For connections that come from outside. */
import { type HttpRequest, type HttpResponse, parseRequest, responseText } from './http.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** The first whole request of `text` and what follows it; undefined while it is incomplete. */
export function readRequest(text: string): { readonly request: HttpRequest; readonly rest: string } | undefined {
  const request = parseRequest(text)
  if (!request) return undefined
  const body = /chunked/i.test(request.headers['transfer-encoding'] ?? '') ? chunked(request.body) : counted(request.body, request.headers['content-length'])
  return body && { request: { ...request, body: body.text }, rest: body.rest }
}

/** Content-Length counts bytes. */
function counted(text: string, length: string | undefined): { text: string; rest: string } | undefined {
  const wanted = Number(length ?? 0)
  if (!(wanted > 0)) return { text: '', rest: text }
  const all = bytes(text)
  if (all.length < wanted) return undefined
  const decoder = new TextDecoder()
  return { text: decoder.decode(all.subarray(0, wanted)), rest: decoder.decode(all.subarray(wanted)) }
}

function chunked(text: string): { text: string; rest: string } | undefined {
  let body = ''
  for (let left = text; ; ) {
    const size = /^([0-9a-fA-F]+)[^\r\n]*\r\n/.exec(left)
    if (!size?.[1]) return undefined
    const chunk = counted(left.slice(size[0].length), String(Number.parseInt(size[1], 16)))
    if (!chunk?.rest.startsWith('\r\n')) return undefined
    body += chunk.text
    left = chunk.rest.slice(2)
    if (/^0+$/.test(size[1])) return { text: body, rest: left }
  }
}

/** Whether both sides go on after this exchange. */
const persists = (request: HttpRequest, response: HttpResponse): boolean =>
  !/close/i.test(request.headers.connection ?? '') && !/close/i.test(headerOf(response, 'connection') ?? '')

const headerOf = (response: HttpResponse, name: string): string | undefined =>
  Object.entries(response.headers).find(([written]) => written.toLowerCase() === name)?.[1]

/** The answer on the wire, with the length that tells the client where it ends, and whether the connection stays open. */
export function writeResponse(request: HttpRequest, response: HttpResponse): { readonly text: string; readonly open: boolean } {
  const open = persists(request, response)
  const body = request.method === 'HEAD' ? '' : response.body
  const headers = { ...response.headers }
  if (headerOf(response, 'content-length') === undefined && response.status !== 204 && response.status !== 304)
    headers['Content-Length'] = String(bytes(response.body).length)
  return { text: responseText({ ...response, headers, body }), open }
}
