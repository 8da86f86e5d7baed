/** busybox' wget. */

import { parseUrl, reasonOf } from '../../network/http.ts'
import type { Refusal } from '../../network/network.ts'
import type { Process, Program } from '../process.ts'
import { addressOf, connectPatiently, listenOnce, request } from './network-commands.ts'
import { byteLength, defineProgram, readSome } from './program.ts'

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
  if (listen) return yield* listenOnce(process, listenPort ?? Number(operands.at(-1)), udp ? 'UDP' : 'TCP')
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
