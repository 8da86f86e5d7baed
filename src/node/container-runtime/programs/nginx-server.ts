/** How nginx answers one request by its configuration: server, location, return, proxy_pass, files. */
import { type HttpRequest, type HttpResponse, httpDate, parseUrl } from '../../network/http.ts'
import type { Source } from '../../network/network.ts'
import { FileError } from '../file-error.ts'
import { absolute } from '../path.ts'
import type { Process } from '../process.ts'
import { all, type Directive, find } from './nginx-config.ts'
import { byteLength } from './program.ts'
import { contentType, logTime, reply } from './server.ts'

export interface Exchange {
  readonly process: Process
  readonly version: string
  readonly http: readonly Directive[]
  /** Where the request came in. */
  readonly port: number
  /** For the error log. */
  complain(message: string): void
}

const titles: Record<number, string> = {
  301: 'Moved Permanently',
  302: 'Found',
  400: 'Bad Request',
  401: 'Authorization Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
}

const errorPage = (status: number, version: string): string => {
  const title = `${status} ${titles[status] ?? 'Error'}`
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/${version}</center>\r\n</body>\r\n</html>\r\n`
}

export function answer(exchange: Exchange, server: Directive, request: HttpRequest, peer: Source): HttpResponse {
  const path = decodeURIComponent(request.path.split('?')[0] as string)
  const location = chooseLocation(server.block ?? [], path)
  return inContext(exchange, server, location, request, path, peer, 0)
}

function chooseLocation(directives: readonly Directive[], path: string): Directive | undefined {
  const locations = all(directives, 'location')
  const exact = locations.find(({ args }) => args[0] === '=' && args[1] === path)
  if (exact) return exact
  const prefixes = locations.filter(({ args }) =>
    args.length === 1 ? path.startsWith(args[0] as string) : args[0] === '^~' && path.startsWith(args[1] as string),
  )
  const longest = [...prefixes].sort((a, b) => (b.args.at(-1) as string).length - (a.args.at(-1) as string).length)[0]
  if (longest?.args[0] === '^~') return longest
  return locations.find(({ args }) => (args[0] === '~' || args[0] === '~*') && new RegExp(args[1] as string, args[0] === '~*' ? 'i' : '').test(path)) ?? longest
}

function inContext(
  exchange: Exchange,
  server: Directive,
  location: Directive | undefined,
  request: HttpRequest,
  path: string,
  peer: Source,
  depth: number,
): HttpResponse {
  const { process, version } = exchange
  const setting = (name: string): Directive | undefined => find(location?.block, name) ?? find(server.block, name) ?? find(exchange.http, name)
  const expand = (text: string): string => variables(text, exchange, request, path, peer)
  const finish = (status: number, body: string, type: string, more: Record<string, string> = {}): HttpResponse => {
    const headers: Record<string, string> = {
      Server: `nginx/${version}`,
      Date: httpDate(process.now()),
      'Content-Type': type,
      'Content-Length': String(byteLength(body)),
      ...more,
      Connection: 'keep-alive',
    }
    for (const { args } of [...all(server.block, 'add_header'), ...all(location?.block, 'add_header')])
      if (status < 400 || args[2] === 'always') headers[args[0] as string] = expand(args[1] ?? '')
    return reply(status, headers, body, request)
  }
  const fail = (status: number): HttpResponse => {
    const page = [...all(location?.block, 'error_page'), ...all(server.block, 'error_page')].find(({ args }) => args.includes(String(status)))?.args.at(-1)
    const text = page && depth === 0 ? readFile(exchange, setting('root')?.args[0] ?? '/etc/nginx/html', page) : undefined
    return finish(status, text ?? errorPage(status, version), 'text/html')
  }
  const returned = find(location?.block, 'return') ?? find(server.block, 'return')
  if (returned) {
    const [first = '', second] = returned.args
    if (!/^\d{3}$/.test(first)) return finish(302, errorPage(302, version), 'text/html', { Location: expand(first) })
    const status = Number(first)
    if (status >= 300 && status < 400) return finish(status, errorPage(status, version), 'text/html', { Location: expand(second ?? '/') })
    if (second === undefined && status >= 400) return fail(status)
    return finish(status, expand(second ?? ''), setting('default_type')?.args[0] ?? 'text/plain')
  }
  const proxied = find(location?.block, 'proxy_pass')
  if (proxied) return proxy(exchange, location as Directive, expand(proxied.args[0] ?? ''), request, path, fail)
  if (find(location?.block, 'stub_status'))
    return finish(200, 'Active connections: 1 \nserver accepts handled requests\n 1 1 1 \nReading: 0 Writing: 1 Waiting: 0 \n', 'text/plain')
  if (request.method !== 'GET' && request.method !== 'HEAD') return fail(405)
  const tries = find(location?.block, 'try_files') ?? find(server.block, 'try_files')
  if (tries && depth === 0) {
    const root = setting('root')?.args[0] ?? '/etc/nginx/html'
    for (const each of tries.args.slice(0, -1)) {
      const name = expand(each)
      const node = process.files.find(absolute(`./${name}`, root))
      if (each.endsWith('/') ? node?.kind === 'folder' : node?.kind === 'file')
        return serveFile(exchange, server, location, request, name, setting, finish, fail)
    }
    const last = tries.args.at(-1) as string
    if (last.startsWith('=')) return fail(Number(last.slice(1)))
    const target = expand(last)
    return inContext(exchange, server, chooseLocation(server.block ?? [], target), request, target.split('?')[0] as string, peer, depth + 1)
  }
  return serveFile(exchange, server, location, request, path, setting, finish, fail)
}

type Finish = (status: number, body: string, type: string, more?: Record<string, string>) => HttpResponse

function serveFile(
  exchange: Exchange,
  server: Directive,
  location: Directive | undefined,
  request: HttpRequest,
  path: string,
  setting: (name: string) => Directive | undefined,
  finish: Finish,
  fail: (status: number) => HttpResponse,
): HttpResponse {
  const { process } = exchange
  const alias = find(location?.block, 'alias')?.args[0]
  const root = setting('root')?.args[0] ?? '/etc/nginx/html'
  let file = alias === undefined ? absolute(`./${path}`, root) : absolute(`./${path.slice((location?.args.at(-1) ?? '').length)}`, alias)
  const client = `client: ${'127.0.0.1'}, server: ${find(server.block, 'server_name')?.args[0] ?? ''}, request: "${request.method} ${request.path} HTTP/1.1", host: "${request.headers.host ?? ''}"`
  const node = process.files.find(file)
  if (node?.kind === 'folder') {
    if (!path.endsWith('/'))
      return finish(301, errorPage(301, exchange.version), 'text/html', { Location: `http://${request.headers.host ?? 'localhost'}${path}/` })
    const index = (setting('index')?.args ?? ['index.html']).find((name) => process.files.find(absolute(name, file)))
    if (index === undefined) {
      exchange.complain(`directory index of "${file}/" is forbidden, ${client}`)
      return fail(403)
    }
    file = absolute(index, file)
  } else if (!node) {
    exchange.complain(`open() "${file}" failed (2: No such file or directory), ${client}`)
    return fail(404)
  }
  try {
    const text = process.files.read(file, { uid: process.uid === 0 ? 101 : process.uid })
    const { mtime } = process.files.get(file)
    const etag = `"${Math.floor(mtime / 1000).toString(16)}-${byteLength(text).toString(16)}"`
    return finish(200, text, contentType(file, setting('default_type')?.args[0] ?? 'text/plain'), {
      'Last-Modified': httpDate(mtime),
      ETag: etag,
      'Accept-Ranges': 'bytes',
    })
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    exchange.complain(`open() "${file}" failed (13: ${error.message}), ${client}`)
    return fail(403)
  }
}

