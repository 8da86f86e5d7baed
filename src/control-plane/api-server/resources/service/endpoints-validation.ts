/** Models ValidateEndpoints of pkg/apis/core/validation. */

import { validateIP, validateNonSpecialIP } from '../../../../api/ip.ts'
import { type FieldError, required } from '../../../../api/status.ts'
import type { EndpointAddress, EndpointSubset, Endpoints } from '../../../../api/types.ts'
import { dnsLabel, dnsSubdomain, oneOf, portNumber, qualifiedName } from '../checks.ts'

export const validateEndpoints = (endpoints: Endpoints): FieldError[] =>
  (endpoints.subsets ?? []).flatMap((subset, i) => validateSubset(subset, `subsets[${i}]`))

function validateSubset({ addresses = [], notReadyAddresses = [], ports = [] }: EndpointSubset, at: string): FieldError[] {
  return [
    ...(addresses.length + notReadyAddresses.length === 0 ? [required(at, 'must specify `addresses` or `notReadyAddresses`')] : []),
    ...addresses.flatMap((address, i) => validateAddress(address, `${at}.addresses[${i}]`)),
    ...notReadyAddresses.flatMap((address, i) => validateAddress(address, `${at}.notReadyAddresses[${i}]`)),
    ...ports.flatMap((port, i) => [
      ...(port.name ? dnsLabel(`${at}.ports[${i}].name`, port.name) : ports.length > 1 ? [required(`${at}.ports[${i}].name`)] : []),
      ...portNumber(`${at}.ports[${i}].port`, port.port),
      ...oneOf(`${at}.ports[${i}].protocol`, port.protocol, ['SCTP', 'TCP', 'UDP']),
      ...(port.appProtocol === undefined ? [] : qualifiedName(`${at}.ports[${i}].appProtocol`, port.appProtocol)),
    ]),
  ]
}

function validateAddress({ ip, hostname, nodeName }: EndpointAddress, at: string): FieldError[] {
  const errors = validateIP(`${at}.ip`, ip)
  if (errors.length === 0) errors.push(...validateNonSpecialIP(`${at}.ip`, ip))
  if (hostname) errors.push(...dnsLabel(`${at}.hostname`, hostname))
  if (nodeName !== undefined) errors.push(...dnsSubdomain(`${at}.nodeName`, nodeName))
  return errors
}
