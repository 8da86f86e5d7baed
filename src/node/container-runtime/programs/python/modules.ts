/** The modules that programs may import, with the parts of them that are simulated; others of the standard library say so. */
import type { Process } from '../../process.ts'
import { nap } from '../../sleep.ts'
import { machine } from '../../system-files.ts'
import { NotSimulatedProgram } from '../not-simulated-program.ts'
import { exception } from './builtins.ts'
import { Callable, Dict, floatText, items, List, Namespace, PythonError, type Run, repr, Tuple, text, type Value } from './values.ts'

type Members = Readonly<Record<string, Value>>

const define = (name: string, call: Callable['call']): Callable => new Callable(name, call)

export const pythonVersion = ({ environment: { image } }: Process): string => image.definition.version?.(image.tag) ?? '3.13.9'

export function importModule(process: Process, name: string, argv: readonly string[]): Namespace {
  const make = modules[name]
  if (make) return new Namespace(name, make(process, argv))
  if (standard.has(name.split('.')[0] ?? '')) throw new NotSimulatedProgram('Python', `the module ${name}`)
  throw new PythonError('ModuleNotFoundError', `No module named '${name.split('.')[0]}'`)
}

const standard = new Set(
  'argparse asyncio base64 collections concurrent copy csv ctypes email enum functools glob hashlib heapq html inspect io itertools logging multiprocessing operator pathlib pickle queue re sched select shutil signal smtplib sqlite3 ssl statistics string struct subprocess tempfile threading traceback types typing unittest uuid xml zipfile zoneinfo dataclasses decimal fractions secrets textwrap pprint contextlib abc http socketserver'.split(
    ' ',
  ),
)

const modules: Readonly<Record<string, (process: Process, argv: readonly string[]) => Members>> = {
  os: osModule,
  'os.path': (process) => pathModule(process).attributes,
  sys: sysModule,
  time: timeModule,
  socket: socketModule,
  platform: (process) => ({
    node: define('node', () => process.environment.hostname),
    python_version: define('python_version', () => pythonVersion(process)),
    system: define('system', () => 'Linux'),
  }),
  json: () => ({
    dumps: define('dumps', ([value], named) => toJson(value ?? null, Number(named.get('indent') ?? 0), '')),
    loads: define('loads', ([value]) => fromJson(parsed(text(value ?? '')))),
  }),
  math: () => ({
    pi: Math.PI,
    e: Math.E,
    sqrt: define('sqrt', ([value]) => Math.sqrt(Number(value))),
    floor: define('floor', ([value]) => BigInt(Math.floor(Number(value)))),
    ceil: define('ceil', ([value]) => BigInt(Math.ceil(Number(value)))),
    factorial: define('factorial', ([value]) => factorial(BigInt(value as bigint))),
    log: define('log', ([value]) => Math.log(Number(value))),
    sin: define('sin', ([value]) => Math.sin(Number(value))),
    cos: define('cos', ([value]) => Math.cos(Number(value))),
  }),
  random: randomModule,
  datetime: datetimeModule,
  urllib: (process, argv) => ({ request: importModule(process, 'urllib.request', argv), error: importModule(process, 'urllib.error', argv) }),
  'urllib.request': urlModule,
  'urllib.error': () => ({ URLError: exception('URLError'), HTTPError: exception('HTTPError') }),
}

const environment = (process: Process): Dict => new Dict([...process.env])

function osModule(process: Process): Members {
  const { files } = process
  return {
    environ: environment(process),
    getenv: define('getenv', ([name, other]) => process.env.get(text(name ?? '')) ?? other ?? null),
    getcwd: define('getcwd', () => process.cwd),
    getpid: define('getpid', () => BigInt(process.pid)),
    getuid: define('getuid', () => BigInt(process.uid)),
    cpu_count: define('cpu_count', () => BigInt(machine.cpus)),
    listdir: define('listdir', ([path]) => {
      const name = text(path ?? '.')
      if (files.find(process.path(name))?.kind !== 'folder') throw new PythonError('FileNotFoundError', `[Errno 2] No such file or directory: ${repr(name)}`)
      return new List([...files.list(process.path(name))])
    }),
    uname: define('uname', () => new Namespace('uname', { nodename: process.environment.hostname, sysname: 'Linux', machine: 'x86_64' })),
    path: pathModule(process),
    linesep: '\n',
    sep: '/',
  }
}

