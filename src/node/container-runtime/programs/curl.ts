/** curl: the options that people use against a Service. */
import { parseUrl, reasonOf, type Url } from '../../network/http.ts'
import type { HttpAnswer, Refusal } from '../../network/network.ts'
import { FileError } from '../file-error.ts'
import type { Process, Program, Wait } from '../process.ts'
import { readSettings, type Settings } from './curl-options.ts'
import { request } from './network-commands.ts'
import { byteLength, defineProgram } from './program.ts'

export const curl: Program = defineProgram('curl', function* (process, args) {
  if (args.includes('--version') || args[0] === '-V') {
    process.out('curl 8.14.1 (x86_64-pc-linux) libcurl/8.14.1\nProtocols: http https\n')
    return 0
  }
  const settings: Settings = { headers: { 'user-agent': 'curl/8.14.1', accept: '*/*' }, flags: new Set(), urls: [], resolve: new Map() }
  const problem = yield* readSettings(process, args, settings)
  if (problem !== undefined) return problem
  if (settings.urls.length === 0) {
    process.err("curl: (2) no URL specified\ncurl: try 'curl --help' or 'curl --manual' for more information\n")
    return 2
  }
  let status = 0
  for (const url of settings.urls) {
    status = yield* fetchOnce(process, url, settings)
    for (let i = 0; i < (settings.retries ?? 0) && [6, 7, 28].includes(status); i++) status = yield* fetchOnce(process, url, settings)
  }
  return status
})

function* fetchOnce(process: Process, url: string, settings: Settings): Generator<Wait, number, void> {
  const { flags } = settings
  const say = (message: string): void => {
    if (!flags.has('silent') || flags.has('show-error')) process.err(`${message}\n`)
  }
  let current = url
  const started = process.now()
  for (let hops = 0; hops < 51; hops++) {
    const parsed = parseUrl(current)
    if (!parsed) {
      say('curl: (3) URL rejected: Malformed input to a URL function')
      return 3
    }
    const method = settings.method ?? (flags.has('head') ? 'HEAD' : settings.data !== undefined && !flags.has('get') ? 'POST' : 'GET')
    const timeout = Math.min(settings.timeout ?? Number.POSITIVE_INFINITY, settings.connectTimeout ?? Number.POSITIVE_INFINITY)
    const target = flags.has('get') && settings.data !== undefined ? `${current}${current.includes('?') ? '&' : '?'}${settings.data}` : current
    const headers = parsed.userInfo ? { authorization: `Basic ${btoa(parsed.userInfo)}`, ...settings.headers } : settings.headers
    const at = settings.resolve.get(`${parsed.host}:${parsed.port}`)
    const answer = yield* request(process, {
      url: at === undefined ? target : { ...(parseUrl(target) ?? parsed), host: at },
      method,
      headers: at === undefined ? headers : { host: hostHeader(parsed), ...headers },
      body: flags.has('get') ? '' : (settings.data ?? ''),
      ...(timeout === Number.POSITIVE_INFINITY ? {} : { timeout }),
    })
    const seconds = (process.now() - started) / 1000
    if (!answer.ok) return refused(process, answer, parsed.host, parsed.port, seconds, settings, say)
    if (parsed.scheme === 'https') {
      const trust = verify(process, answer, parsed.host, settings, say)
      if (trust !== undefined) return trust
    }
    const location = Object.entries(answer.headers).find(([name]) => name.toLowerCase() === 'location')?.[1]
    const onward = flags.has('location') && answer.status >= 300 && answer.status < 400 && location !== undefined
    if (flags.has('verbose')) verbose(process, answer, parsed, method, headers)
    if (onward) {
      current = /^https?:/.test(location) ? location : `${parsed.scheme}://${parsed.host}:${parsed.port}${location}`
      continue
    }
    return deliver(process, answer, method, current, seconds, settings, say)
  }
  say('curl: (47) Maximum (50) redirects followed')
  return 47
}

const hostHeader = ({ scheme, host, port }: Url): string => (port === (scheme === 'http' ? 80 : 443) ? host : `${host}:${port}`)

function verify(process: Process, answer: HttpAnswer, host: string, settings: Settings, say: (message: string) => void): number | undefined {
  if (settings.flags.has('insecure')) return undefined
  const { tls } = answer.connection.listener
  let authority = ''
  try {
    if (settings.cacert !== undefined) authority = process.files.read(process.path(settings.cacert), process)
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    say(`curl: (77) error setting certificate verify locations:  CAfile: ${settings.cacert} CApath: none`)
    return 77
  }
  if (tls?.authority === undefined || authority.trim() !== tls.authority.trim()) {
    say(
      `curl: (60) SSL certificate problem: unable to get local issuer certificate\nMore details here: https://curl.se/docs/sslcerts.html\n\ncurl failed to verify the legitimacy of the server and therefore could not\nestablish a secure connection to it. To learn more about this situation and\nhow to fix it, please visit the webpage mentioned above.`,
    )
    return 60
  }
  if (tls.names.some((name) => isNamed(name, host))) return undefined
  say(`curl: (60) SSL: no alternative certificate subject name matches target ${/^[\d.]+$/.test(host) ? 'ipv4 address' : 'host name'} '${host}'`)
  return 60
}

