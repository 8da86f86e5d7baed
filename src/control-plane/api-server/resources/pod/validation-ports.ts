/** Container ports. Models validateContainerPorts and checkHostPortConflicts of pkg/apis/core/validation. */
import { isPortName } from '../../../../api/names.ts'
import { duplicate, type FieldError, required } from '../../../../api/status.ts'
import type { Container, ContainerPort } from '../../../../api/types.ts'
import { each, oneOf, portNumber } from '../checks.ts'

export function validatePorts(ports: readonly ContainerPort[], path: string): FieldError[] {
  const names = new Set<string>()
  return ports.flatMap((port, i) => {
    const at = `${path}[${i}]`
    return [
      ...(port.name ? validateName(port.name, names, `${at}.name`) : []),
      ...(port.containerPort ? portNumber(`${at}.containerPort`, port.containerPort) : [required(`${at}.containerPort`)]),
      ...(port.hostPort ? portNumber(`${at}.hostPort`, port.hostPort) : []),
      ...oneOf(`${at}.protocol`, port.protocol, ['TCP', 'UDP', 'SCTP']),
    ]
  })
}

function validateName(name: string, names: Set<string>, at: string): FieldError[] {
  const messages = isPortName(name)
  if (messages.length > 0) return each(at, name, messages)
  if (names.has(name)) return [duplicate(at, name)]
  names.add(name)
  return []
}

/** Two containers of one node cannot listen at the same place. */
export function hostPortConflicts(containers: readonly Container[], path: string): FieldError[] {
  const taken = new Set<string>()
  return containers.flatMap((container, i) =>
    (container.ports ?? []).flatMap((port, j) => {
      if (!port.hostPort) return []
      const place = `${port.protocol}/${port.hostIP ?? ''}/${port.hostPort}`
      if (taken.has(place)) return [duplicate(`${path}[${i}].ports[${j}].hostPort`, place)]
      taken.add(place)
      return []
    }),
  )
}
