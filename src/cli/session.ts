/**
 * A session: a learner's shell, files and kubectl around one cluster. Whoever lets somebody play builds on it: the free
 * playground, scripts, lessons, golden pages. Further commands (a lesson's `check`, `hint` …) are handed in as a table.
 */
import type { SimulatedClock } from '../clock.ts'
import type { KubectlIo } from '../kubectl/command.ts'
import { complete } from '../kubectl/complete.ts'
import { chosenContext } from '../kubectl/kubeconfig/connection.ts'
import { loadFiles, merge } from '../kubectl/kubeconfig/load.ts'
import { kubectl } from '../kubectl/kubectl.ts'
import { apiListener } from '../node/network/api-listener.ts'
import { isLoopback } from '../node/network/loopback.ts'
import type { Network } from '../node/network/network.ts'
import type { Random } from '../random.ts'
import type { ShellCommand } from '../shell/command.ts'
import { MemoryFiles } from '../shell/files.ts'
import type { HostFolder } from '../shell/host-folder.ts'
import { Shell, type ShellIo } from '../shell/shell.ts'
import { exportedEnv } from '../shell/shell-state.ts'
import { downloadManifest } from './add-ons.ts'
import { curlCommand } from './curl.ts'
import { type InProcessCluster, inProcess } from './in-process.ts'
import { adminKubeconfig } from './kubeconfig.ts'
import { kubectlCommand } from './kubectl-command.ts'
import { learnerFiles } from './kubectl-files.ts'
import { LearnerPorts, type MachinePorts } from './learner-ports.ts'
import { presently, presentlyServing } from './local-ports.ts'
import { opensslCommand } from './openssl.ts'
import type { PassingTime } from './passing-time.ts'

export const home = '/home/learner'

interface SessionCluster extends InProcessCluster {
  readonly clock: SimulatedClock
  readonly random: Random
  readonly network: Network
}

export interface SessionOptions {
  readonly cluster: SessionCluster
  readonly time: PassingTime
  readonly io: ShellIo
  /** A folder of this machine that the learner sees as home; it is read and never written. */
  readonly folder?: HostFolder
  /** Commands beside kubectl. */
  readonly commands?: readonly ShellCommand[]
  /** What kubectl's random names are drawn from; the cluster's own chance must not depend on what is typed. */
  readonly env?: Readonly<Record<string, string>>
  /** Ports of this machine, for port-forward and proxy; without, nobody else can come in. */
  readonly ports?: MachinePorts
}

export class Session {
  readonly shell: Shell
  readonly files: MemoryFiles

  constructor(private readonly options: SessionOptions) {
    const { cluster, time, folder } = options
    this.files = new MemoryFiles({ now: () => cluster.clock.now(), ...(folder && { host: { at: home, folder } }) })
    this.files.mkdir(home)
    this.files.mkdir('/tmp')
    this.files.mkdir('/etc')
    this.files.write('/etc/hosts', '127.0.0.1 localhost\n')
    this.files.mkdir(`${home}/.kube`)
    const kubeconfig = adminKubeconfig({ pki: cluster.pki, server: cluster.server, now: cluster.clock.now(), cluster: 'ktutor' })
    this.files.write(`${home}/.kube/config`, kubeconfig, 0o600)
    const connect = inProcess(
      cluster,
      () => time.catchUp(),
      (ms) => time.sleep(ms),
    )
    const random = cluster.random.fork('kubectl')
    const catchUp = () => time.catchUp()
    const ports = new LearnerPorts(options.ports, catchUp)
    const { listen, serve } = { listen: presently(ports.listen, catchUp), serve: presentlyServing(ports.serve, catchUp) }
    const world: Pick<KubectlIo, 'connect' | 'random' | 'listen' | 'serve'> = { connect, random: () => random.next(), listen, serve }
    this.#openApiServer()
    const keys = cluster.random.fork('openssl')
    const secrets = (length: number) => keys.bytes(length)
    const edit = (path: string, editor: string) => this.shell.run(`${editor} '${path}'`)
    const commands = [
      kubectlCommand({ ...world, time, kubectl, complete, download: downloadManifest, edit }),
      opensslCommand(secrets, () => cluster.clock.now()),
      curlCommand({ cluster, time, loopback: ports.exchange }),
      ...(options.commands ?? []),
    ]
    this.shell = new Shell({ commands, files: this.files, time, io: options.io, cwd: home, env: { USER: 'learner', ...options.env } })
  }

  /** Where the kubeconfig says that the API server is, it is for curl, too. */
  #openApiServer(): void {
    const { network, server, handle, pki } = this.options.cluster
    const { hostname, port } = new URL(server)
    if (!isLoopback(hostname) || network.listening(network.outside.ip).some((open) => open.port === Number(port))) return
    const listener = apiListener(handle, { names: [hostname, 'localhost', 'kubernetes'], authority: pki.caCertificate })
    network.listen(network.outside.ip, Number(port), 'TCP', { ...listener, loopback: true })
  }

  /** Runs one line, or several that belong together, as one of those that time waits for; the exit status. */
  run(line: string, io?: ShellIo): Promise<number> {
    this.options.time.catchUp()
    return this.options.time.beside(() => this.shell.run(line, io))
  }

  /** Runs a script as bash would; its exit status. */
  runScript(text: string): Promise<number> {
    this.options.time.catchUp()
    return this.options.time.beside(() => this.shell.runScript(text))
  }

  /** The context, namespace and user that kubectl would use now; undefined where the kubeconfig names none, or can't be read. */
  async context(): Promise<{ name: string; namespace: string; user: string } | undefined> {
    const world = { files: learnerFiles(this.files, this.shell.state.cwd), env: exportedEnv(this.shell.state) }
    try {
      const config = merge(await loadFiles(world, ''))
      const { namespace, user = '' } = chosenContext(config, { context: '' })
      return config.currentContext ? { name: config.currentContext, namespace: namespace || 'default', user } : undefined
    } catch {
      return undefined
    }
  }
}
