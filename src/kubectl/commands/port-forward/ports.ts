/** The ports of a line: `8080:80`, `:80`, `web`, and what they mean for the pod at hand. Models kubectl pkg/cmd/portforward and client-go tools/portforward. */
import type { AnyObject } from '../../../api/object.ts'
import type { Container, Pod, Service } from '../../../api/types.ts'
import { CommandError } from '../../errors.ts'

export interface ForwardedPort {
  /** 0 for any free one. */
  local: number
  readonly remote: number
}

interface Words {
  readonly local: string
  readonly remote: string
}

/** What is asked of `target`, as ports of `pod`. Throws CommandError. */
export function forwardedPorts(words: readonly string[], target: AnyObject, pod: Pod): ForwardedPort[] {
  const service = target.kind === 'Service' ? (target as unknown as Service) : undefined
  const pairs = words.map(splitPort)
  for (const { remote } of pairs) refuseUdp(remote, service, pod)
  return pairs.map((pair) => parsePort(service ? throughService(pair, service, pod) : inPod(pair, pod)))
}

/** Of `1:2:3`, as of `1`, only the first counts. */
function splitPort(word: string): Words {
  const parts = word.split(':')
  const [local = ''] = parts
  return { local, remote: parts.length === 2 ? (parts[1] as string) : local }
}

const isNumber = (text: string): boolean => /^[+-]?\d+$/.test(text)

function throughService({ local, remote }: Words, service: Service, pod: Pod): Words {
  const number = isNumber(remote) ? Number(remote) : servicePort(service, remote)
  return { local: local === remote ? String(number) : local, remote: String(targetPort(service, pod, number)) }
}

function inPod({ local, remote }: Words, pod: Pod): Words {
  const number = isNumber(remote) ? remote : String(containerPort(pod, remote))
  return { local: local === remote ? number : local, remote: number }
}

function targetPort(service: Service, pod: Pod, number: number): number {
  const port = service.spec?.ports?.find((candidate) => candidate.port === number)
  if (!port) throw new CommandError(`Service ${service.metadata.name} does not have a service port ${number}`)
  if (service.spec?.clusterIP === 'None') return number
  const target = port.targetPort || port.port
  return typeof target === 'number' ? target : containerPort(pod, target)
}

function servicePort(service: Service, name: string): number {
  const port = service.spec?.ports?.find((candidate) => candidate.name === name)
  if (!port) throw new CommandError(`Service '${service.metadata.name}' does not have a named port '${name}'`)
  return port.port
}

function containerPort({ metadata, spec }: Pod, name: string): number {
  const containers: readonly Container[] = [...spec.containers, ...(spec.initContainers ?? [])]
  const port = containers.flatMap(({ ports = [] }) => ports).find((candidate) => candidate.name === name)
  if (!port) throw new CommandError(`Pod '${metadata.name}' does not have a named port '${name}'`)
  return port.containerPort
}

/** A port that is only there for UDP can't be carried. */
function refuseUdp(remote: string, service: Service | undefined, pod: Pod): void {
  const number = isNumber(remote) ? Number(remote) : service ? servicePort(service, remote) : containerPort(pod, remote)
  const all = service
    ? (service.spec?.ports ?? []).map(({ port, protocol }) => ({ port, protocol }))
    : pod.spec.containers.flatMap(({ ports = [] }) => ports.map(({ containerPort: port, protocol }) => ({ port, protocol })))
  const protocols = all.filter(({ port }) => port === number).map(({ protocol }) => protocol ?? 'TCP')
  if (protocols.includes('UDP') && !protocols.includes('TCP')) throw new CommandError(`UDP protocol is not supported for ${remote}`)
}

function parsePort({ local, remote }: Words): ForwardedPort {
  const localPort = parseUint16(local === '' ? '0' : local, 'local')
  const remotePort = parseUint16(remote, 'remote')
  if (remotePort === 0) throw new CommandError('remote port must be > 0')
  return { local: localPort, remote: remotePort }
}

/** In the words of Go's strconv. */
function parseUint16(text: string, which: 'local' | 'remote'): number {
  const why = !/^\d+$/.test(text) ? 'invalid syntax' : Number(text) > 65535 ? 'value out of range' : undefined
  if (why) throw new CommandError(`error parsing ${which} port '${text}': strconv.ParseUint: parsing ${JSON.stringify(text)}: ${why}`)
  return Number(text)
}