const pathModule = (process: Process): Namespace =>
  new Namespace('os.path', {
    exists: define('exists', ([path]) => process.files.find(process.path(text(path ?? ''))) !== undefined),
    isfile: define('isfile', ([path]) => process.files.find(process.path(text(path ?? '')))?.kind === 'file'),
    isdir: define('isdir', ([path]) => process.files.find(process.path(text(path ?? '')))?.kind === 'folder'),
    join: define('join', (parts) => parts.map(text).reduce((a, b) => (b.startsWith('/') ? b : `${a.replace(/\/$/, '')}/${b}`))),
    basename: define('basename', ([path]) => text(path ?? '').replace(/.*\//, '')),
    dirname: define('dirname', ([path]) => text(path ?? '').replace(/\/?[^/]*$/, '')),
  })

function sysModule(process: Process, argv: readonly string[]): Members {
  const stream = (name: string, write: (text: string) => void): Namespace =>
    new Namespace(name, {
      write: define('write', ([value]) => {
        write(text(value ?? ''))
        return BigInt(text(value ?? '').length)
      }),
      flush: define('flush', () => null),
    })
  return {
    argv: new List([...argv]),
    version: `${pythonVersion(process)} (main, Oct 14 2026, 00:00:00) [GCC 14.2.0]`,
    platform: 'linux',
    executable: '/usr/local/bin/python3',
    stdout: stream('stdout', (value) => process.out(value)),
    stderr: stream('stderr', (value) => process.err(value)),
    exit: define('exit', ([code]) => {
      throw new PythonError('SystemExit', code === undefined || code === null ? '0' : text(code))
    }),
  }
}

const strftime = (format: string, ms: number): string => {
  const iso = new Date(ms).toISOString()
  const [day, , month] = new Date(ms).toUTCString().replace(',', '').split(' ')
  const parts: Readonly<Record<string, string>> = {
    Y: iso.slice(0, 4),
    m: iso.slice(5, 7),
    d: iso.slice(8, 10),
    H: iso.slice(11, 13),
    M: iso.slice(14, 16),
    S: iso.slice(17, 19),
    a: day ?? '',
    b: month ?? '',
    f: `${iso.slice(20, 23)}000`,
    Z: 'UTC',
    '%': '%',
  }
  return format.replace(/%(.)/g, (whole, letter: string) => parts[letter] ?? whole)
}

function timeModule(process: Process): Members {
  return {
    sleep: define('sleep', function* ([seconds]): Run<Value> {
      yield* nap(process, Number(seconds) * 1000)
      return null
    }),
    time: define('time', () => process.now() / 1000),
    monotonic: define('monotonic', () => process.now() / 1000),
    perf_counter: define('perf_counter', () => process.now() / 1000),
    ctime: define('ctime', () => strftime('%a %b %d %H:%M:%S %Y', process.now())),
    strftime: define('strftime', ([format]) => strftime(text(format ?? ''), process.now())),
  }
}

function socketModule(process: Process): Members {
  const { network, source, hostname } = process.environment
  return {
    gethostname: define('gethostname', () => hostname),
    gaierror: exception('gaierror'),
    gethostbyname: define('gethostbyname', ([name]) => {
      const host = text(name ?? '')
      if (host === hostname) return source.ip
      const found = host === 'localhost' ? '127.0.0.1' : network.lookUp(source, host).data[0]
      if (found === undefined) throw new PythonError('socket.gaierror', '[Errno -2] Name or service not known')
      return found
    }),
  }
}

function randomModule(process: Process): Members {
  const { random } = process.environment
  const between = (from: number, to: number): number => Math.floor(random.between(from, to + 1 - 1e-9))
  return {
    random: define('random', () => random.between(0, 1)),
    randint: define('randint', ([from, to]) => BigInt(between(Number(from), Number(to)))),
    uniform: define('uniform', ([from, to]) => random.between(Number(from), Number(to))),
    choice: define('choice', ([list]) => items(list ?? null)[between(0, items(list ?? null).length - 1)] ?? null),
    seed: define('seed', () => null),
  }
}

function datetimeModule(process: Process): Members {
  const moment = (ms: number): Namespace => {
    const shown = `${new Date(ms).toISOString().slice(0, 23).replace('T', ' ')}000`
    return new Namespace(
      'datetime',
      {
        isoformat: define('isoformat', () => shown.replace(' ', 'T')),
        strftime: define('strftime', ([format]) => strftime(text(format ?? ''), ms)),
        timestamp: define('timestamp', () => ms / 1000),
        year: BigInt(shown.slice(0, 4)),
        hour: BigInt(shown.slice(11, 13)),
      },
      shown,
    )
  }
  const now = define('now', () => moment(process.now()))
  return { datetime: new Namespace('datetime.datetime', { now, utcnow: now }) }
}

function urlModule(process: Process): Members {
  return {
    urlopen: define('urlopen', function* ([url], named): Run<Value> {
      const { network, source } = process.environment
      const answer = network.http(source, {
        url: text(url ?? ''),
        headers: {
          'user-agent': `Python-urllib/${pythonVersion(process).split('.').slice(0, 2).join('.')}`,
          'accept-encoding': 'identity',
          connection: 'close',
        },
        timeout: Number(named.get('timeout') ?? 120),
      })
      yield* nap(process, answer.seconds * 1000)
      if (!answer.ok)
        throw new PythonError(
          'urllib.error.URLError',
          `<urlopen error ${answer.why === 'no-such-host' ? '[Errno -2] Name or service not known' : answer.why === 'timeout' ? 'timed out' : '[Errno 111] Connection refused'}>`,
        )
      if (answer.status >= 400) throw new PythonError('urllib.error.HTTPError', `HTTP Error ${answer.status}: ${answer.status === 404 ? 'Not Found' : 'Error'}`)
      return new Namespace('response', {
        read: define('read', () => answer.body),
        status: BigInt(answer.status),
        getcode: define('getcode', () => BigInt(answer.status)),
      })
    }),
  }
}

const factorial = (value: bigint): bigint => {
  let product = 1n
  for (let i = 2n; i <= value && i < 5000n; i++) product *= i
  return product
}

function toJson(value: Value, indent: number, margin: string): string {
  const deeper = margin + ' '.repeat(indent)
  const wrap = (open: string, parts: readonly string[], close: string): string =>
    parts.length === 0
      ? open + close
      : indent > 0
        ? `${open}\n${parts.map((part) => deeper + part).join(',\n')}\n${margin}${close}`
        : `${open}${parts.join(', ')}${close}`
  if (value instanceof List || value instanceof Tuple)
    return wrap(
      '[',
      value.items.map((item) => toJson(item, indent, deeper)),
      ']',
    )
  if (value instanceof Dict)
    return wrap(
      '{',
      [...value.entries.values()].map(([key, item]) => `${JSON.stringify(text(key))}: ${toJson(item, indent, deeper)}`),
      '}',
    )
  if (typeof value === 'number') return floatText(value)
  return typeof value === 'string' ? JSON.stringify(value) : value === null ? 'null' : text(value).toLowerCase()
}

function parsed(source: string): unknown {
  try {
    return JSON.parse(source)
  } catch {
    throw new PythonError('json.decoder.JSONDecodeError', 'Expecting value: line 1 column 1 (char 0)')
  }
}

function fromJson(value: unknown): Value {
  if (Array.isArray(value)) return new List(value.map(fromJson))
  if (typeof value === 'object' && value !== null) return new Dict(Object.entries(value).map(([key, each]) => [key, fromJson(each)]))
  return typeof value === 'number' ? (Number.isInteger(value) ? BigInt(value) : value) : (value as Value)
}