/** A wildcard stands for one label. */
const isNamed = (name: string, host: string): boolean => name === host || (name.startsWith('*.') && name.slice(2) === host.split('.').slice(1).join('.'))

function refused(process: Process, refusal: Refusal, host: string, port: number, seconds: number, settings: Settings, say: (message: string) => void): number {
  const ms = Math.round(seconds * 1000)
  if (settings.format !== undefined) process.out(written(settings.format, { code: '000', seconds, size: 0, url: host, type: '' }))
  if (refusal.why === 'no-such-host') {
    say(`curl: (6) Could not resolve host: ${host}`)
    return 6
  }
  if (refusal.why === 'reset') {
    const { reason } = refusal
    const noTls = reason.kind === 'program' && reason.fault === 'no-tls'
    say(noTls ? 'curl: (35) TLS connect error: error:0A00010B:SSL routines::wrong version number' : 'curl: (52) Empty reply from server')
    return noTls ? 35 : 52
  }
  if (refusal.why === 'timeout' && (settings.timeout ?? settings.connectTimeout) !== undefined) {
    say(
      `curl: (28) ${refusal.reason.kind !== 'program' ? `Connection timed out after ${ms} milliseconds` : `Operation timed out after ${ms} milliseconds with 0 bytes received`}`,
    )
    return 28
  }
  if (refusal.why === 'timeout') {
    say(`curl: (28) Failed to connect to ${host} port ${port} after ${ms} ms: Could not connect to server`)
    return 28
  }
  say(`curl: (7) Failed to connect to ${host} port ${port} after ${ms} ms: Could not connect to server`)
  return 7
}

const head = (answer: HttpAnswer): string =>
  `HTTP/1.1 ${answer.status} ${answer.reason ?? reasonOf(answer.status)}\r\n${Object.entries(answer.headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`

function verbose(
  process: Process,
  answer: HttpAnswer,
  url: { host: string; port: number; path: string },
  method: string,
  headers: Readonly<Record<string, string>>,
): void {
  const { connection } = answer
  const title = (name: string): string => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())
  process.err(
    `* Host ${url.host}:${url.port} was resolved.\n* IPv6: (none)\n* IPv4: ${connection.address}\n*   Trying ${connection.address}:${url.port}...\n* Connected to ${url.host} (${connection.address}) port ${url.port}\n`,
  )
  process.err(
    `> ${method} ${url.path} HTTP/1.1\n> Host: ${url.host}${url.port === 80 || url.port === 443 ? '' : `:${url.port}`}\n${Object.entries(headers)
      .map(([name, value]) => `> ${title(name)}: ${value}\n`)
      .join('')}> \n* Request completely sent off\n`,
  )
  process.err(
    `${head(answer)
      .replace(/\r/g, '')
      .trimEnd()
      .split('\n')
      .map((line) => `< ${line}\n`)
      .join('')}< \n* Connection #0 to host ${url.host} left intact\n`,
  )
}

function deliver(
  process: Process,
  answer: HttpAnswer,
  method: string,
  url: string,
  seconds: number,
  settings: Settings,
  say: (message: string) => void,
): number {
  const { flags } = settings
  const failed = answer.status >= 400 && (flags.has('fail') || flags.has('fail-with-body'))
  const body = method === 'HEAD' ? '' : answer.body
  const text = (flags.has('include') || flags.has('head') ? head(answer) : '') + body
  const name = settings.output ?? (flags.has('remote-name') ? (url.split('?')[0] as string).replace(/.*\//, '') : undefined)
  if (!failed || flags.has('fail-with-body')) {
    if (name === undefined || name === '-') process.out(text)
    else if (name !== '/dev/null') process.files.write(process.path(name), text, { who: process })
  }
  if (settings.format !== undefined)
    process.out(
      written(settings.format, {
        code: String(answer.status),
        seconds,
        size: byteLength(body),
        url,
        type: Object.entries(answer.headers).find(([key]) => key.toLowerCase() === 'content-type')?.[1] ?? '',
      }),
    )
  if (!failed) return 0
  say(`curl: (22) The requested URL returned error: ${answer.status}`)
  return 22
}

/** `-w '%{http_code}\n'` */
function written(format: string, values: { code: string; seconds: number; size: number; url: string; type: string }): string {
  const of: Record<string, string> = {
    http_code: values.code,
    response_code: values.code,
    time_total: values.seconds.toFixed(6),
    time_connect: Math.min(values.seconds, 0.001).toFixed(6),
    size_download: String(values.size),
    url_effective: values.url,
    content_type: values.type,
  }
  return format
    .replace(/%\{(\w+)\}/g, (_, name: string) => of[name] ?? '')
    .replace(/\\n/g, '\n')
    .replace(/\\t/g, '\t')
}
