/** What the API server refuses, in its own words. Each case is a request as kubectl sends it. */
import { describe, expect, it, test } from '@jest/globals'
import { server } from './server.ts'

const merge = { 'content-type': 'application/merge-patch+json' }
const pods = '/api/v1/namespaces/default/pods'
const services = '/api/v1/namespaces/default/services'

const container = (more: object = {}): object => ({ name: 'c', image: 'nginx', ...more })
const podOf = (spec: object, metadata: object = {}): object => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', ...metadata }, spec })

/** The text after `Pod "web" is invalid: `, or `ok`. */
function verdict(path: string, object: object): string {
  const { status, body } = server().send('POST', path, object)
  return status === 201 ? 'ok' : body.message.replace(/^\S+ "\S*" is invalid: /, '')
}

const pod = (spec: object): string => verdict(pods, podOf(spec))
const withContainer = (more: object, spec: object = {}): string => pod({ containers: [container(more)], ...spec })

const label =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"

describe('a pod', () => {
  test.each<[string, string, string]>([
    ['no containers', pod({ containers: [] }), 'spec.containers: Required value'],
    ['a container without a name', withContainer({ name: '' }), 'spec.containers[0].name: Required value'],
    ['a container with a bad name', withContainer({ name: 'My_App' }), `spec.containers[0].name: Invalid value: "My_App": ${label}`],
    ['no image', withContainer({ image: '' }), 'spec.containers[0].image: Required value'],
    [
      'an image with a space',
      withContainer({ image: ' nginx' }),
      'spec.containers[0].image: Invalid value: " nginx": must not have leading or trailing whitespace',
    ],
    ['two containers of one name', pod({ containers: [container(), container()] }), 'spec.containers[1].name: Duplicate value: "c"'],
    [
      'a port out of range',
      withContainer({ ports: [{ containerPort: 70000 }] }),
      'spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
    ],
    [
      'a protocol that is none',
      withContainer({ ports: [{ containerPort: 80, protocol: 'HTTP' }] }),
      'spec.containers[0].ports[0].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"',
    ],
    [
      'a restart policy that is none',
      withContainer({}, { restartPolicy: 'Sometimes' }),
      'spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"',
    ],
    [
      'requests above limits',
      withContainer({ resources: { requests: { memory: '2Gi' }, limits: { memory: '1Gi' } } }),
      'spec.containers[0].resources.requests: Invalid value: "2Gi": must be less than or equal to memory limit of 1Gi',
    ],
    [
      'a resource that is none',
      withContainer({ resources: { requests: { ram: '1Gi' } } }),
      '[spec.containers[0].resources.requests[ram]: Invalid value: "ram": must be a standard resource type or fully qualified, spec.containers[0].resources.requests[ram]: Invalid value: "ram": must be a standard resource for containers]',
    ],
    [
      'a mount without a volume',
      withContainer({ volumeMounts: [{ name: 'data', mountPath: '/data' }] }),
      'spec.containers[0].volumeMounts[0].name: Not found: "data"',
    ],
    ['two volumes of one name', withContainer({}, { volumes: [{ name: 'a' }, { name: 'a' }] }), 'spec.volumes[1].name: Duplicate value: "a"'],
    [
      'two sources for one volume',
      withContainer({}, { volumes: [{ name: 'a', emptyDir: {}, hostPath: { path: '/' } }] }),
      'spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type',
    ],
    [
      'a probe that asks nothing',
      withContainer({ livenessProbe: { periodSeconds: 5 } }),
      'spec.containers[0].livenessProbe: Required value: must specify a handler type',
    ],
    [
      'a liveness probe that must succeed twice',
      withContainer({ livenessProbe: { tcpSocket: { port: 80 }, successThreshold: 2 } }),
      'spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1',
    ],
    [
      'a toleration without operator or key',
      withContainer({}, { tolerations: [{ effect: 'NoSchedule' }] }),
      'spec.tolerations[0].operator: Invalid value: "": operator must be Exists when `key` is empty, which means "match all values and all keys"',
    ],
    [
      'an affinity operator that is none',
      withContainer(
        {},
        {
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [{ matchExpressions: [{ key: 'disk', operator: 'Equals', values: ['ssd'] }] }],
              },
            },
          },
        },
      ),
      'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].operator: Invalid value: "Equals": not a valid selector operator',
    ],
    [
      'an init container with a probe',
      pod({ containers: [container()], initContainers: [{ name: 'i', image: 'i', livenessProbe: { tcpSocket: { port: 1 } } }] }),
      'spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
    ],
    [
      'an ephemeral container from the start',
      withContainer({}, { ephemeralContainers: [{ name: 'd', image: 'busybox' }] }),
      'spec.ephemeralContainers: Forbidden: cannot be set on create',
    ],
    [
      'a field reference that is not offered',
      withContainer({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.nope' } } }] }),
      'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.nope": error converting fieldPath: field label not supported: spec.nope',
    ],
  ])('with %s', (_case, said, expected) => {
    expect(said).toBe(expected)
  })

  it('may have variables with any printable name', () => {
    expect(withContainer({ env: [{ name: 'my.var-1', value: 'x' }] })).toBe('ok')
  })

  it('with a variable defined twice brings a warning', () => {
    const env = [
      { name: 'A', value: '1' },
      { name: 'A', value: '2' },
    ]
    expect(server().send('POST', pods, podOf({ containers: [container({ env })] })).headers.warning).toBe(
      String.raw`299 - "spec.containers[0].env[1]: hides previous definition of \"A\", which may be dropped when using apply"`,
    )
  })
})

