/** NetworkPolicies. Models pkg/apis/networking/validation. */

import { isStrictSubset, validateCIDR } from '../../../../api/ip.ts'
import { validateLabelSelector } from '../../../../api/labels.ts'
import { isPortName } from '../../../../api/names.ts'
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { IPBlock, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../../../../api/types.ts'
import { each, portNumber } from '../checks.ts'

const protocols = ['SCTP', 'TCP', 'UDP']
const types = ['Egress', 'Ingress']

export function validateNetworkPolicy({ spec = { podSelector: {} } }: NetworkPolicy): FieldError[] {
  const { ingress = [], egress = [], policyTypes = [] } = spec
  return [
    ...validateLabelSelector(spec.podSelector, 'spec.podSelector'),
    ...ingress.flatMap(({ ports, from }, i) => validateRule(ports, from, `spec.ingress[${i}]`, 'from')),
    ...egress.flatMap(({ ports, to }, i) => validateRule(ports, to, `spec.egress[${i}]`, 'to')),
    ...(policyTypes.length > types.length
      ? [invalidValue('spec.policyTypes', policyTypes, 'may not specify more than two policyTypes')]
      : policyTypes.flatMap((type, i) => (types.includes(type) ? [] : [notSupported(`spec.policyTypes[${i}]`, type, types)]))),
  ]
}

const validateRule = (
  ports: readonly NetworkPolicyPort[] | undefined,
  peers: readonly NetworkPolicyPeer[] | undefined,
  at: string,
  direction: 'from' | 'to',
): FieldError[] => [
  ...(ports ?? []).flatMap((port, i) => validatePort(port, `${at}.ports[${i}]`)),
  ...(peers ?? []).flatMap((peer, i) => validatePeer(peer, `${at}.${direction}[${i}]`)),
]

function validatePort({ protocol, port, endPort }: NetworkPolicyPort, at: string): FieldError[] {
  const errors: FieldError[] = protocol === undefined || protocols.includes(protocol) ? [] : [notSupported(`${at}.protocol`, protocol, protocols)]
  const wrongEnd = (why: string): FieldError[] => (endPort === undefined ? [] : [invalidValue(`${at}.endPort`, endPort, why)])
  if (port === undefined) return [...errors, ...wrongEnd('may not be specified when `port` is not specified')]
  if (typeof port === 'string')
    return [...errors, ...wrongEnd('may not be specified when `port` is non-numeric'), ...each(`${at}.port`, port, isPortName(port))]
  errors.push(...portNumber(`${at}.port`, port))
  if (endPort === undefined) return errors
  return [...errors, ...(endPort < port ? wrongEnd('must be greater than or equal to `port`') : []), ...portNumber(`${at}.endPort`, endPort)]
}

function validatePeer({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer, at: string): FieldError[] {
  const errors = [
    ...validateLabelSelector(podSelector, `${at}.podSelector`),
    ...validateLabelSelector(namespaceSelector, `${at}.namespaceSelector`),
    ...(ipBlock ? validateBlock(ipBlock, `${at}.ipBlock`) : []),
  ]
  if (!podSelector && !namespaceSelector && !ipBlock) return [...errors, required(at, 'must specify a peer')]
  return ipBlock && (podSelector || namespaceSelector) ? [...errors, forbiddenField(at, 'may not specify both ipBlock and another peer')] : errors
}

function validateBlock({ cidr, except = [] }: IPBlock, at: string): FieldError[] {
  if (!cidr) return [required(`${at}.cidr`)]
  const errors = validateCIDR(`${at}.cidr`, cidr)
  if (errors.length > 0) return errors
  return except.flatMap((range, i) => {
    const wrong = validateCIDR(`${at}.except[${i}]`, range)
    if (wrong.length > 0 || isStrictSubset(range, cidr)) return wrong
    return [invalidValue(`${at}.except[${i}]`, range, 'must be a strict subset of `cidr`')]
  })
}
