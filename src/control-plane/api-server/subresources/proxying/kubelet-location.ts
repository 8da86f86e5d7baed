import type { Node } from '../../../../api/types.ts'
import type { SubresourceCall } from '../subresource.ts'
import { type Location, targetOf } from './location.ts'

/** The kubelet of the node, or with a port whatever listens there. Models pkg/registry/core/node/strategy.go. */
export function kubeletLocation({ info, definition, registry, dial, kubelet }: SubresourceCall): Location {
  const { scheme, name, port } = targetOf(info.name, 'node')
  const node = registry.get(definition, '', name) as unknown as Node
  const host = node.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? name
  const kubeletPort = node.status?.daemonEndpoints?.kubeletEndpoint?.Port ?? 10250
  if (port !== '' && Number(port) !== kubeletPort)
    return { answer: (request) => dial({ ...request, scheme: scheme === 'https' ? 'https' : 'http', host, port: Number(port) }) }
  const found = kubelet(name)
  return { answer: (request) => found?.http(request) ?? { failure: `dial tcp ${host}:${kubeletPort}: connect: connection refused` } }
}
