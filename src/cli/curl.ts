/**
 * `curl` on the learner's machine: it reaches what that machine would reach (node ports, load balancers, the API server,
 * the ports that kubectl has opened), and no pod.
 */
import type { SimulatedClock } from '../clock.ts'
import { startOutside } from '../node/container-runtime/outside-process.ts'
import { curl } from '../node/container-runtime/programs/curl.ts'
import type { LoopbackPorts, Network } from '../node/network/network.ts'
import type { Random } from '../random.ts'
import type { CommandIo, ShellCommand } from '../shell/command.ts'
import { resolvePath } from '../shell/paths.ts'
import type { PassingTime } from './passing-time.ts'

export interface LearnerMachine {
  readonly cluster: { readonly clock: SimulatedClock; readonly random: Random; readonly network: Network }
  readonly time: PassingTime
  readonly loopback: LoopbackPorts
}

export const curlCommand = ({ cluster, time, loopback }: LearnerMachine): ShellCommand => {
  const random = cluster.random.fork('curl')
  return {
    name: 'curl',
    summary: 'ask a URL, from outside of the cluster',
    complete: async () => [],
    async run(args, io) {
      time.catchUp()
      const { clock, network } = cluster
      const source = { ...network.outside, hosts: hostsOf(io) }
      const process = startOutside({ clock, random, network, source, loopback }, { program: curl, args, ...ioOf(io), ...(await inputOf(args, io)) })
      const interrupt = (): void => process.interrupt()
      if (io.signal.aborted) interrupt()
      io.signal.addEventListener('abort', interrupt)
      try {
        const { exitCode, files } = await time.waitFor(process.ended)
        for (const [path, text] of files) io.files.write(path, text)
        return exitCode
      } finally {
        io.signal.removeEventListener('abort', interrupt)
      }
    },
  }
}

const ioOf = ({ cwd, env, stdout, stderr }: CommandIo) => ({ cwd, env, stdout, stderr })

/** What the line names: files that are there, and standard input where it says `@-`. */
async function inputOf(args: readonly string[], io: CommandIo) {
  const named = args.map((arg) => resolvePath(io.cwd, arg.replace(/^[^@]*@/, '')))
  const files = new Map(named.filter((path) => io.files.stat(path)?.kind === 'file').map((path) => [path, textOf(io, path)]))
  return { files, ...(args.some((arg) => arg.endsWith('@-')) ? { stdin: await io.stdin() } : {}) }
}

const textOf = ({ files }: CommandIo, path: string): string => new TextDecoder().decode(files.read(path))

/** The names of the machine's own /etc/hosts. */
function hostsOf(io: CommandIo): Record<string, string> {
  if (io.files.stat('/etc/hosts')?.kind !== 'file') return {}
  const lines = textOf(io, '/etc/hosts')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
  return Object.fromEntries(lines.flatMap(([ip = '', ...names]) => names.map((name) => [name, ip])))
}
