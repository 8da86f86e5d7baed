/** wget and curl, nc, nslookup, ping: everything that a learner tries a Service with. */

import { parseUrl } from '../../network/http.ts'
import { isLoopback } from '../../network/loopback.ts'
import type { HttpAnswer, HttpOptions, Refusal } from '../../network/network.ts'
import type { Process, Program, Wait } from '../process.ts'
import { forSignals, nap, sleep } from '../sleep.ts'
import { requestHere } from './loopback-request.ts'
import { defineProgram, isGnu } from './program.ts'

/** The exchange, taking its time on the clock. */
export function* request(process: Process, options: HttpOptions): Generator<Wait, HttpAnswer | Refusal, void> {
  const { network, source } = process.environment
  if (!['GET', 'HEAD', 'OPTIONS'].includes(options.method ?? 'GET')) process.changes()
  const url = typeof options.url === 'string' ? parseUrl(options.url) : options.url
  const exchange = url && isLoopback(url.host) ? process.environment.loopback?.(url.port) : undefined
  if (url && exchange) return yield* requestHere(process, url, options, exchange)
  const answer = network.http(source, options)
  const seconds = answer.seconds === Number.POSITIVE_INFINITY ? 3600 : answer.seconds
  yield* nap(process, seconds * 1000)
  return answer
}

export function* connectPatiently(process: Process, host: string, port: number, protocol: 'TCP' | 'UDP', timeout: number | undefined) {
  const { network, source } = process.environment
  const connection = network.connect(source, host, port, protocol)
  yield* nap(process, Math.min(connection.seconds, timeout ?? Number.POSITIVE_INFINITY) * 1000)
  return connection
}

export const addressOf = (process: Process, host: string): string => {
  const { network, source } = process.environment
  const connection = network.connect(source, host, 1)
  if (connection.ok) return connection.address
  return /^\d+(\.\d+){3}$/.test(host) ? host : (network.lookUp(source, host).data[0] ?? (host === 'localhost' ? '127.0.0.1' : source.ip))
}

/** `nc -l -p 8080`: takes one connection and shows what arrives. */
export function* listenOnce(process: Process, port: number, protocol: 'TCP' | 'UDP'): Generator<Wait, number, void> {
  let closed = false
  const answer = process.input(0)?.read() ?? ''
  const { network, source } = process.environment
  try {
    process.onEnd(
      network.listen(source.ip, port, protocol, {
        program: 'nc',
        text: (input) => {
          process.out(input)
          // Datagrams have no end: who listens for them goes on.
          closed = protocol === 'TCP'
          process.kernel.ready(process)
          return { output: answer, taken: input.length, close: closed }
        },
      }),
    )
  } catch {
    process.err('nc: bind: Address in use\n')
    return 1
  }
  while (!closed) yield forSignals
  return 0
}

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
