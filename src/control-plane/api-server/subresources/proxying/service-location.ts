import { endpointSlices } from '../../../../api/kinds.ts'
import { StatusError } from '../../../../api/status.ts'
import type { Service } from '../../../../api/types.ts'
import type { SubresourceCall } from '../subresource.ts'
import { type Location, targetOf } from './location.ts'

/** A ready endpoint of the Service, by chance. Models pkg/registry/core/service/storage/storage.go. */
export function serviceLocation(call: SubresourceCall): Location {
  const { info, definition, registry, dial, write } = call
  const { scheme, name, port } = targetOf(info.name, 'service')
  const service = registry.get(definition, info.namespace, name) as unknown as Service
  const wanted = /^\d+$/.test(port)
    ? nameOfPort(service, Number(port))
    : port === '' && service.spec?.ports?.length === 1
      ? (service.spec.ports[0]?.name ?? '')
      : port
  const context = registry.context(write.user)
  const ready = context
    .list(endpointSlices, info.namespace)
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === name)
    .flatMap(({ endpoints = [], ports = [] }) => {
      const number = ports.find((each) => (each.name ?? '') === wanted)?.port
      return number === undefined
        ? []
        : endpoints.filter(({ conditions }) => conditions?.ready !== false).flatMap(({ addresses }) => addresses.map((host) => ({ host, port: number })))
    })
  const chosen = ready[context.random.below(Math.max(1, ready.length))]
  if (!chosen) throw unavailable(`no endpoints available for service ${JSON.stringify(info.name)}`)
  return { answer: (request) => dial({ ...request, ...chosen, scheme: scheme === 'https' ? 'https' : 'http' }) }
}

function nameOfPort(service: Service, number: number): string {
  const port = service.spec?.ports?.find((each) => each.port === number)
  if (!port) throw unavailable(`no service port ${number} found for service ${JSON.stringify(service.metadata.name)}`)
  return port.name ?? ''
}

const unavailable = (message: string): StatusError => new StatusError(503, 'ServiceUnavailable', message)
