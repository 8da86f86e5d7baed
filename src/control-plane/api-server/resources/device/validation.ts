/** Devices, and what claims ask of them. Models pkg/apis/resource/validation. Not checked: whether CEL selectors compile, and capacities. */
import { duplicate, type FieldError, invalidValue, required, tooMany } from '../../../../api/status.ts'
import type {
  DeviceRequest,
  DeviceSelector,
  ExactDeviceRequest,
  OpaqueDeviceConfiguration,
  ResourceClaimSpec,
  ResourceSliceSpec,
} from '../../../../api/types.ts'
import { dnsLabel, dnsSubdomain, oneOf } from '../checks.ts'

const mostSelectors = 32
const mostRequests = 32
const mostDevices = 128

export const validateSelectors = (selectors: readonly DeviceSelector[], at: string): FieldError[] =>
  selectors.length > mostSelectors
    ? [tooMany(at, selectors.length, mostSelectors)]
    : selectors.flatMap(({ cel }, i) => {
        if (!cel) return [required(`${at}[${i}].cel`)]
        return cel.expression ? [] : [required(`${at}[${i}].cel.expression`)]
      })

export function validateOpaque(opaque: OpaqueDeviceConfiguration | undefined, at: string): FieldError[] {
  if (!opaque) return [required(`${at}.opaque`)]
  return [...driver(opaque.driver, `${at}.opaque.driver`), ...(opaque.parameters === undefined ? [required(`${at}.opaque.parameters`)] : [])]
}

const driver = (name: string | undefined, at: string): FieldError[] => (name ? dnsSubdomain(at, name) : [required(at)])

/** `at`: path of the spec. */
export function validateClaimSpec({ devices }: ResourceClaimSpec, at: string): FieldError[] {
  const requests = devices?.requests ?? []
  const path = `${at}.devices`
  if (requests.length > mostRequests) return [tooMany(`${path}.requests`, requests.length, mostRequests)]
  return [
    ...requests.flatMap((request, i) => [
      ...validateRequest(request, `${path}.requests[${i}]`),
      ...(requests.findIndex(({ name }) => name === request.name) < i ? [duplicate(`${path}.requests[${i}].name`, request.name)] : []),
    ]),
    ...(devices?.config ?? []).flatMap(({ opaque }, i) => validateOpaque(opaque, `${path}.config[${i}]`)),
  ]
}

function validateRequest({ name, exactly, firstAvailable = [] }: DeviceRequest, at: string): FieldError[] {
  const errors = name ? dnsLabel(`${at}.name`, name) : [required(`${at}.name`)]
  if (!exactly && firstAvailable.length === 0) return [...errors, required(at, 'exactly one of `exactly` or `firstAvailable` is required')]
  if (exactly && firstAvailable.length > 0)
    return [...errors, invalidValue(at, '', 'exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set')]
  if (exactly) return [...errors, ...validateExactly(exactly, `${at}.exactly`)]
  return [
    ...errors,
    ...firstAvailable.flatMap((request, i) => [
      ...(request.name ? dnsLabel(`${at}.firstAvailable[${i}].name`, request.name) : [required(`${at}.firstAvailable[${i}].name`)]),
      ...validateExactly(request, `${at}.firstAvailable[${i}]`),
    ]),
  ]
}

function validateExactly({ deviceClassName, selectors = [], allocationMode, count = 0 }: ExactDeviceRequest, at: string): FieldError[] {
  return [
    ...driver(deviceClassName, `${at}.deviceClassName`),
    ...validateSelectors(selectors, `${at}.selectors`),
    ...(allocationMode === 'All' && count !== 0 ? [invalidValue(`${at}.count`, count, `must not be specified when allocationMode is 'All'`)] : []),
    ...(allocationMode === 'ExactCount' && count <= 0 ? [invalidValue(`${at}.count`, count, 'must be greater than zero')] : []),
    ...oneOf(`${at}.allocationMode`, allocationMode, ['All', 'ExactCount']),
  ]
}

export function validateSliceSpec(spec: ResourceSliceSpec): FieldError[] {
  const { pool, devices = [] } = spec
  const where = (['nodeName', 'nodeSelector', 'allNodes', 'perDeviceNodeSelection'] as const).filter((field) => spec[field] !== undefined)
  const places = '`nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection`'
  return [
    ...driver(spec.driver, 'spec.driver'),
    ...(pool?.name ? [] : [required('spec.pool.name')]),
    ...((pool?.resourceSliceCount ?? 0) <= 0 ? [invalidValue('spec.pool.resourceSliceCount', pool?.resourceSliceCount ?? 0, 'must be greater than zero')] : []),
    ...((pool?.generation ?? 0) < 0 ? [invalidValue('spec.pool.generation', pool.generation, 'must be greater than or equal to zero')] : []),
    ...(where.length === 0 ? [required('spec', `exactly one of ${places} is required`)] : []),
    ...(where.length > 1
      ? [invalidValue('spec', `{${where.map((field) => `\`${field}\``).join(', ')}}`, `exactly one of ${places} is required, but multiple fields are set`)]
      : []),
    ...(devices.length > mostDevices ? [tooMany('spec.devices', devices.length, mostDevices)] : []),
    ...devices.flatMap(({ name }, i) => [
      ...(name ? dnsLabel(`spec.devices[${i}].name`, name) : [required(`spec.devices[${i}].name`)]),
      ...(devices.findIndex((other) => other.name === name) < i ? [duplicate(`spec.devices[${i}].name`, name)] : []),
    ]),
  ]
}
