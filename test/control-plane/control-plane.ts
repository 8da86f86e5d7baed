/** A control plane for tests: API server, controllers and scheduler on a simulated clock; kubelets are played by the test. */
import { events, nodes as nodeKind, pods } from '../../src/api/kinds.ts'
import type { ApiHandler, ApiRequest, ApiResponse } from '../../src/api/request.ts'
import { formatTime } from '../../src/api/time.ts'
import type { Node, Pod } from '../../src/api/types.ts'
import { ControllerManager } from '../../src/control-plane/controller-manager/controller-manager.ts'
import type { KubeSchedulerConfiguration } from '../../src/control-plane/scheduler/configuration.ts'
import { Scheduler } from '../../src/control-plane/scheduler/scheduler.ts'
import { Random } from '../../src/random.ts'
import { server } from './server.ts'

/** A control plane with `workers` nodes of 2 CPUs and 4 GiB, and what was refused to whom. `serve` plays an aggregated API server for the controllers. */
export function controlPlane(workers = 2, options: { serve?: (request: ApiRequest) => ApiResponse | undefined; scheduler?: KubeSchedulerConfiguration } = {}) {
  const base = server()
  const { api, clock, client, pki } = base
  const handle: ApiHandler = (request) => options.serve?.(request) ?? api.handle(request)
  api.postStart()
  const refusals: string[] = []
  const random = new Random('control-plane')
  const onError = (controller: string, key: { namespace: string; name: string }, error: Error): void => {
    refusals.push(`${controller} ${key.namespace}/${key.name}: ${error.message}`)
  }
  const manager = new ControllerManager({ handle, clock, random: random.fork('manager'), pki, onError })
  const scheduler = new Scheduler({
    handle: api.handle,
    clock,
    random: random.fork('scheduler'),
    hostname: 'control-plane',
    configuration: options.scheduler ?? {},
  })
  clock.settle()
  for (let i = 1; i <= workers; i++) addNode(`worker-${i}`)
  return { ...base, manager, scheduler, refusals, addNode, run, messages, kubelets }

  function addNode(name: string, more: { labels?: Record<string, string>; taints?: Node['spec']['taints']; cpu?: string } = {}): void {
    client.create(nodeKind, {
      metadata: { name, labels: { 'kubernetes.io/hostname': name, ...more.labels } },
      spec: { ...(more.taints ? { taints: more.taints } : {}) },
    })
    const node = client.get(nodeKind, name)
    const now = formatTime(clock.now())
    const amounts = { cpu: more.cpu ?? '2', memory: '4Gi', 'ephemeral-storage': '20Gi', pods: '110' }
    client.updateStatus(nodeKind, {
      ...node,
      status: {
        allocatable: amounts,
        capacity: amounts,
        conditions: [
          {
            type: 'Ready',
            status: 'True',
            reason: 'KubeletReady',
            message: 'kubelet is posting ready status',
            lastHeartbeatTime: now,
            lastTransitionTime: now,
          },
        ],
      },
    })
    clock.settle()
  }

  /** Plays the kubelets: what has a node and is not ready gets an address and runs; what is to be deleted ends. */
  function kubelets(): boolean {
    let busy = false
    for (const pod of client.list(pods).items.filter(({ spec }) => spec.nodeName)) {
      if (pod.metadata.deletionTimestamp) client.delete(pods, pod.metadata.name, pod.metadata.namespace, { gracePeriodSeconds: 0 })
      else if (pod.status?.phase !== 'Running') client.updateStatus(pods, { ...pod, status: running(pod) })
      else continue
      busy = true
    }
    return busy
  }

  function running(pod: Pod): Pod['status'] {
    const lastTransitionTime = formatTime(clock.now())
    const ip = `10.244.0.${(Number.parseInt(pod.metadata.uid.slice(0, 2), 16) % 250) + 2}`
    return {
      ...pod.status,
      phase: 'Running',
      podIP: ip,
      podIPs: [{ ip }],
      startTime: lastTransitionTime,
      conditions: [...(pod.status?.conditions ?? []), { type: 'Ready', status: 'True', lastTransitionTime }],
    }
  }

  /** Lets everybody work until nobody has anything to do. */
  function run(): void {
    for (let i = 0; i < 50; i++) {
      clock.settle()
      if (!kubelets()) return
    }
    throw new Error('the control plane does not come to rest')
  }

  /** `Normal ScalingReplicaSet deployment/web: …` of all events, oldest first. */
  function messages(namespace = 'default'): string[] {
    return client
      .list(events, { namespace })
      .items.sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
      .map((event) => `${event.type} ${event.reason} ${event.involvedObject.kind?.toLowerCase()}/${event.involvedObject.name}: ${event.message}`)
  }
}

/** A Deployment as kubectl create would write it. */
export const deployment = (name: string, replicas: number, more: { image?: string; spec?: object; pod?: object } = {}) => ({
  metadata: { name, namespace: 'default', labels: { app: name } },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'web', image: more.image ?? 'nginx:1.27' }], ...more.pod } },
    ...more.spec,
  },
})