function readFile({ process }: Exchange, root: string, path: string): string | undefined {
  const file = absolute(`./${path}`, root)
  return process.files.find(file)?.kind === 'file' ? process.files.read(file) : undefined
}

function proxy(
  exchange: Exchange,
  location: Directive,
  target: string,
  request: HttpRequest,
  path: string,
  fail: (status: number) => HttpResponse,
): HttpResponse {
  const { process } = exchange
  const url = parseUrl(target)
  if (!url) return fail(500)
  const prefix = location.args.at(-1) ?? '/'
  const hasPath = /^https?:\/\/[^/]+\//.test(target)
  const rest = hasPath ? url.path + path.slice(prefix.length) : request.path
  const upstream = all(exchange.http, 'upstream').find(({ args }) => args[0] === url.host)
  const servers = upstream ? all(upstream.block, 'server').map(({ args }) => args[0] as string) : [`${url.host}:${url.port}`]
  const headers: Record<string, string> = { ...request.headers, host: url.host, connection: 'close' }
  for (const { args } of all(location.block, 'proxy_set_header'))
    headers[(args[0] ?? '').toLowerCase()] = variables(args[1] ?? '', exchange, request, path, process.environment.source)
  for (const server of servers) {
    const { network, source } = process.environment
    const result = network.http(source, {
      url: `${url.scheme}://${server}${rest.startsWith('/') ? rest : `/${rest}`}`,
      method: request.method,
      headers,
      body: request.body,
      timeout: 60,
    })
    if (result.ok) {
      const { Server: _server, Connection: _connection, Date: _date, ...kept } = result.headers
      return {
        status: result.status,
        headers: { Server: `nginx/${exchange.version}`, Date: httpDate(process.now()), ...kept, Connection: 'keep-alive' },
        body: result.body,
        seconds: result.seconds,
      }
    }
    if (result.why === 'timeout') return { ...fail(504), seconds: result.seconds }
    exchange.complain(
      `connect() failed (111: Connection refused) while connecting to upstream, request: "${request.method} ${request.path} HTTP/1.1", upstream: "${url.scheme}://${server}${rest}"`,
    )
  }
  return fail(502)
}

function variables(text: string, { process, version, port }: Exchange, request: HttpRequest, path: string, peer: Source): string {
  const of: Record<string, string> = {
    uri: path,
    request_uri: request.path,
    args: request.path.split('?')[1] ?? '',
    is_args: request.path.includes('?') ? '?' : '',
    host: (request.headers.host ?? '').replace(/:\d+$/, ''),
    http_host: request.headers.host ?? '',
    hostname: process.environment.hostname,
    remote_addr: peer.ip,
    server_addr: process.environment.source.ip,
    server_port: String(port),
    remote_port: '43210',
    time_local: logTime(process.now()),
    get request_id() {
      return process.environment.random.hex(32)
    },
    request_method: request.method,
    scheme: 'http',
    nginx_version: version,
    time_iso8601: new Date(process.now()).toISOString().replace(/\.\d+Z/, '+00:00'),
    proxy_add_x_forwarded_for: request.headers['x-forwarded-for'] ? `${request.headers['x-forwarded-for']}, ${peer.ip}` : peer.ip,
  }
  return text.replace(/\$\{?(\w+)\}?/g, (_, name: string) =>
    name.startsWith('http_') ? (of[name] ?? request.headers[name.slice(5).replaceAll('_', '-')] ?? '') : (of[name] ?? ''),
  )
}
