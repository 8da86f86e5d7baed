/**
 * What a kubelet answers to who asks it over HTTP: its health, its pods, what they use. Models
 * pkg/kubelet/server/server.go. Left out: the kubelet's own metrics, logs of the node, profiles, checkpoints.
 */
import type { ProxyAnswer, ProxyRequest } from '../../api/request.ts'
import type { ContainerRuntime } from '../container-runtime/cri.ts'
import { cadvisorMetrics } from './stats/cadvisor-metrics.ts'
import { expositionType } from './stats/exposition.ts'
import { resourceMetrics } from './stats/resource-metrics.ts'
import { summarize, type Tended } from './stats/summary.ts'

interface Facts {
  readonly nodeName: string
  readonly runtime: ContainerRuntime
  readonly tended: readonly Tended[]
}

const text = (status: number, body: string): ProxyAnswer => ({ status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body })
const json = (body: object): ProxyAnswer => ({ status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
const figures = (body: string): ProxyAnswer => ({ status: 200, headers: { 'content-type': expositionType }, body })

const summaryOf = ({ nodeName, runtime, tended }: Facts, storage: boolean) => summarize(nodeName, runtime, tended, storage)

const pages: Readonly<Record<string, (facts: Facts) => ProxyAnswer>> = {
  '/healthz': () => text(200, 'ok'),
  '/healthz/ping': () => text(200, 'ok'),
  '/metrics/cadvisor': ({ runtime, tended }) => figures(cadvisorMetrics(runtime, tended)),
  '/metrics/resource': (facts) => figures(resourceMetrics(summaryOf(facts, false))),
  '/pods': ({ tended }) => json({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items: tended.map(({ pod }) => pod) }),
  '/stats/summary': (facts) => json(summaryOf(facts, true)),
}

export function kubeletHttp({ path }: Pick<ProxyRequest, 'path'>, facts: () => Facts): ProxyAnswer {
  const plain = (path.split('?')[0] ?? '').replace(/(.)\/+$/, '$1')
  const page = Object.hasOwn(pages, plain) ? pages[plain] : undefined
  return page ? page(facts()) : text(404, '404 page not found\n')
}