describe('a service', () => {
  const serviceOf = (spec: object, name = 'web'): object => ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec })
  const service = (spec: object): string => verdict(services, serviceOf(spec))
  const port = { port: 80 }

  test.each<[string, string, string]>([
    ['no ports', service({}), 'spec.ports: Required value'],
    ['two ports without names', service({ ports: [port, { port: 81 }] }), '[spec.ports[0].name: Required value, spec.ports[1].name: Required value]'],
    [
      'a node port but no such type',
      service({ ports: [{ ...port, nodePort: 30080 }] }),
      "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
    ],
    [
      'a node port out of range',
      service({ type: 'NodePort', ports: [{ ...port, nodePort: 80 }] }),
      'spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
    ],
    [
      'a type that is none',
      service({ type: 'Ingress', ports: [port] }),
      'spec.type: Unsupported value: "Ingress": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
    ],
    ['no external name', service({ type: 'ExternalName' }), 'spec.externalName: Required value'],
  ])('with %s', (_case, said, expected) => {
    expect(said).toBe(expected)
  })

  it('gets an address, and keeps it', () => {
    const { send } = server()
    const { spec } = send('POST', services, serviceOf({ ports: [port], selector: { app: 'web' } })).body
    expect(spec).toEqual({
      clusterIP: spec.clusterIP,
      clusterIPs: [spec.clusterIP],
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      selector: { app: 'web' },
      sessionAffinity: 'None',
      type: 'ClusterIP',
    })
    expect(spec.clusterIP).toMatch(/^10\.(9[6-9]|10\d|11[01])\.\d+\.\d+$/)
    expect(send('PUT', `${services}/web`, serviceOf({ ports: [{ port: 8080 }] })).body.spec.clusterIP).toBe(spec.clusterIP)
    expect(send('PATCH', `${services}/web`, { spec: { clusterIP: '10.96.0.77' } }, merge).body.message).toBe(
      'Service "web" is invalid: spec.clusterIPs[0]: Invalid value: ["10.96.0.77"]: may not change once set',
    )
  })

  it('cannot have an address or node port that another has', () => {
    const { send } = server()
    send('POST', services, serviceOf({ type: 'NodePort', clusterIP: '10.96.0.10', ports: [{ ...port, nodePort: 30080 }] }))
    expect(send('POST', services, serviceOf({ clusterIP: '10.96.0.10', ports: [port] }, 'b')).body.message).toBe(
      'Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.10"]: failed to allocate IP 10.96.0.10: provided IP is already allocated',
    )
    expect(send('POST', services, serviceOf({ type: 'NodePort', ports: [{ ...port, nodePort: 30080 }] }, 'b')).body.message).toBe(
      'Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated',
    )
  })

  it('may change its type and back', () => {
    const { send } = server()
    send('POST', services, serviceOf({ ports: [port] }))
    const changed = send('PATCH', `${services}/web`, { spec: { type: 'NodePort' } }, merge).body.spec
    expect(changed).toMatchObject({ type: 'NodePort', externalTrafficPolicy: 'Cluster' })
    expect(changed.ports[0].nodePort).toBeGreaterThanOrEqual(30000)
    const back = send('PATCH', `${services}/web`, { spec: { type: 'ClusterIP' } }, merge).body.spec
    expect(back.ports).toEqual([{ port: 80, protocol: 'TCP', targetPort: 80 }])
    expect(back.externalTrafficPolicy).toBeUndefined()
  })
})

