/** The Service that `kubectl create service …` writes. */

import { isDns1123Subdomain, isPortName, isPortNumber } from '../../api/names.ts'
import type { Service, ServicePort } from '../../api/types.ts'
import { CommandError } from '../errors.ts'
import { inNamespace, type Written } from './written.ts'

export interface ServiceOptions {
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName'
  readonly name: string
  readonly namespace: string
  /** `80`, `80:8080`, `80:http` */
  readonly tcp: readonly string[]
  readonly clusterIP?: string
  readonly nodePort?: number
  readonly externalName?: string
}

/** Throws CommandError for what the real one refuses. */
export function service(options: ServiceOptions): Written<Service> {
  check(options)
  const { name, type, clusterIP = '', externalName = '' } = options
  const ports = options.tcp.map((pair) => servicePort(pair, options.nodePort ?? 0))
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { name, ...inNamespace(options.namespace), labels: { app: name } },
    spec: {
      ...(ports.length > 0 ? { ports } : {}),
      selector: { app: name },
      ...(clusterIP === '' ? {} : { clusterIP }),
      type,
      ...(externalName === '' ? {} : { externalName }),
    },
    status: { loadBalancer: {} },
  }
}

function check({ type, clusterIP, tcp, externalName = '' }: ServiceOptions): void {
  if (clusterIP !== 'None' && tcp.length === 0 && type !== 'ExternalName') throw new CommandError('at least one tcp port specifier must be provided')
  if (type === 'ExternalName' && isDns1123Subdomain(externalName).length > 0) throw new CommandError(`invalid service external name ${externalName}`)
}

function servicePort(pair: string, nodePort: number): ServicePort {
  const [first = '', second] = pair.split(':')
  const port = parsePort(first)
  return {
    name: pair.replaceAll(':', '-'),
    protocol: 'TCP',
    port,
    targetPort: second === undefined ? port : targetPort(second),
    ...(nodePort === 0 ? {} : { nodePort }),
  }
}

function parsePort(text: string): number {
  if (!/^\d+$/.test(text)) throw new CommandError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`)
  const port = Number(text)
  if (port > 65535) throw new CommandError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: value out of range`)
  return port
}

function targetPort(text: string): number | string {
  const number = /^[+-]?\d+$/.test(text) ? Number(text) : undefined
  const errors = number === undefined ? isPortName(text) : isPortNumber(number)
  if (errors.length > 0) throw new CommandError(errors.join(','))
  return number ?? text
}
