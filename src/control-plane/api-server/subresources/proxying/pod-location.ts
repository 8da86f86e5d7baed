import { badRequest } from '../../../../api/status.ts'
import type { Pod } from '../../../../api/types.ts'
import type { SubresourceCall } from '../subresource.ts'
import { type Location, targetOf } from './location.ts'

/** The pod's address; without a port, the first that its containers name. Models pkg/registry/core/pod/strategy.go. */
export function podLocation({ info, definition, registry, dial }: SubresourceCall): Location {
  const { scheme, name, port } = targetOf(info.name, 'pod')
  const pod = registry.get(definition, info.namespace, name) as unknown as Pod
  const { podIP } = pod.status ?? {}
  if (!podIP) throw badRequest('address not allowed')
  const first = pod.spec.containers.flatMap(({ ports = [] }) => ports)[0]?.containerPort
  const number = port === '' ? (first ?? (scheme === 'https' ? 443 : 80)) : Number(port)
  return { answer: (request) => dial({ ...request, scheme: scheme === 'https' ? 'https' : 'http', host: podIP, port: number }) }
}
