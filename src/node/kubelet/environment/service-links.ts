/** The variables by which a container finds the Services of its namespace. Models pkg/kubelet/envvars. */
import type { Service } from '../../../api/types.ts'

/** `WEB_SERVICE_HOST=10.96.0.7`, `WEB_PORT_80_TCP_ADDR=…`, for every Service that has an address. */
export function serviceLinks(services: readonly Service[]): Record<string, string> {
  const env: Record<string, string> = {}
  const byName = [...services].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
  for (const service of byName) if (hasAddress(service)) Object.assign(env, linksOf(service))
  return env
}

const hasAddress = (service: Service): boolean => !['', 'None', undefined].includes(service.spec?.clusterIP)

function linksOf(service: Service): Record<string, string> {
  const prefix = variable(service.metadata.name)
  const ip = service.spec?.clusterIP as string
  const ports = service.spec?.ports ?? []
  const env: Record<string, string> = { [`${prefix}_SERVICE_HOST`]: ip }
  if (ports[0]) env[`${prefix}_SERVICE_PORT`] = String(ports[0].port)
  for (const port of ports) if (port.name) env[`${prefix}_SERVICE_PORT_${variable(port.name)}`] = String(port.port)
  for (const [index, port] of ports.entries()) {
    const protocol = port.protocol ?? 'TCP'
    const url = `${protocol.toLowerCase()}://${ip}:${port.port}`
    const link = `${prefix}_PORT_${port.port}_${protocol}`
    if (index === 0) env[`${prefix}_PORT`] = url
    env[link] = url
    env[`${link}_PROTO`] = protocol.toLowerCase()
    env[`${link}_PORT`] = String(port.port)
    env[`${link}_ADDR`] = ip
  }
  return env
}

const variable = (name: string): string => name.toUpperCase().replaceAll('-', '_')
