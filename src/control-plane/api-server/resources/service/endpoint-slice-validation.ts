/** Models ValidateEndpointSlice of pkg/apis/discovery/validation. */

import { familyOf, validateIP, validateNonSpecialIP } from '../../../../api/ip.ts'
import { isDns1123Label, isDns1123Subdomain } from '../../../../api/names.ts'
import { duplicate, type FieldError, invalidValue, notSupported, required, tooMany } from '../../../../api/status.ts'
import type { Endpoint, EndpointSlice } from '../../../../api/types.ts'
import { dnsLabel, each, qualifiedName, unchanged } from '../checks.ts'

const addressTypes = ['FQDN', 'IPv4', 'IPv6']

export function validateEndpointSlice(slice: EndpointSlice): FieldError[] {
  const endpoints = slice.endpoints ?? []
  const errors: FieldError[] = []
  if (!slice.addressType) errors.push(required('addressType'))
  else if (!addressTypes.includes(slice.addressType)) errors.push(notSupported('addressType', slice.addressType, addressTypes))
  if (endpoints.length > 1000) errors.push(tooMany('endpoints', endpoints.length, 1000))
  errors.push(...endpoints.flatMap((endpoint, i) => validateEndpoint(endpoint, slice.addressType, `endpoints[${i}]`)))
  return [...errors, ...validatePorts(slice)]
}

function validateEndpoint(endpoint: Endpoint, type: string, at: string): FieldError[] {
  const addresses = endpoint.addresses ?? []
  const errors: FieldError[] = []
  if (addresses.length === 0) errors.push(required(`${at}.addresses`, 'must contain at least 1 address'))
  if (addresses.length > 100) errors.push(tooMany(`${at}.addresses`, addresses.length, 100))
  for (const [i, address] of addresses.entries()) errors.push(...validateAddress(address, type, `${at}.addresses[${i}]`))
  if (endpoint.nodeName !== undefined) errors.push(...each(`${at}.nodeName`, endpoint.nodeName, isDns1123Subdomain(endpoint.nodeName)))
  if (endpoint.hostname !== undefined) errors.push(...each(`${at}.hostname`, endpoint.hostname, isDns1123Label(endpoint.hostname)))
  return errors
}

function validateAddress(address: string, type: string, at: string): FieldError[] {
  if (type === 'FQDN') return each(at, address, isDns1123Subdomain(address))
  if (familyOf(address) === type) return validateNonSpecialIP(at, address)
  const errors = validateIP(at, address)
  return errors.length > 0 ? errors : [invalidValue(at, address, `must be an ${type} address`)]
}

function validatePorts({ ports = [] }: EndpointSlice): FieldError[] {
  const names = new Set<string>()
  if (ports.length > 20000) return [tooMany('ports', ports.length, 20000)]
  return ports.flatMap((port, i) => {
    const errors: FieldError[] = []
    const name = port.name ?? ''
    if (name !== '') errors.push(...dnsLabel(`ports[${i}].name`, name))
    if (names.has(name)) errors.push(duplicate(`ports[${i}].name`, name))
    names.add(name)
    const protocols = ['SCTP', 'TCP', 'UDP']
    if (!port.protocol) errors.push(required(`ports[${i}].protocol`))
    else if (!protocols.includes(port.protocol)) errors.push(notSupported(`ports[${i}].protocol`, port.protocol, protocols))
    if (port.appProtocol) errors.push(...qualifiedName(`ports[${i}].appProtocol`, port.appProtocol))
    return errors
  })
}

export const validateEndpointSliceUpdate = (slice: EndpointSlice, old: EndpointSlice): FieldError[] =>
  unchanged('addressType', slice.addressType, old.addressType)
