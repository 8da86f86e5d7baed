/** Kinds of networking.k8s.io: what the API server fills in and what it refuses. */
import { describe, expect, test } from '@jest/globals'
import { kindAt } from './verdict.ts'

const group = '/apis/networking.k8s.io/v1'
const ingress = kindAt(`${group}/namespaces/default/ingresses`, 'Ingress')
const ingressClass = kindAt(`${group}/ingressclasses`, 'IngressClass')
const networkPolicy = kindAt(`${group}/namespaces/default/networkpolicies`, 'NetworkPolicy')
const serviceCIDR = kindAt(`${group}/servicecidrs`, 'ServiceCIDR')
const ipAddress = kindAt(`${group}/ipaddresses`, 'IPAddress')

const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"

describe('an Ingress', () => {
  const backend = { service: { name: 'web', port: { number: 80 } } }
  const rule = (path: object, host = 'example.com'): object => ({
    spec: { rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend, ...path }] } }] },
  })
  const at = 'spec.rules[0].http.paths[0]'

  test('has an empty load balancer and a generation', () => {
    const { status, metadata } = ingress.created({ ...rule({}), status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } } })
    expect({ status, generation: metadata.generation }).toEqual({ status: { loadBalancer: {} }, generation: 1 })
  })

  test.each<[string, object, string]>([
    ['nothing', { spec: {} }, 'spec: Invalid value: null: either `defaultBackend` or `rules` must be specified'],
    ['a default backend alone', { spec: { defaultBackend: backend } }, 'ok'],
    ['a host that is an address', rule({}, '10.0.0.1'), 'spec.rules[0].host: Invalid value: "10.0.0.1": must be a DNS name, not an IP address'],
    [
      'a star in the middle',
      rule({}, 'a.*.com'),
      `spec.rules[0].host: Invalid value: "a.*.com": a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
    ],
    ['a star in front', rule({}, '*.example.com'), 'ok'],
    ['a host in capitals', rule({}, 'Example.com'), `spec.rules[0].host: Invalid value: "Example.com": ${subdomain}`],
    ['no paths', { spec: { rules: [{ http: { paths: [] } }] } }, 'spec.rules[0].http.paths: Required value'],
    ['no type of path', rule({ pathType: undefined }), `${at}.pathType: Required value: pathType must be specified`],
    [
      'a type of path that is none',
      rule({ pathType: 'Regex' }),
      `${at}.pathType: Unsupported value: "Regex": supported values: "Exact", "ImplementationSpecific", "Prefix"`,
    ],
    ['a relative path', rule({ path: 'shop' }), `${at}.path: Invalid value: "shop": must be an absolute path`],
    ['a path that goes up', rule({ path: '/a/..' }), `${at}.path: Invalid value: "/a/..": cannot end with '/..'`],
    ['two slashes', rule({ path: '//a' }), `${at}.path: Invalid value: "//a": must not contain '//'`],
    ['no backend', rule({ backend: {} }), `${at}.backend: Invalid value: "": resource or service backend is required`],
    ['a service without a port', rule({ backend: { service: { name: 'web' } } }), `${at}.backend: Required value: port name or number is required`],
    [
      'both name and number of a port',
      rule({ backend: { service: { name: 'web', port: { name: 'http', number: 80 } } } }),
      `${at}.backend: Invalid value: "": cannot set both port name & port number`,
    ],
    [
      'a port out of range',
      rule({ backend: { service: { name: 'web', port: { number: 70000 } } } }),
      `${at}.backend.service.port.number: Invalid value: 70000: must be between 1 and 65535, inclusive`,
    ],
    ['no service name', rule({ backend: { service: { port: { number: 80 } } } }), `${at}.backend.service.name: Required value`],
    ['a bad class', { spec: { ...(rule({}) as any).spec, ingressClassName: 'A' } }, `spec.ingressClassName: Invalid value: "A": ${subdomain}`],
    ['a bad secret', { spec: { ...(rule({}) as any).spec, tls: [{ secretName: 'A' }] } }, `spec.tls[0].secretName: Invalid value: "A": ${subdomain}`],
  ])('with %s', (_, fields, text) => expect(ingress.refused(fields)).toBe(text))

  test('may name its class once', () => {
    const annotations = { 'kubernetes.io/ingress.class': 'nginx' }
    expect(ingress.refused({ spec: { ingressClassName: 'traefik', defaultBackend: backend } }, { annotations })).toBe(
      'annotations.kubernetes.io/ingress.class: Invalid value: "nginx": must match `ingressClassName` when both are specified',
    )
  })
})

describe('an IngressClass', () => {
  test('has parameters of the cluster unless told', () => {
    expect(ingressClass.created({ spec: { controller: 'example.com/x', parameters: { kind: 'P', name: 'p' } } }).spec.parameters).toEqual({
      kind: 'P',
      name: 'p',
      scope: 'Cluster',
    })
  })

  test.each<[string, object, string]>([
    ['no controller', {}, 'spec.controller: Required value'],
    [
      'a controller without a domain',
      { controller: 'nginx' },
      'spec.controller: Invalid value: "nginx": must be a domain-prefixed path (such as "acme.io/foo")',
    ],
    [
      'a namespace for parameters of the cluster',
      { controller: 'a.io/b', parameters: { kind: 'P', name: 'p', namespace: 'd' } },
      "spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'",
    ],
    [
      'no namespace for parameters of a namespace',
      { controller: 'a.io/b', parameters: { kind: 'P', name: 'p', scope: 'Namespace' } },
      "spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'",
    ],
  ])('with %s', (_, spec, text) => expect(ingressClass.refused({ spec })).toBe(text))

  test('keeps its controller', () => {
    expect(ingressClass.changed({ spec: { controller: 'a.io/b' } }, { spec: { controller: 'a.io/c' } })).toBe(
      'spec.controller: Invalid value: "a.io/c": field is immutable',
    )
  })
})

describe('a NetworkPolicy', () => {
  const policy = (more: object): object => ({ spec: { podSelector: {}, ...more } })
  const from = (peer: object): object => policy({ ingress: [{ from: [peer] }] })
  const port = (fields: object): object => policy({ ingress: [{ ports: [fields] }] })

  test('is about ingress, and about egress if it has rules for it', () => {
    const types = (fields: object): unknown => networkPolicy.created(fields).spec.policyTypes
    expect([types({ spec: {} }), types(policy({ egress: [{}] })), types(policy({ policyTypes: ['Egress'] }))]).toEqual([
      ['Ingress'],
      ['Ingress', 'Egress'],
      ['Egress'],
    ])
    expect(networkPolicy.created(port({ port: 80 })).spec.ingress[0].ports).toEqual([{ port: 80, protocol: 'TCP' }])
  })

  test.each<[string, object, string]>([
    ['a peer that is none', from({}), 'spec.ingress[0].from[0]: Required value: must specify a peer'],
    [
      'a block and a selector',
      from({ ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} }),
      'spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another peer',
    ],
    [
      'a block that is none',
      from({ ipBlock: { cidr: '10.0.0.0' } }),
      'spec.ingress[0].from[0].ipBlock.cidr: Invalid value: "10.0.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
    ],
    [
      'an exception from elsewhere',
      from({ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16', '11.0.0.0/16'] } }),
      'spec.ingress[0].from[0].ipBlock.except[1]: Invalid value: "11.0.0.0/16": must be a strict subset of `cidr`',
    ],
    [
      'a protocol that is none',
      port({ protocol: 'HTTP' }),
      'spec.ingress[0].ports[0].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"',
    ],
    ['an end before the port', port({ port: 80, endPort: 70 }), 'spec.ingress[0].ports[0].endPort: Invalid value: 70: must be greater than or equal to `port`'],
    [
      'an end of a name',
      port({ port: 'http', endPort: 70 }),
      'spec.ingress[0].ports[0].endPort: Invalid value: 70: may not be specified when `port` is non-numeric',
    ],
    ['an end of nothing', port({ endPort: 70 }), 'spec.ingress[0].ports[0].endPort: Invalid value: 70: may not be specified when `port` is not specified'],
    ['a type that is none', policy({ policyTypes: ['Both'] }), 'spec.policyTypes[0]: Unsupported value: "Both": supported values: "Egress", "Ingress"'],
    [
      'a broken selector',
      policy({ podSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } }),
      "spec.podSelector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
    ],
  ])('with %s', (_, fields, text) => expect(networkPolicy.refused(fields)).toBe(text))
})

describe('addresses of services', () => {
  test.each<[string, object, string]>([
    ['no range', {}, 'spec.cidrs: Required value: at least one CIDR required'],
    [
      'two ranges of one family',
      { cidrs: ['10.0.0.0/24', '10.1.0.0/24'] },
      'spec.cidrs: Invalid value: ["10.0.0.0/24","10.1.0.0/24"]: may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64',
    ],
    ['bits that do not count', { cidrs: ['10.0.0.1/24'] }, 'spec.cidrs[0]: Invalid value: "10.0.0.1/24": must not have bits set beyond the prefix length'],
    ['a form of its own', { cidrs: ['fd00:0::/64'] }, 'spec.cidrs[0]: Invalid value: "fd00:0::/64": must be in canonical form ("fd00::/64")'],
    ['both families', { cidrs: ['10.0.0.0/24', 'fd00::/64'] }, 'ok'],
  ])('a ServiceCIDR with %s', (_, spec, text) => expect(serviceCIDR.refused({ spec })).toBe(text))

  test('a ServiceCIDR may gain a family and nothing else', () => {
    const change = (cidrs: string[]): string => serviceCIDR.changed({ spec: { cidrs: ['10.0.0.0/24'] } }, { spec: { cidrs } })
    expect([change(['10.0.0.0/24', 'fd00::/64']), change(['10.1.0.0/24'])]).toEqual(['ok', 'spec.cidrs[0]: Invalid value: "10.1.0.0/24": field is immutable'])
  })

  test('an IPAddress is named by its address', () => {
    const spec = { parentRef: { resource: 'services', namespace: 'default', name: 'web' } }
    expect(ipAddress.refused({ spec }, { name: '10.0.0.9' })).toBe('ok')
    expect(ipAddress.refused({ spec }, { name: 'fd00:0::1' })).toBe('metadata.name: Invalid value: "fd00:0::1": must be in canonical form ("fd00::1")')
    expect(ipAddress.refused({}, { name: '10.0.0.9' })).toBe('spec.parentRef: Required value')
  })
})
