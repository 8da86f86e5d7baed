/** What the programs of the control plane's static pods do while their containers run. */
import type { UserInfo } from '../api/request.ts'
import { Client } from '../client/client.ts'
import { CoreEventRecorder } from '../client/event-recorder.ts'
import { klogLine } from '../client/klog.ts'
import { LeaderElection } from '../client/leader-election.ts'
import { apiListener } from '../node/network/api-listener.ts'
import type { ProgramHost, RunningProgram, SystemProgram } from '../node/network/system-program.ts'
import type { ControlPlane } from './control-plane.ts'
import { ControllerManager } from './controller-manager/controller-manager.ts'
import { Scheduler } from './scheduler/scheduler.ts'

export interface ControlPlaneFacts {
  readonly port: number
  /** The names in the API servers' certificate. */
  readonly serverNames: readonly string[]
}

/** By executable. */
export function controlPlanePrograms(controlPlane: ControlPlane, facts: ControlPlaneFacts): readonly (readonly [string, SystemProgram])[] {
  return [
    ['etcd', (host) => etcd(controlPlane, host)],
    ['kube-apiserver', (host) => apiServer(controlPlane, facts, host)],
    [
      'kube-controller-manager',
      (host) =>
        elected(
          controlPlane,
          host,
          manager,
          (parts) => new ControllerManager({ ...parts, pki: controlPlane.parts.pki, nodeRange: controlPlane.parts.nodeRange }),
        ),
    ],
    [
      'kube-scheduler',
      (host) =>
        elected(controlPlane, host, scheduler, (parts) => {
          const { schedulerConfiguration: configuration } = controlPlane.parts
          controlPlane.scheduler = new Scheduler({ ...parts, ...(configuration ? { configuration } : {}) })
          return controlPlane.scheduler
        }),
    ],
  ]
}

function etcd({ etcd }: ControlPlane, { source: { nodeName = '' } }: ProgramHost): RunningProgram {
  etcd.start(nodeName)
  return { stop: () => etcd.stop(nodeName) }
}

/** How long an API server waits for etcd when it starts, before it gives up. */
const etcdPatienceMs = 20_000

function apiServer(controlPlane: ControlPlane, { port, serverNames }: ControlPlaneFacts, host: ProgramHost): RunningProgram {
  const { clock, source } = host
  const { nodeName = '' } = source
  if (!controlPlane.etcd.hasQuorum) {
    controlPlane.serve(nodeName, false)
    const timer = clock.after(etcdPatienceMs, () => {
      host.err(klogLine(clock.now(), 'F', 'instance.go:233', 'Error creating leases: error creating storage factory: context deadline exceeded'))
      host.exit(1)
    })
    return { stop: () => timer.cancel() }
  }
  controlPlane.serve(nodeName, true)
  const listener = apiListener(controlPlane.handle, { names: serverNames, authority: controlPlane.parts.pki.caCertificate })
  return { ports: [{ port, listener }], stop: () => controlPlane.serve(nodeName, false) }
}

interface Elected {
  /** Of the lease. */
  readonly name: string
  readonly user: UserInfo
  /** The source of its event. */
  readonly component: string
  /** Gives its lease away when it is asked to leave. */
  readonly releases: boolean
}

const componentUser = (name: string): UserInfo => ({ username: `system:${name}`, groups: ['system:authenticated'] })
const manager: Elected = {
  name: 'kube-controller-manager',
  user: componentUser('kube-controller-manager'),
  component: 'kube-controller-manager',
  releases: false,
}
const scheduler: Elected = { name: 'kube-scheduler', user: componentUser('kube-scheduler'), component: 'default-scheduler', releases: true }

type Parts = Pick<ConstructorParameters<typeof Scheduler>[0], 'handle' | 'clock' | 'random' | 'hostname'>

/** Runs a component while it holds its lease. It asks the API server of its own machine. */
function elected(
  controlPlane: ControlPlane,
  host: ProgramHost,
  { name, user, component, releases }: Elected,
  start: (parts: Parts) => { stop(): void },
): RunningProgram {
  const { clock, source } = host
  // Who places pods, and what they are called, does not depend on the container in which that is decided.
  const random = controlPlane.parts.random.fork(name.replace(/^kube-/, ''))
  const hostname = source.nodeName ?? ''
  const { handle } = controlPlane.road(source, true)
  const client = new Client(handle, user, name)
  let running: { stop(): void } | undefined
  const election = new LeaderElection({
    client,
    clock,
    events: new CoreEventRecorder(client, clock, random, { component }),
    name,
    identity: `${hostname}_${random.uuid()}`,
    started() {
      host.err(klogLine(clock.now(), 'I', 'leaderelection.go:271', `successfully acquired lease kube-system/${name}`))
      running = start({ handle, clock, random, hostname })
    },
    lost() {
      host.err(klogLine(clock.now(), 'E', 'leaderelection.go:441', 'Failed to update lock: context deadline exceeded'))
      host.err(klogLine(clock.now(), 'E', 'server.go:339', 'leaderelection lost'))
      host.exit(1)
    },
  })
  return {
    leave() {
      if (releases) election.release()
      return 0
    },
    stop() {
      election.stop()
      running?.stop()
    },
  }
}
