import type { Process, Wait } from '../process.ts'
import { readAll } from './program.ts'

export interface Settings {
  readonly headers: Record<string, string>
  readonly flags: Set<string>
  readonly urls: string[]
  method?: string
  data?: string
  output?: string
  format?: string
  timeout?: number
  connectTimeout?: number
  cacert?: string
  user?: string
  /** `web.example:80` → the address that stands in for it. */
  readonly resolve: Map<string, string>
  retries?: number
}

const takesValue: Record<string, string> = {
  X: 'request',
  H: 'header',
  d: 'data',
  o: 'output',
  w: 'write-out',
  m: 'max-time',
  u: 'user',
  A: 'user-agent',
  e: 'referer',
  b: 'cookie',
  T: 'upload-file',
}
const switches: Record<string, string> = {
  s: 'silent',
  S: 'show-error',
  i: 'include',
  I: 'head',
  v: 'verbose',
  k: 'insecure',
  L: 'location',
  f: 'fail',
  O: 'remote-name',
  G: 'get',
  g: 'globoff',
  N: 'no-buffer',
  '4': 'ipv4',
}
const longValues = new Set([
  ...Object.values(takesValue),
  'data-raw',
  'data-binary',
  'data-urlencode',
  'json',
  'connect-timeout',
  'cacert',
  'cert',
  'key',
  'retry',
  'retry-delay',
  'resolve',
  'url',
  'max-redirs',
  'oauth2-bearer',
  'retry-max-time',
])
const longSwitches = new Set([
  ...Object.values(switches),
  'compressed',
  'http1.1',
  'fail-with-body',
  'no-progress-meter',
  'retry-connrefused',
  'retry-all-errors',
  'path-as-is',
])

export function* readSettings(process: Process, args: readonly string[], settings: Settings): Generator<Wait, number | undefined, void> {
  for (let i = 0; i < args.length; i++) {
    const word = args[i] as string
    if (word.startsWith('--')) {
      const [name = '', ...rest] = word.slice(2).split('=')
      if (longValues.has(name)) yield* apply(process, settings, name, rest.length > 0 ? rest.join('=') : (args[++i] ?? ''))
      else if (longSwitches.has(name)) settings.flags.add(name)
      else return unknown(process, word)
    } else if (/^-./.test(word)) {
      for (let j = 1; j < word.length; j++) {
        const letter = word[j] as string
        if (switches[letter]) settings.flags.add(switches[letter])
        else if (takesValue[letter]) {
          yield* apply(process, settings, takesValue[letter], word.slice(j + 1) || (args[++i] ?? ''))
          break
        } else return unknown(process, `-${letter}`)
      }
    } else settings.urls.push(word)
  }
  return undefined
}

function unknown(process: Process, option: string): number {
  process.err(`curl: option ${option}: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information\n`)
  return 2
}

function* apply(process: Process, settings: Settings, name: string, value: string): Generator<Wait, void, void> {
  const header = (key: string, text: string): void => {
    settings.headers[key] = text
  }
  switch (name) {
    case 'request':
      settings.method = value
      break
    case 'header': {
      const colon = value.indexOf(':')
      if (colon > 0) header(value.slice(0, colon).trim().toLowerCase(), value.slice(colon + 1).trim())
      break
    }
    case 'json':
      header('content-type', 'application/json')
      header('accept', 'application/json')
      settings.data = value
      break
    case 'data':
    case 'data-raw':
    case 'data-binary':
    case 'data-urlencode': {
      const text =
        value === '@-'
          ? yield* readAll(process)
          : value.startsWith('@') && name !== 'data-raw'
            ? process.files.read(process.path(value.slice(1)), process)
            : value
      settings.data = settings.data === undefined ? text : `${settings.data}&${text}`
      settings.headers['content-type'] ??= 'application/x-www-form-urlencoded'
      break
    }
    case 'output':
      settings.output = value
      break
    case 'write-out':
      settings.format = value
      break
    case 'max-time':
      settings.timeout = Number(value)
      break
    case 'connect-timeout':
      settings.connectTimeout = Number(value)
      break
    case 'user':
      header('authorization', `Basic ${btoa(value)}`)
      break
    case 'oauth2-bearer':
      header('authorization', `Bearer ${value}`)
      break
    case 'user-agent':
      header('user-agent', value)
      break
    case 'cookie':
      header('cookie', value)
      break
    case 'cacert':
      settings.cacert = value
      break
    case 'retry':
      settings.retries = Number(value)
      break
    case 'resolve': {
      const [host = '', port = '', address = ''] = value.replace(/^\+/, '').split(/:(.*?):(.*)/s)
      settings.resolve.set(`${host}:${port}`, address.replace(/^\[|\]$/g, ''))
      break
    }
    case 'url':
      settings.urls.push(value)
      break
  }
}
