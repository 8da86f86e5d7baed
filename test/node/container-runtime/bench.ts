/** A node's runtime on a clock of its own, and containers to try things in. */
import { SimulatedClock } from '../../../src/clock.ts'
import type { ContainerConfig, PodSandbox } from '../../../src/node/container-runtime/cri.ts'
import { createRuntime, type NodeRuntime } from '../../../src/node/container-runtime/runtime.ts'
import { Network } from '../../../src/node/network/network.ts'
import { Random } from '../../../src/random.ts'

export const sandbox = (name: string, ip: string): PodSandbox => ({
  uid: `uid-${name}`,
  namespace: 'default',
  name,
  hostname: name,
  ip,
  hostNetwork: false,
  nodeName: 'worker-1',
  labels: { app: name },
  dns: { nameservers: ['10.96.0.10'], searches: ['default.svc.cluster.local', 'svc.cluster.local', 'cluster.local'], options: ['ndots:5'] },
})

export interface Bench {
  readonly clock: SimulatedClock
  readonly network: Network
  readonly runtime: NodeRuntime
  /** Creates and starts a container; its id. */
  start(image: string, config?: Partial<ContainerConfig>): string
  /** What `sh -c` says in a container. */
  sh(id: string, script: string): string
  log(id: string): string[]
}

export function bench(...preloaded: string[]): Bench {
  const clock = new SimulatedClock(Date.UTC(2026, 10, 16, 9, 0, 0))
  const network = new Network()
  network.addNode({ name: 'worker-1', ip: '172.18.0.2' })
  const runtime = createRuntime({ clock, random: new Random('bench'), network, nodeName: 'worker-1', preloaded })
  let pods = 1
  return {
    clock,
    network,
    runtime,
    start(image, config = {}) {
      const pod = config.sandbox ?? sandbox(`pod-${pods}`, `10.244.1.${++pods}`)
      network.attach(pod)
      const rest = { name: 'main', env: {}, mounts: [], memoryLimit: 0, cpuLimit: 0, tty: false, stdin: false, attempt: 0 }
      const id = runtime.create({ ...rest, ...config, sandbox: pod, image })
      runtime.start(id)
      clock.settle()
      return id
    },
    sh(id, script) {
      const { stdout, stderr, exitCode } = runtime.execSync(id, ['sh', '-c', script])
      return `${stdout}${stderr}${exitCode === 0 ? '' : `? ${exitCode}\n`}`
    },
    log: (id) => runtime.log(id).lines.map((line) => line.text),
  }
}
