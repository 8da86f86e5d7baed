/** Ingresses. Models pkg/apis/networking/validation. */

import { familyOf, validateIP } from '../../../../api/ip.ts'
import { isWildcardDns1123Subdomain } from '../../../../api/names.ts'
import { type FieldError, invalidValue, required } from '../../../../api/status.ts'
import type { Ingress, IngressRule, IngressTLS } from '../../../../api/types.ts'
import { dnsSubdomain, each } from '../checks.ts'
import { validateBackend } from './backend-validation.ts'
import { validatePath } from './path-validation.ts'

const classAnnotation = 'kubernetes.io/ingress.class'

export function validateIngress({ spec = {} }: Ingress): FieldError[] {
  const { rules = [], defaultBackend, tls = [], ingressClassName } = spec
  return [
    ...(rules.length === 0 && !defaultBackend ? [invalidValue('spec', null, 'either `defaultBackend` or `rules` must be specified')] : []),
    ...(defaultBackend ? validateBackend(defaultBackend, 'spec.defaultBackend') : []),
    ...rules.flatMap((rule, i) => validateRule(rule, `spec.rules[${i}]`)),
    ...tls.flatMap((entry, i) => validateTLS(entry, `spec.tls[${i}]`)),
    ...(ingressClassName === undefined ? [] : dnsSubdomain('spec.ingressClassName', ingressClassName)),
  ]
}

export function validateIngressCreate({ metadata, spec }: Ingress): FieldError[] {
  const named = metadata.annotations?.[classAnnotation]
  if (named === undefined || spec?.ingressClassName === undefined || named === spec.ingressClassName) return []
  return [invalidValue(`annotations.${classAnnotation}`, named, 'must match `ingressClassName` when both are specified')]
}

function validateRule({ host, http }: IngressRule, at: string): FieldError[] {
  const errors: FieldError[] = []
  if (host) {
    if (familyOf(host)) errors.push(invalidValue(`${at}.host`, host, 'must be a DNS name, not an IP address'))
    errors.push(...validateHost(host, `${at}.host`))
  }
  if (!http) return errors
  const paths = http.paths ?? []
  if (paths.length === 0) errors.push(required(`${at}.http.paths`))
  return [...errors, ...paths.flatMap((path, i) => validatePath(path, `${at}.http.paths[${i}]`))]
}

const validateHost = (host: string, at: string): FieldError[] =>
  host.includes('*') ? each(at, host, isWildcardDns1123Subdomain(host)) : dnsSubdomain(at, host)

const validateTLS = ({ hosts = [], secretName }: IngressTLS, at: string): FieldError[] => [
  ...hosts.flatMap((host, i) => validateHost(host, `${at}.hosts[${i}]`)),
  ...(secretName ? dnsSubdomain(`${at}.secretName`, secretName) : []),
]

export function validateIngressStatus({ status }: Ingress): FieldError[] {
  return (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }, i) => {
    const at = `status.loadBalancer.ingress[${i}]`
    return [
      ...(ip ? validateIP(`${at}.ip`, ip) : []),
      ...(hostname ? dnsSubdomain(`${at}.hostname`, hostname) : []),
      ...(hostname && familyOf(hostname) ? [invalidValue(`${at}.hostname`, hostname, 'must be a DNS name, not an IP address')] : []),
    ]
  })
}
