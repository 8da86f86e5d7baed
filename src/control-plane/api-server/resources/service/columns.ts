/** What `kubectl get services` shows. Models printService of pkg/printers/internalversion. */
import type { Service } from '../../../../api/types.ts'
import type { Column } from '../../resource.ts'
import { age } from '../age.ts'

export const serviceColumns: readonly Column<Service>[] = [
  { name: 'Type', cell: (service) => service.spec?.type ?? '' },
  { name: 'Cluster-IP', cell: (service) => service.spec?.clusterIPs?.[0] || '<none>' },
  { name: 'External-IP', cell: externalIp },
  { name: 'Port(s)', cell: ports },
  age,
  {
    name: 'Selector',
    priority: 1,
    cell: (service) => labelsText(service.spec?.selector),
  },
]

function externalIp({ spec, status }: Service): string {
  const external = spec?.externalIPs ?? []
  switch (spec?.type) {
    case 'ExternalName':
      return spec.externalName ?? ''
    case 'LoadBalancer': {
      const ingress = (status?.loadBalancer?.ingress ?? []).map((each) => each.ip || each.hostname || '').filter((each) => each !== '')
      return [...[...new Set(ingress)].sort(), ...external].join(',') || '<pending>'
    }
    case 'ClusterIP':
    case 'NodePort':
      return external.join(',') || '<none>'
    default:
      return '<unknown>'
  }
}

function ports(service: Service): string {
  const texts = (service.spec?.ports ?? []).map((port) => (port.nodePort ? `${port.port}:${port.nodePort}/${port.protocol}` : `${port.port}/${port.protocol}`))
  return texts.join(',') || '<none>'
}

/** Labels as tables show them. Models apimachinery's FormatLabels. */
function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  const texts = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`)
  return texts.sort().join(',') || '<none>'
}

/** The first three of a list, and how many more there are. */
export function listWithMore(list: readonly string[]): string {
  const shown = list.slice(0, 3).join(',')
  return list.length > 3 ? `${shown} + ${list.length - 3} more...` : shown
}