describe('a deployment', () => {
  const path = '/apis/apps/v1/namespaces/default/deployments'
  const deploymentOf = (spec: object): object => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [container()] } }, ...spec },
  })

  it('must select its own pods', () => {
    expect(verdict(path, deploymentOf({ selector: { matchLabels: { app: 'other' } } }))).toBe(
      'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
    )
  })

  it('must be able to go on', () => {
    expect(verdict(path, deploymentOf({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }))).toBe(
      'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0',
    )
  })

  it('cannot change its selector', () => {
    const { send } = server()
    send('POST', path, deploymentOf({}))
    const other = { selector: { matchLabels: { app: 'b' } }, template: { metadata: { labels: { app: 'b' } }, spec: { containers: [container()] } } }
    expect(send('PUT', `${path}/web`, deploymentOf(other)).body.message).toBe(
      'Deployment.apps "web" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"b"}}: field is immutable',
    )
  })
})

describe('config and secrets', () => {
  const config = '/api/v1/namespaces/default/configmaps'
  const secrets = '/api/v1/namespaces/default/secrets'
  const secretOf = (type: string, stringData: object = {}): object => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, type, stringData })

  test.each<[string, string, string]>([
    [
      'a key with a slash',
      verdict(config, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { 'a/b': '1' } }),
      "data[a/b]: Invalid value: \"a/b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
    ],
    [
      'more than a mebibyte',
      verdict(config, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: 'x'.repeat(1048577) } }),
      '[]: Too long: may not be more than 1048576 bytes',
    ],
    ['a TLS secret without a key', verdict(secrets, secretOf('kubernetes.io/tls', { 'tls.crt': 'x' })), 'data[tls.key]: Required value'],
    [
      'a registry password that is no JSON',
      verdict(secrets, secretOf('kubernetes.io/dockerconfigjson', { '.dockerconfigjson': 'nope' })),
      "data[.dockerconfigjson]: Invalid value: \"<secret contents redacted>\": invalid character 'o' in literal null (expecting 'u')",
    ],
  ])('with %s', (_case, said, expected) => {
    expect(said).toBe(expected)
  })

  it('that are immutable stay', () => {
    const { send } = server()
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: '1' }, immutable: true }
    send('POST', config, object)
    expect(send('PUT', `${config}/c`, { ...object, data: { a: '2' } }).body.message).toBe(
      'ConfigMap "c" is invalid: data: Forbidden: field is immutable when `immutable` is set',
    )
  })

  it('stringData is stored as data', () => {
    const { send } = server()
    expect(send('POST', secrets, secretOf('', { password: 'geheim' })).body).toMatchObject({ type: 'Opaque', data: { password: 'Z2VoZWlt' } })
    expect(send('GET', `${secrets}/s`).body.stringData).toBeUndefined()
  })
})

describe('roles and bindings', () => {
  const group = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: 'r' } }
  const path = '/apis/rbac.authorization.k8s.io/v1/namespaces/default'

  it('a role needs verbs and something they are about', () => {
    expect(verdict(`${path}/roles`, { ...group, kind: 'Role', rules: [{ resources: ['pods'] }] })).toBe(
      '[rules[0].verbs: Required value: verbs must contain at least one value, rules[0].apiGroups: Required value: resource rules must supply at least one api group]',
    )
  })

  it('a binding cannot come to mean another role', () => {
    const { send } = server()
    const binding = { ...group, kind: 'RoleBinding', roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'a' }, subjects: [] }
    send('POST', `${path}/rolebindings`, binding)
    expect(send('PUT', `${path}/rolebindings/r`, { ...binding, roleRef: { ...binding.roleRef, name: 'b' } }).body.message).toBe(
      'RoleBinding.rbac.authorization.k8s.io "r" is invalid: roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"b"}: cannot change roleRef',
    )
  })
})
