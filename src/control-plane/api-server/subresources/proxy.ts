/**
 * HTTP through the API server: to a pod, to a Service, or to a kubelet, below `…/proxy/`. The server connects by itself,
 * from its node, as any program there could. Models pkg/registry/core/{pod,service,node}/rest. Left out: upgrades
 * (WebSockets) through the proxy, and the rewriting of links in pages.
 */
import type { ApiResponse, ProxyAnswer } from '../../../api/request.ts'
import { StatusError } from '../../../api/status.ts'
import { bodyText, queryText } from '../encoding/forward.ts'
import { kubeletLocation } from './proxying/kubelet-location.ts'
import type { Location } from './proxying/location.ts'
import { podLocation } from './proxying/pod-location.ts'
import { serviceLocation } from './proxying/service-location.ts'
import type { Subresource, SubresourceCall } from './subresource.ts'

const locations: Readonly<Record<string, { readonly options: string; locate(call: SubresourceCall): Location }>> = {
  nodes: { options: 'NodeProxyOptions', locate: kubeletLocation },
  pods: { options: 'PodProxyOptions', locate: podLocation },
  services: { options: 'ServiceProxyOptions', locate: serviceLocation },
}

export const proxy: Subresource = {
  name: 'proxy',
  verbs: ['create', 'delete', 'get', 'patch', 'update'],
  serves: ({ of }) => ({ kind: locations[of.plural]?.options ?? '' }),
  of: ({ of }) => of.group === '' && Object.hasOwn(locations, of.plural),
  handle(call) {
    const { request, info, definition } = call
    const rest = pathBehind(request.path, info.resource)
    if (rest === '' && ['GET', 'HEAD'].includes(request.method)) return { status: 301, headers: { location: `${request.path}/${queryText(request)}` } }
    const { answer } = (locations[definition.of.plural] as (typeof locations)[string]).locate(call)
    const path = `${rest === '' ? '/' : rest}${queryText(request)}`
    return responseOf(answer({ method: request.method, path, headers: request.headers ?? {}, body: bodyText(request) }))
  },
}

/** What stands after `…/pods/web:80/proxy`. */
const pathBehind = (path: string, resource: string): string =>
  path
    .split('/')
    .slice(path.split('/').indexOf(resource) + 3)
    .map((part) => `/${part}`)
    .join('')

function responseOf(answer: ProxyAnswer): ApiResponse {
  if ('failure' in answer) throw new StatusError(503, 'ServiceUnavailable', `error trying to reach service: ${answer.failure}`)
  const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), value]))
  return { status: answer.status, headers, body: answer.body }
}
