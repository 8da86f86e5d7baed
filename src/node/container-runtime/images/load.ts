/** Images that documentation uses to show what limits and autoscaling do. */
import { httpDate } from '../../network/http.ts'
import { defineImage } from '../image.ts'
import { readOptions } from '../programs/options.ts'
import { byteLength, defineProgram } from '../programs/program.ts'
import { Load, listen, logTime, reply, untilSignal } from '../programs/server.ts'
import { sleep } from '../sleep.ts'
import { alpineSystem, debianSystem, emptySystem } from './base-systems.ts'

const units: Record<string, number> = { '': 1, B: 1, K: 1 << 10, M: 1 << 20, G: 1 << 30 }
const bytes = (text: string): number => {
  const match = /^(\d+)([BKMG]?)/i.exec(text)
  return Number(match?.[1] ?? 0) * (units[(match?.[2] ?? '').toUpperCase()] ?? 1)
}

const stressProgram = defineProgram('stress', function* (process, args) {
  const { values } = readOptions(
    args.map((arg) => ({ '-c': '--cpu', '-m': '--vm', '-t': '--timeout' })[arg] ?? arg),
    '',
    ['cpu=', 'vm=', 'vm-bytes=', 'vm-hang=', 'timeout=', 'io='],
  )
  const [cpus, workers] = [Number(values.cpu ?? 0), Number(values.vm ?? 0)]
  const share = bytes(values['vm-bytes'] ?? '256M')
  process.out(`stress: info: [${process.pid}] dispatching hogs: ${cpus} cpu, ${Number(values.io ?? 0)} io, ${workers} vm, 0 hdd\n`)
  process.cpu = cpus * 1000 + workers * 300
  // Memory is written page by page, so that a limit is met on the way.
  for (let taken = 0; taken < share * workers; taken += 32 << 20) {
    process.allocate(Math.min(32 << 20, share * workers - taken))
    yield* sleep(process, 40)
  }
  if (values.timeout === undefined) for (;;) yield () => () => {}
  const seconds = Number.parseFloat(values.timeout) * ({ m: 60, h: 3600 }[values.timeout.at(-1) ?? ''] ?? 1)
  yield* sleep(process, seconds * 1000)
  process.out(`stress: info: [${process.pid}] successful run completed in ${seconds}s\n`)
  return 0
})

export const stress = defineImage({
  repository: 'docker.io/polinux/stress',
  tags: ['latest', '1.0.4'],
  size: 4_041_495,
  cmd: ['/bin/sh'],
  base: alpineSystem,
  programs: { '/usr/local/bin/stress': stressProgram },
})

/** The same with the options of stress-ng, of which the workers are simulated. */
export const stressNg = defineImage({
  repository: 'docker.io/alexeiled/stress-ng',
  tags: (tag) => /^(latest(-ubuntu)?|0\.\d{2}\.\d{2})$/.test(tag),
  size: 2_100_000,
  entrypoint: ['/stress-ng'],
  base: emptySystem,
  programs: { '/stress-ng': stressProgram },
})

export const progriumStress = defineImage({
  repository: 'docker.io/progrium/stress',
  tags: ['latest'],
  size: 109_000_000,
  entrypoint: ['/usr/bin/stress', '--verbose'],
  base: debianSystem,
  programs: { '/usr/bin/stress': stressProgram },
})

/** Numbers with Kubernetes' suffixes: `950Mi`. */
const quantity = (text: string): number =>
  Number.parseFloat(text) * ({ Ki: 1 << 10, Mi: 1 << 20, Gi: 1 << 30, M: 1e6, G: 1e9 }[/[A-Z]i?$/i.exec(text)?.[0] ?? ''] ?? 1)

/** Takes as much memory, in such steps, and as many processors as it is told; the documentation's pages on limits use it. */
export const vishStress = defineImage({
  repository: 'docker.io/vish/stress',
  tags: ['latest'],
  size: 1_680_000,
  entrypoint: ['/stress'],
  base: emptySystem,
  programs: {
    '/stress': defineProgram('stress', function* (process, args) {
      const option = (name: string, other: string): string => {
        const at = args.findIndex((arg) => arg.replace(/^--?/, '').split('=')[0] === name)
        return at < 0 ? other : (args[at]?.split('=')[1] ?? args[at + 1] ?? other)
      }
      const time = new Date(process.now()).toISOString()
      const log = (line: number, text: string): void =>
        process.err(`I${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 23)}000       1 main.go:${line}] ${text}\n`)
      const [total, step, pause] = [option('mem-total', '0'), option('mem-alloc-size', '4Ki'), option('mem-alloc-sleep', '1ms')]
      const cpus = Number(option('cpus', '0'))
      log(26, `Allocating "${total}" memory, in "${step}" chunks, with a ${pause} sleep between allocations`)
      const [most, chunk] = [quantity(total), Math.max(quantity(step), quantity(total) / 200)]
      for (let taken = 0; taken < most; taken += chunk) {
        process.allocate(Math.min(chunk, most - taken))
        yield* sleep(process, 10)
      }
      if (cpus > 0) log(39, 'Spawning a thread to consume CPU')
      for (let i = 1; i < cpus; i++) log(39, 'Spawning a thread to consume CPU')
      process.cpu = cpus * 1000
      if (most > 0) log(29, `Allocated "${total}" memory`)
      yield* untilSignal(process, 'TERM', 'INT')
      return 2
    }),
  },
})

/** A page that computes for a while: the target of the autoscaling walkthrough. */
export const hpaExample = defineImage({
  repository: 'registry.k8s.io/hpa-example',
  tags: ['latest'],
  size: 166_100_000,
  cmd: ['apache2-foreground'],
  exposes: [80],
  base: debianSystem,
  programs: {
    '/usr/local/bin/apache2-foreground': defineProgram('apache2-foreground', function* (process) {
      const load = new Load(process, 1)
      process.memory = 14 << 20
      listen(process, 80, {
        program: 'apache2',
        http: (request, peer) => {
          const seconds = load.add(45)
          const body = 'OK!'
          process.out(
            `${peer.ip} - - [${logTime(process.now())}] "${request.method} ${request.path} HTTP/1.1" 200 ${byteLength(body)} "-" "${request.headers['user-agent'] ?? '-'}"\n`,
          )
          return {
            ...reply(
              200,
              {
                Date: httpDate(process.now()),
                Server: 'Apache/2.4.10 (Debian)',
                'X-Powered-By': 'PHP/5.6.14',
                'Content-Length': String(byteLength(body)),
                'Content-Type': 'text/html; charset=UTF-8',
              },
              body,
              request,
            ),
            seconds,
          }
        },
      })
      process.err(
        `AH00558: apache2: Could not reliably determine the server's fully qualified domain name, using ${process.environment.source.ip}. Set the 'ServerName' directive globally to suppress this message\n`,
      )
      yield* untilSignal(process, 'TERM', 'WINCH')
      return 0
    }),
  },
})
