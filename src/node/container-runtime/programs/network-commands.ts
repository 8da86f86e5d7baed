/** wget and curl, nc, nslookup, ping: everything that a learner tries a Service with. */

import { parseUrl, reasonOf } from '../../network/http.ts'
import type { HttpAnswer, HttpOptions, Refusal } from '../../network/network.ts'
import { type Process, type Program, sleep, type Wait } from '../process.ts'
import { byteLength, defineProgram, isGnu, readSome } from './program.ts'

/** The exchange, taking its time on the clock. */
export function* request(process: Process, options: HttpOptions): Generator<Wait, HttpAnswer | Refusal, void> {
  const { network, source } = process.environment
  const answer = network.http(source, options)
  const seconds = answer.seconds === Number.POSITIVE_INFINITY ? 3600 : answer.seconds
  yield* sleep(process, seconds * 1000)
  return answer
}

function* connectPatiently(process: Process, host: string, port: number, protocol: 'TCP' | 'UDP', timeout: number | undefined) {
  const { network, source } = process.environment
  const connection = network.connect(source, host, port, protocol)
  yield* sleep(process, Math.min(connection.seconds, timeout ?? Number.POSITIVE_INFINITY) * 1000)
  return connection
}

const addressOf = (process: Process, host: string): string => {
  const { network, source } = process.environment
  const connection = network.connect(source, host, 1)
  if (connection.ok) return connection.address
  return /^\d+(\.\d+){3}$/.test(host) ? host : (network.lookUp(source, host).data[0] ?? (host === 'localhost' ? '127.0.0.1' : source.ip))
}

export const wget: Program = defineProgram('wget', function* (process, args) {
  const headers: Record<string, string> = { 'user-agent': 'Wget' }
  let output: string | undefined
  let timeout: number | undefined
  let body: string | undefined
  let quiet = false
  let spider = false
  let showHeaders = false
  let insecure = false
  const urls: string[] = []
  for (let i = 0; i < args.length; i++) {
    const word = args[i] as string
    const long = /^--([\w-]+)(?:=(.*))?$/s.exec(word)
    if (long) {
      const value = (): string => long[2] ?? args[++i] ?? ''
      if (long[1] === 'header') addHeader(headers, value())
      else if (long[1] === 'post-data') body = value()
      else if (long[1] === 'timeout') timeout = Number(value())
      else if (long[1] === 'tries') value()
      else if (long[1] === 'output-document') output = value()
      else if (long[1] === 'spider') spider = true
      else if (long[1] === 'server-response') showHeaders = true
      else if (long[1] === 'quiet') quiet = true
      else if (long[1] === 'no-check-certificate') insecure = true
      else return wgetUsage(process, word)
    } else if (/^-./.test(word)) {
      for (let j = 1; j < word.length; j++) {
        const letter = word[j] as string
        if ('qScnv'.includes(letter)) {
          if (letter === 'q') quiet = true
          if (letter === 'S') showHeaders = true
          continue
        }
        if (!'OTtUoYP'.includes(letter)) return wgetUsage(process, letter)
        const value = word.slice(j + 1) || (args[++i] ?? '')
        if (letter === 'O') output = value
        if (letter === 'T') timeout = Number(value)
        if (letter === 'U') headers['user-agent'] = value
        break
      }
    } else urls.push(word)
  }
  const url = urls[0]
  if (url === undefined) return wgetUsage(process, undefined)
  let current = url
  for (let hops = 0; hops < 6; hops++) {
    const parsed = parseUrl(current)
    if (!parsed || !/^(https?:\/\/)?[^:/]+/.test(current)) {
      process.err(`wget: not an http or ftp url: ${current}\n`)
      return 1
    }
    const shown = addressOf(process, parsed.host)
    if (parsed.scheme === 'https' && !insecure) process.err('wget: note: TLS certificate validation not implemented\n')
    const answer = yield* request(process, {
      url: current,
      headers: { ...headers, connection: 'close' },
      ...(body === undefined ? {} : { method: 'POST', body }),
      timeout: timeout ?? 900,
    })
    const named = current.includes(`:${parsed.port}`) ? `${parsed.host}:${parsed.port}` : parsed.host
    if (!quiet && (answer.ok || answer.why !== 'no-such-host')) process.err(`Connecting to ${named} (${shown}:${parsed.port})\n`)
    if (!answer.ok) return wgetProblem(process, named, shown, answer)
    if (showHeaders)
      process.err(
        `  HTTP/1.1 ${answer.status} ${reasonOf(answer.status)}\n${Object.entries(answer.headers)
          .map(([name, value]) => `  ${name}: ${value}\n`)
          .join('')}  \n`,
      )
    const location = Object.entries(answer.headers).find(([name]) => name.toLowerCase() === 'location')?.[1]
    if (answer.status >= 300 && answer.status < 400 && location) {
      current = /^https?:/.test(location) ? location : `${parsed.scheme}://${parsed.host}:${parsed.port}${location}`
      continue
    }
    if (answer.status >= 400) {
      process.err(`wget: server returned error: HTTP/1.1 ${answer.status} ${reasonOf(answer.status)}\n`)
      return 1
    }
    if (spider) {
      if (!quiet) process.err('remote file exists\n')
      return 0
    }
    return wgetSave(process, answer.body, output, parsed.path, quiet)
  }
  process.err('wget: too many redirections\n')
  return 1
})

