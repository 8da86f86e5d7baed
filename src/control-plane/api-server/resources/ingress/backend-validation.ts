/** Where an Ingress sends requests: a port of a Service, or an object of another kind. */
import { isDns1035Label, isPathSegmentName, isPortName } from '../../../../api/names.ts'
import { type FieldError, invalidValue, required } from '../../../../api/status.ts'
import type { IngressBackend, IngressServiceBackend } from '../../../../api/types.ts'
import { dnsSubdomain, each, portNumber } from '../checks.ts'

export function validateBackend({ resource, service }: IngressBackend, at: string): FieldError[] {
  if (resource && service) return [invalidValue(at, '', 'cannot set both resource and service backends')]
  if (resource) return validateObject(resource, `${at}.resource`)
  return service ? validateService(service, at) : [invalidValue(at, '', 'resource or service backend is required')]
}

function validateService({ name, port: { name: portName = '', number = 0 } = {} }: IngressServiceBackend, at: string): FieldError[] {
  const errors = name ? each(`${at}.service.name`, name, isDns1035Label(name)) : [required(`${at}.service.name`)]
  if (portName && number) return [...errors, invalidValue(at, '', 'cannot set both port name & port number')]
  if (portName) return [...errors, ...each(`${at}.service.port.name`, portName, isPortName(portName))]
  return [...errors, ...(number ? portNumber(`${at}.service.port.number`, number) : [required(at, 'port name or number is required')])]
}

interface NamedObject {
  readonly apiGroup?: string
  readonly kind?: string
  readonly name?: string
}

/** Any object, named by group, kind and name. */
export const validateObject = ({ apiGroup, kind, name }: NamedObject, at: string): FieldError[] => [
  ...(apiGroup === undefined ? [] : dnsSubdomain(`${at}.apiGroup`, apiGroup)),
  ...segment(`${at}.kind`, kind),
  ...segment(`${at}.name`, name),
]

export const segment = (at: string, value: string | undefined): FieldError[] => (value ? each(at, value, isPathSegmentName(value)) : [required(at)])
