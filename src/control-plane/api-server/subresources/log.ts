import { type ApiRequest, type LogOptions, queryValue } from '../../../api/request.ts'
import { badRequest } from '../../../api/status.ts'
import type { Pod } from '../../../api/types.ts'
import { streaming } from '../encoding/respond.ts'
import { containerNamed, kubeletOf } from './pod-on-node.ts'
import { isPod, type Subresource } from './subresource.ts'

/** What a container wrote, read by the server from the kubelet of the pod's node. */
export const log: Subresource = {
  name: 'log',
  verbs: ['get'],
  serves: () => ({ kind: 'Pod' }),
  of: isPod,
  handle(call) {
    const { request, info, definition, registry } = call
    const pod = registry.get(definition, info.namespace, info.name) as unknown as Pod
    const container = containerNamed(pod, queryValue(request, 'container'), 'log')
    return streaming(kubeletOf(call, pod).logs({ namespace: info.namespace, name: info.name }, logOptions(request, container)))
  },
}

function logOptions(request: ApiRequest, container: string): LogOptions {
  const flag = (name: string): boolean => ['true', '1'].includes(queryValue(request, name) ?? '')
  const count = (name: string): number | undefined => {
    const text = queryValue(request, name)
    if (text === undefined) return undefined
    if (!/^-?\d+$/.test(text)) throw badRequest(`unable to decode query: strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
    return Number(text)
  }
  const tailLines = count('tailLines')
  const sinceSeconds = count('sinceSeconds')
  const limitBytes = count('limitBytes')
  const sinceTime = queryValue(request, 'sinceTime')
  if (sinceSeconds !== undefined && sinceTime !== undefined) throw badRequest('at most one of sinceTime or sinceSeconds may be specified')
  return {
    container,
    follow: flag('follow'),
    previous: flag('previous'),
    timestamps: flag('timestamps'),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(sinceSeconds === undefined ? {} : { sinceSeconds }),
    ...(sinceTime === undefined ? {} : { sinceTime }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
  }
}
