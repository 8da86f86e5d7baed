/** clusterIPs, ipFamilies and ipFamilyPolicy. Models ValidateServiceClusterIPsRelatedFields of pkg/apis/core/validation. */

import { familyOf, validateIP } from '../../../../api/ip.ts'
import { duplicate, type FieldError, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { ServiceSpec } from '../../../../api/types.ts'
import { isHeadless } from './defaults.ts'

const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack']

export function validateAddresses(spec: ServiceSpec): FieldError[] {
  if (spec.type === 'ExternalName') return []
  const ips = spec.clusterIPs ?? []
  const errors: FieldError[] = []
  if (spec.clusterIP) {
    if (ips.length === 0) errors.push(required('spec.clusterIPs'))
    else if (ips[0] !== spec.clusterIP) errors.push(invalidValue('spec.clusterIPs', ips, 'first value must match `clusterIP`'))
  } else if (ips.length > 0) errors.push(invalidValue('spec.clusterIPs', ips, 'must be empty when `clusterIP` is not specified'))
  errors.push(...validateFamilies(spec.ipFamilies ?? []))
  if (spec.ipFamilyPolicy !== undefined && !policies.includes(spec.ipFamilyPolicy))
    errors.push(notSupported('spec.ipFamilyPolicy', spec.ipFamilyPolicy, policies))
  return [...errors, ...validateIPs(ips, spec)]
}

function validateFamilies(families: readonly string[]): FieldError[] {
  return families.flatMap((family, i) => [
    ...(family === 'IPv4' || family === 'IPv6' ? [] : [notSupported(`spec.ipFamilies[${i}]`, family, ['IPv4', 'IPv6'])]),
    ...(families.indexOf(family) < i ? [duplicate(`spec.ipFamilies[${i}]`, family)] : []),
  ])
}

function validateIPs(ips: readonly string[], spec: ServiceSpec): FieldError[] {
  const errors: FieldError[] = []
  if (ips[0] === 'None' && ips.length > 1) errors.push(invalidValue('spec.clusterIPs', ips, "'None' must be the first and only value"))
  for (const [i, ip] of ips.entries()) if (i > 0 || ip !== 'None') errors.push(...validateIP(`spec.clusterIPs[${i}]`, ip))
  const broken = errors.length > 0
  if (ips.length > 2) errors.push(invalidValue('spec.clusterIPs', ips, 'may only hold up to 2 values'))
  if (broken) return errors
  if (ips.length > 1 && new Set(ips.map(familyOf)).size !== 2)
    errors.push(invalidValue('spec.clusterIPs', ips, 'may specify no more than one IP for each IP family'))
  if (isHeadless(spec)) return errors
  for (const [i, family] of (spec.ipFamilies ?? []).entries()) {
    const ip = ips[i]
    if (ip !== undefined && familyOf(ip) !== family)
      errors.push(invalidValue(`spec.clusterIPs[${i}]`, ip, `expected an ${family} value as indicated by \`ipFamilies[${i}]\``))
  }
  return errors
}

/** Addresses stay, unless the service changes from or to ExternalName. */
export function validateAddressesUpdate(spec: ServiceSpec, old: ServiceSpec): FieldError[] {
  if (spec.type === 'ExternalName' || old.type === 'ExternalName' || (isHeadless(spec) && isHeadless(old))) return []
  const now = spec.clusterIPs ?? []
  const before = old.clusterIPs ?? []
  if (now.length === before.length)
    return before.flatMap((ip, i) => (ip === now[i] ? [] : [invalidValue(`spec.clusterIPs[${i}]`, now, 'may not change once set')]))
  if (now.length === 0) return [invalidValue('spec.clusterIPs[0]', spec.clusterIPs ?? null, 'primary clusterIP can not be unset')]
  return before.length > 0 && now[0] !== before[0] ? [invalidValue('spec.clusterIPs[0]', now, 'may not change once set')] : []
}
