/** Watches over a transport: warnings of the server, and with -v=6 and more every request. Models client-go transport/round_trippers.go. */
import type { ApiRequest, ApiResponse } from '../api/request.ts'
import type { CommandDefinition, KubectlIo } from './command.ts'
import { klog } from './klog.ts'
import { requestUrl } from './rest.ts'
import type { Transport } from './transport.ts'
import { userAgent } from './version.ts'
import type { Warnings } from './warnings.ts'

const source = { request: 'round_trippers.go:527', response: 'round_trippers.go:632' }
const bodySource = ({ path }: ApiRequest): string => (path === '/api' || path === '/apis' || path === '/version' ? 'discovery_client.go:255' : 'helper.go:105')

export function observed(transport: Transport, command: CommandDefinition, verbosity: number, io: KubectlIo, warnings: Warnings): Transport {
  return {
    server: transport.server,
    async send(bare) {
      const request: ApiRequest = { ...bare, headers: { 'user-agent': userAgent, 'kubectl-command': `kubectl ${command.name}`, ...bare.headers } }
      const url = requestUrl(transport.server, request)
      const start = io.now()
      if (verbosity >= 7) logRequest(io, verbosity, request, url)
      const response = await transport.send(request)
      if (verbosity >= 6) logResponse(io, verbosity, request, url, response, io.now() - start)
      warnings.note(response)
      return response
    },
  }
}

function logRequest(io: KubectlIo, verbosity: number, request: ApiRequest, url: string): void {
  if (verbosity >= 8) klog(io, 'I', bodySource(request), `"Request Body" body=${shownText(bodyText(request.body))}`)
  const headers = shownHeaders(request.headers ?? {}).filter(([name]) => !name.startsWith('Kubectl-'))
  if (verbosity >= 9) {
    const parts = headers.map(([name, value]) => `-H "${name}: ${value}"`).join(' ')
    klog(io, 'I', source.request, `"Request" curlCommand=<\n\tcurl -v -X${request.method}  ${parts} '${url}'\n >`)
  } else klog(io, 'I', source.request, `"Request" verb="${request.method}" url="${url}" headers=${headerBlock(headers)}`)
}

function logResponse(io: KubectlIo, verbosity: number, request: ApiRequest, url: string, response: ApiResponse, ms: number): void {
  const what = verbosity === 6 || verbosity >= 9 ? ` verb="${request.method}" url="${url}"` : ''
  const headers = verbosity >= 8 ? ` headers=${headerBlock(shownHeaders(response.headers))}` : ''
  klog(
    io,
    'I',
    source.response,
    `"Response"${what} status="${response.status} ${statusTexts[response.status] ?? ''}"${headers} milliseconds=${Math.round(ms)}${verbosity >= 9 ? ' getConnectionMilliseconds=0 serverProcessingMilliseconds=0' : ''}`,
  )
  if (verbosity >= 8 && response.stream === undefined)
    klog(io, 'I', bodySource(request), `"Response Body" body=${shownText(shortened(bodyText(response.body), verbosity))}`)
}

/** klog gives texts of several lines a block of their own. */
const shownText = (text: string): string => (text.includes('\n') ? `<\n${text.replace(/\n$/, '').replace(/^/gm, '\t')}\n >` : JSON.stringify(text))

const bodyText = (body: object | string | undefined): string => (body === undefined ? '' : typeof body === 'string' ? body : `${JSON.stringify(body)}\n`)

/** How much of a body is shown: 1024 bytes with -v=8, ten times that with 9, all with 10. */
function shortened(text: string, verbosity: number): string {
  const limit = verbosity >= 10 ? text.length : verbosity === 9 ? 10240 : 1024
  return text.length <= limit ? text : `${text.slice(0, limit)} [truncated ${text.length - limit} chars]`
}

const shownHeaders = (headers: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(headers)
    .map(([name, value]): [string, string] => [
      name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()),
      name === 'authorization' ? 'Bearer <masked>' : value,
    ])
    .sort(([a], [b]) => (a < b ? -1 : 1))

const headerBlock = (headers: readonly [string, string][]): string => `<\n${headers.map(([name, value]) => `\t${name}: ${value}\n`).join('')} >`

const statusTexts: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  410: 'Gone',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}