function addHeader(headers: Record<string, string>, line: string): void {
  const colon = line.indexOf(':')
  if (colon > 0) headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim()
}

function wgetUsage(process: Process, option: string | undefined): number {
  if (option !== undefined) process.err(`wget: unrecognized option: ${option.replace(/^--/, '')}\n`)
  process.err(
    `BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]\n\t[--post-data STR | --post-file FILE] [-Y on/off]\n\t[-P DIR] [-U AGENT] [-T SEC] URL...\n`,
  )
  return 1
}

function wgetProblem(process: Process, host: string, address: string, refusal: Refusal): number {
  if (refusal.why === 'no-such-host') process.err(`wget: bad address '${host}'\n`)
  else if (refusal.why === 'timeout' && refusal.seconds < 100) process.err('wget: download timed out\n')
  else if (refusal.why === 'reset') process.err('wget: error getting response: Connection reset by peer\n')
  else process.err(`wget: can't connect to remote host (${address}): ${refusal.why === 'refused' ? 'Connection refused' : 'Operation timed out'}\n`)
  return 1
}

function wgetSave(process: Process, body: string, output: string | undefined, path: string, quiet: boolean): number {
  const name = output ?? (path.split('?')[0]?.replace(/.*\//, '') || 'index.html')
  if (name === '-') {
    if (!quiet) process.err('writing to stdout\n')
    process.out(body)
    if (!quiet) process.err(`${progress('-', body)}written to stdout\n`)
    return 0
  }
  if (process.files.find(process.path(name)) && output === undefined) {
    process.err(`wget: can't open '${name}': File exists\n`)
    return 1
  }
  if (!quiet) process.err(`saving to '${name}'\n`)
  if (name !== '/dev/null') process.files.write(process.path(name), body, { who: process })
  if (!quiet) process.err(`${progress(name.replace(/.*\//, ''), body)}'${name}' saved\n`)
  return 0
}

const progress = (name: string, body: string): string =>
  `${name.padEnd(20)} 100% |********************************| ${String(byteLength(body)).padStart(5)}  0:00:00 ETA\n`

export const nc: Program = defineProgram('nc', function* (process, args) {
  let scan = false
  let verbose = false
  let listen = false
  let udp = false
  let timeout: number | undefined
  let listenPort: number | undefined
  const operands: string[] = []
  for (let i = 0; i < args.length; i++) {
    const word = args[i] as string
    if (!/^-[a-zA-Z]/.test(word)) {
      operands.push(word)
      continue
    }
    for (let j = 1; j < word.length; j++) {
      const letter = word[j] as string
      if (letter === 'z') scan = true
      else if (letter === 'v') verbose = true
      else if (letter === 'l') listen = true
      else if (letter === 'u') udp = true
      else if (letter === 'w' || letter === 'p') {
        const value = Number(word.slice(j + 1) || args[++i])
        if (letter === 'w') timeout = value
        else listenPort = value
        break
      }
    }
  }
  if (listen) return yield* listenOnce(process, listenPort ?? Number(operands.at(-1)))
  const [host, portText] = operands
  const port = Number(portText)
  if (host === undefined || !Number.isInteger(port)) {
    process.err(
      'BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: nc [OPTIONS] HOST PORT  - connect\nnc [OPTIONS] -l -p PORT [HOST] [PORT]  - listen\n',
    )
    return 1
  }
  const connection = yield* connectPatiently(process, host, port, udp ? 'UDP' : 'TCP', timeout)
  if (!connection.ok) {
    if (connection.why === 'no-such-host') process.err(`nc: bad address '${host}'\n`)
    else if (connection.why === 'timeout' && timeout !== undefined) process.err('nc: timed out\n')
    else if (connection.why === 'timeout') process.err(`nc: ${host} (${addressOf(process, host)}:${port}): Operation timed out\n`)
    else process.err(`nc: ${host} (${addressOf(process, host)}:${port}): Connection refused\n`)
    return 1
  }
  if (verbose) process.err(`${host} (${connection.address}:${port}) open\n`)
  if (scan) return 0
  const { network } = process.environment
  let input = ''
  for (;;) {
    const part = yield* readSome(process)
    if (part === undefined) break
    input += part
    const { output, taken, close } = network.exchange(connection, input)
    input = input.slice(taken)
    process.out(output)
    if (close) return 0
  }
  return 0
})

/** `nc -l -p 8080`: takes one connection and shows what arrives. */
function* listenOnce(process: Process, port: number): Generator<Wait, number, void> {
  let closed = false
  const answer = process.input(0)?.read() ?? ''
  const { network, source } = process.environment
  try {
    process.onEnd(
      network.listen(source.ip, port, 'TCP', {
        program: 'nc',
        text: (input) => {
          process.out(input)
          closed = true
          process.kernel.ready(process)
          return { output: answer, taken: input.length, close: true }
        },
      }),
    )
  } catch {
    process.err('nc: bind: Address in use\n')
    return 1
  }
  while (!closed) yield () => () => {}
  return 0
}

export const nslookup: Program = defineProgram('nslookup', function* (process, args) {
  const operands = args.filter((arg) => !arg.startsWith('-'))
  const type = args
    .find((arg) => /^-(type|query|q)=/.test(arg))
    ?.split('=')[1]
    ?.toUpperCase()
  const name = operands[0]
  const { network, source } = process.environment
  if (name === undefined) {
    process.err('BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n')
    return 1
  }
  const server = operands[1] ?? source.dns?.nameservers[0] ?? '127.0.0.1'
  const at = /^[\d.]+$/.test(server) ? server : (network.lookUp(source, server).data[0] ?? server)
  const connection = network.connect(source, at, 53, 'UDP')
  const dns = connection.ok ? connection.listener.dns : undefined
  if (!dns) {
    yield* sleep(process, 15_000)
    process.out(isGnu(process) ? ';; connection timed out; no servers could be reached\n\n' : ';; connection timed out; no servers could be reached\n\n')
    return 1
  }
  process.out(`Server:\t\t${at}\nAddress:\t${at}${isGnu(process) ? '#53' : ':53'}\n\n`)
  if (/^\d+(\.\d+){3}$/.test(name)) {
    const reverse = `${name.split('.').reverse().join('.')}.in-addr.arpa`
    const answer = dns.answer(reverse, 'PTR')
    if (answer.records.length === 0) {
      process.out(`** server can't find ${reverse}: NXDOMAIN\n\n`)
      return 1
    }
    for (const record of answer.records) process.out(`${reverse}\tname = ${record.data}${isGnu(process) ? '.' : ''}\n`)
    process.out('\n')
    return 0
  }
  const types = type ? ([type] as ('A' | 'AAAA' | 'SRV' | 'PTR')[]) : (['A', 'AAAA'] as const)
  // busybox' nslookup uses the search path; ndots does not stop it from asking for the bare name too.
  const searched = source.dns?.searches ?? []
  const tried =
    name.endsWith('.') || name.split('.').length > 1
      ? name.endsWith('.')
        ? [name.slice(0, -1)]
        : isGnu(process)
          ? [...searched.map((search) => `${name}.${search}`), name]
          : [name]
      : [...searched.map((search) => `${name}.${search}`), name]
  const hit = tried.find((candidate) => dns.answer(candidate.toLowerCase(), types[0] as 'A').code === 'NOERROR')
  if (hit === undefined) {
    for (const candidate of isGnu(process) ? [name] : tried.slice(0, 3)) process.out(`** server can't find ${candidate}: NXDOMAIN\n\n`)
    return 1
  }
  if (!isGnu(process)) for (const candidate of tried.slice(0, tried.indexOf(hit))) process.out(`** server can't find ${candidate}: NXDOMAIN\n\n`)
  for (const each of types) {
    const { records } = dns.answer(hit.toLowerCase(), each)
    for (const record of records) {
      if (record.type === 'CNAME') process.out(`${record.name}\tcanonical name = ${record.data}\n`)
      else if (record.type === 'SRV') process.out(`${record.name}\tservice = ${record.data}\n`)
      else process.out(`Name:\t${record.name}\nAddress: ${record.data}\n`)
    }
    if (!isGnu(process) || each === 'A' || records.length > 0) process.out('\n')
  }
  return 0
})

export const ping: Program = defineProgram('ping', function* (process, args) {
  const operands = args.filter((arg, i) => !arg.startsWith('-') && !/^-[cwWi]$/.test(args[i - 1] ?? ''))
  const option = (letter: string): number | undefined => {
    const at = args.findIndex((arg) => arg.startsWith(`-${letter}`))
    return at < 0 ? undefined : Number(args[at]?.slice(2) || args[at + 1])
  }
  const host = operands[0] ?? ''
  const { network, source } = process.environment
  const address = /^\d+(\.\d+){3}$/.test(host)
    ? host
    : host === 'localhost'
      ? '127.0.0.1'
      : host === source.hostname
        ? source.ip
        : network.lookUp(source, host).data[0]
  if (address === undefined) {
    process.err(isGnu(process) ? `ping: ${host}: Name or service not known\n` : `ping: bad address '${host}'\n`)
    return isGnu(process) ? 2 : 1
  }
  process.out(`PING ${host} (${address}): 56 data bytes\n`)
  const count = option('c') ?? Number.POSITIVE_INFINITY
  // Services have no machine that could answer: their addresses exist in rules only.
  const alive = network.podAt(address) !== undefined || address.startsWith('127.') || network.externalAddress(host) !== undefined
  let sent = 0
  let received = 0
  const times: number[] = []
  const summary = (): void => {
    process.out(
      `\n--- ${host} ping statistics ---\n${sent} packets transmitted, ${received} packets received, ${sent === 0 ? 0 : Math.round((1 - received / sent) * 100)}% packet loss\n`,
    )
    if (times.length > 0)
      process.out(
        `round-trip min/avg/max = ${Math.min(...times).toFixed(3)}/${(times.reduce((a, b) => a + b, 0) / times.length).toFixed(3)}/${Math.max(...times).toFixed(3)} ms\n`,
      )
  }
  let interrupted = false
  process.handlers.set('INT', () => {
    interrupted = true
  })
  const deadline = option('w') === undefined ? Number.POSITIVE_INFINITY : process.now() + (option('w') as number) * 1000
  while (sent < count && process.now() < deadline && !interrupted) {
    sent++
    if (alive) {
      received++
      const time = process.environment.random.between(0.05, 0.4)
      times.push(time)
      process.out(`64 bytes from ${address}: seq=${sent - 1} ttl=63 time=${time.toFixed(3)} ms\n`)
    }
    if (sent < count || !alive) yield* sleep(process, sent < count ? 1000 : (option('W') ?? 10) * 1000, { signals: true, background: sent > 30 })
  }
  summary()
  return received > 0 ? 0 : 1
})

export const netstat: Program = defineProgram('netstat', (process) => {
  const { network, source } = process.environment
  process.out('Active Internet connections (only servers)\nProto Recv-Q Send-Q Local Address           Foreign Address         State       \n')
  for (const { protocol, port, loopback } of network.listening(source.ip))
    process.out(
      `${protocol.toLowerCase()}        0      0 ${`${loopback ? '127.0.0.1' : '0.0.0.0'}:${port}`.padEnd(23)} 0.0.0.0:*               ${protocol === 'TCP' ? 'LISTEN      ' : '            '}\n`,
    )
  return 0
})

export const ip: Program = defineProgram('ip', (process, args) => {
  const { source } = process.environment
  const what = args.find((arg) => !arg.startsWith('-')) ?? ''
  if (/^a/.test(what)) {
    process.out(
      `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n`,
    )
    process.out(
      `2: eth0@if7: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1500 qdisc noqueue qlen 1000\n    link/ether ${macOf(source.ip)} brd ff:ff:ff:ff:ff:ff\n    inet ${source.ip}/24 brd ${source.ip.replace(/\d+$/, '255')} scope global eth0\n       valid_lft forever preferred_lft forever\n`,
    )
    return 0
  }
  if (/^r/.test(what)) {
    const gateway = source.ip.replace(/\d+$/, '1')
    process.out(`default via ${gateway} dev eth0 \n${source.ip.replace(/\d+$/, '0')}/24 dev eth0 scope link  src ${source.ip} \n`)
    return 0
  }
  process.err('ip: ktutor simulates "ip addr" and "ip route" only\n')
  return 1
})

const macOf = (address: string): string =>
  `0a:58:${address
    .split('.')
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join(':')}`
