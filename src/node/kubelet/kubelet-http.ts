/** What a kubelet answers to who asks it over HTTP: its health, its pods, what they use. Models pkg/kubelet/server/server.go. Left out: metrics in Prometheus' format, logs of the node, profiles. */
import type { ProxyAnswer, ProxyRequest } from '../../api/request.ts'
import { formatTime } from '../../api/time.ts'
import type { PodUsage } from './kubelet-server.ts'

interface Facts {
  readonly nodeName: string
  readonly now: number
  readonly usage: readonly PodUsage[]
}

const text = (status: number, body: string): ProxyAnswer => ({ status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body })
const json = (body: object): ProxyAnswer => ({ status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

const pages: Readonly<Record<string, (facts: Facts) => ProxyAnswer>> = {
  '/healthz': () => text(200, 'ok'),
  '/healthz/ping': () => text(200, 'ok'),
  '/pods': ({ usage }) => json({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items: usage.map(({ pod }) => pod) }),
  '/stats/summary': summary,
}

export function kubeletHttp({ path }: Pick<ProxyRequest, 'path'>, facts: () => Facts): ProxyAnswer {
  const plain = (path.split('?')[0] ?? '').replace(/(.)\/+$/, '$1')
  const page = Object.hasOwn(pages, plain) ? pages[plain] : undefined
  return page ? page(facts()) : text(404, '404 page not found\n')
}

/** Cores and bytes in use, per container, pod and node. */
function summary({ nodeName, now, usage }: Facts): ProxyAnswer {
  const time = formatTime(now)
  const use = (containers: PodUsage['containers']) => ({
    cpu: { time, usageNanoCores: containers.reduce((sum, { cpu }) => sum + cpu, 0) * 1_000_000 },
    memory: { time, workingSetBytes: containers.reduce((sum, { memory }) => sum + memory, 0) },
  })
  return json({
    node: { nodeName, startTime: time, ...use(usage.flatMap(({ containers }) => containers)) },
    pods: usage.map(({ pod, containers }) => ({
      podRef: { name: pod.metadata.name, namespace: pod.metadata.namespace, uid: pod.metadata.uid },
      startTime: pod.status?.startTime ?? time,
      containers: containers.map((container) => ({ name: container.name, ...use([container]) })),
      ...use(containers),
    })),
  })
}
