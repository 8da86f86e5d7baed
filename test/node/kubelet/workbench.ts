/** A node on a workbench: a kubelet on a simulated clock, with a runtime and an API that do what the test says. */
import { Client } from '../../../src/client/client.ts'
import type { EventRecorder } from '../../../src/client/event-recorder.ts'
import { SimulatedClock } from '../../../src/clock.ts'
import { Kubelet } from '../../../src/node/kubelet/kubelet.ts'
import type { KubeletOptions } from '../../../src/node/kubelet/kubelet-options.ts'
import type { HttpProbeAnswer, TcpProbeAnswer } from '../../../src/node/kubelet/prober/probe-network.ts'
import { Random } from '../../../src/random.ts'
import { FakeApi } from './fake-api.ts'
import { FakeRuntime } from './fake-runtime.ts'

export const start = Date.parse('2026-01-01T00:00:00Z')

export interface Workbench {
  readonly clock: SimulatedClock
  readonly api: FakeApi
  readonly runtime: FakeRuntime
  readonly kubelet: Kubelet
  /** `Normal Pulled Successfully pulled …`, in the order of recording, the node's own left out. */
  readonly events: string[]
  /** What probes get on a port; refused unless set. */
  readonly answers: Record<number, HttpProbeAnswer>
  /** A pod of one container `web` with image nginx:1.25, unless told otherwise. */
  pod(spec?: object, metadata?: object): any
  /** The pod as the API has it. */
  get(name?: string): any
  /** The status of a container. */
  status(container?: string, name?: string): any
  seconds(count: number): void
}

export function workbench(options: Partial<KubeletOptions> = {}): Workbench {
  const clock = new SimulatedClock(start)
  const api = new FakeApi(clock)
  const runtime = new FakeRuntime(clock)
  const events: string[] = []
  const answers: Record<number, HttpProbeAnswer> = {}
  const refused = { ok: false, why: 'refused' } as const
  const recorder: EventRecorder = {
    record(object, type, reason, message) {
      if (object.kind === 'Pod') events.push(`${type} ${reason} ${message}`)
    },
  }
  const kubelet = new Kubelet({
    nodeName: 'worker-1',
    nodeIP: '172.18.0.3',
    podCIDR: '10.244.1.0/24',
    client: new Client(api.handle, { username: 'system:node:worker-1', groups: ['system:nodes'] }, 'kubelet'),
    clock,
    random: new Random('kubelet'),
    events: recorder,
    runtime,
    network: { attach: () => () => {}, dial: () => undefined },
    probes: { http: ({ port }) => answers[port] ?? refused, tcp: (_host, port): TcpProbeAnswer => (answers[port]?.ok ? { ok: true } : refused) },
    ...options,
  })
  kubelet.start()
  const pods = '/api/v1/namespaces/default/pods'
  const get = (name = 'web'): any => api.objects.get(`${pods}/${name}`)
  return {
    clock,
    api,
    runtime,
    kubelet,
    events,
    answers,
    get,
    pod(spec = {}, metadata = {}) {
      const containers = [{ name: 'web', image: 'nginx:1.25', imagePullPolicy: 'IfNotPresent' }]
      const pod = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'web', ...metadata },
        spec: { restartPolicy: 'Always', terminationGracePeriodSeconds: 30, nodeName: 'worker-1', enableServiceLinks: true, containers, ...spec },
        status: { phase: 'Pending', qosClass: 'BestEffort' },
      }
      const created = api.create(pods, pod)
      clock.settle()
      return created
    },
    status(container = 'web', name = 'web') {
      const { containerStatuses = [], initContainerStatuses = [] } = get(name).status
      return [...containerStatuses, ...initContainerStatuses].find((each: any) => each.name === container)
    },
    seconds: (count) => clock.advance(count * 1000),
  }
}
