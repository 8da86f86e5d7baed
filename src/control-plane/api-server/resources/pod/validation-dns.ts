/** A pod's own resolver settings. Models validatePodDNSConfig of pkg/apis/core/validation. */

import { validateIP } from '../../../../api/ip.ts'
import { patternText } from '../../../../api/names.ts'
import { type FieldError, invalidValue, required } from '../../../../api/status.ts'
import type { PodSpec } from '../../../../api/types.ts'
import { each } from '../checks.ts'

const label = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?'
const domainPattern = `${label}(\\.${label})*`

/** A subdomain in which labels may begin with an underscore, as in service records. */
function searchDomain(name: string): readonly string[] {
  if (name.length > 253) return ['must be no more than 253 bytes']
  const text =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character"
  return new RegExp(`^${domainPattern}$`).test(name) ? [] : [patternText(text, domainPattern, 'example.com')]
}

export function validateDnsConfig({ dnsConfig, dnsPolicy }: PodSpec, path: string): FieldError[] {
  if (dnsPolicy === 'None' && !dnsConfig) return [required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')]
  if (!dnsConfig) return []
  const { nameservers = [], searches = [], options = [] } = dnsConfig
  if (dnsPolicy === 'None' && nameservers.length === 0)
    return [required(`${path}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None')]
  const errors: FieldError[] = []
  if (nameservers.length > 3) errors.push(invalidValue(`${path}.nameservers`, nameservers, 'must not have more than 3 nameservers'))
  errors.push(...nameservers.flatMap((server, i) => validateIP(`${path}.nameservers[${i}]`, server)))
  if (searches.length > 32) errors.push(invalidValue(`${path}.searches`, searches, 'must not have more than 32 search paths'))
  if (searches.join(' ').length > 2048)
    errors.push(invalidValue(`${path}.searches`, searches, 'must not have more than 2048 characters (including spaces) in the search list'))
  for (const [i, search] of searches.entries()) {
    const domain = search.replace(/\.$/, '')
    if (search !== '.') errors.push(...each(`${path}.searches[${i}]`, domain, searchDomain(domain)))
  }
  for (const [i, option] of options.entries()) if (!option.name) errors.push(required(`${path}.options[${i}]`, 'must not be empty'))
  return errors
}
