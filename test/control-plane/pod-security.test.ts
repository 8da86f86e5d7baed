/** Pod security admission: what each level says of a pod, in enforce, warn and audit, and what labelling a namespace says. */
import { describe, expect, it, test } from '@jest/globals'
import { pods } from '../../src/api/kinds.ts'
import { podSecurityWith } from '../../src/control-plane/api-server/admission/pod-security/pod-security.ts'
import { server } from './server.ts'

const level = (labels: Record<string, string>) => Object.fromEntries(Object.entries(labels).map(([key, value]) => [`pod-security.kubernetes.io/${key}`, value]))

/** A server with the namespace `shop` with these labels. */
function shop(labels: Record<string, string>) {
  const base = server()
  base.send('POST', '/api/v1/namespaces', { metadata: { name: 'shop', labels: level(labels) } })
  base.send('POST', '/api/v1/namespaces/shop/serviceaccounts', { metadata: { name: 'default' } })
  const pod = (spec: object, metadata: object = {}, name = 'p') =>
    base.send('POST', '/api/v1/namespaces/shop/pods', { metadata: { name, ...metadata }, spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec } })
  return { ...base, pod }
}

const one = (securityContext: object, more: object = {}) => ({ containers: [{ name: 'c', image: 'nginx', securityContext, ...more }] })
const good = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }

test.each([
  [
    {},
    'pods "p" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
  ],
  [one(good), 201],
  [
    {
      ...one({ ...good, runAsUser: 0, capabilities: { drop: ['ALL'], add: ['NET_ADMIN', 'NET_BIND_SERVICE'] } }),
      volumes: [
        { name: 'v', hostPath: { path: '/' } },
        { name: 'n', nfs: { server: 's', path: '/' } },
      ],
    },
    'pods "p" is forbidden: violates PodSecurity "restricted:latest": unrestricted capabilities (container "c" must not include "NET_ADMIN" in securityContext.capabilities.add), restricted volume types (volumes "v", "n" use restricted volume types "hostPath", "nfs"), runAsUser=0 (container "c" must not set runAsUser=0)',
  ],
])('restricted: %j', (spec, expected) => {
  const { status, body } = shop({ enforce: 'restricted' }).pod(spec)
  expect(status === 201 ? status : body.message).toBe(expected)
})

const baseline = (text: string) => `pods "p" is forbidden: violates PodSecurity "baseline:latest": ${text}`

test.each([
  [{}, 201],
  [{ hostNetwork: true, hostPID: true }, baseline('host namespaces (hostNetwork=true, hostPID=true)')],
  [one({ privileged: true }), baseline('privileged (container "c" must not set securityContext.privileged=true)')],
  [{ volumes: [{ name: 'v', hostPath: { path: '/' } }] }, baseline('hostPath volumes (volume "v")')],
  [one({}, { ports: [{ containerPort: 80, hostPort: 80 }] }), baseline('hostPort (container "c" uses hostPort 80)')],
  [
    one({ capabilities: { add: ['SYS_ADMIN', 'CHOWN'] } }),
    baseline('non-default capabilities (container "c" must not include "SYS_ADMIN" in securityContext.capabilities.add)'),
  ],
  [
    one({ seccompProfile: { type: 'Unconfined' } }),
    baseline('seccompProfile (container "c" must not set securityContext.seccompProfile.type to "Unconfined")'),
  ],
  [one({ appArmorProfile: { type: 'Unconfined' } }), baseline('forbidden AppArmor profile (container "c" must not set AppArmor profile type to "Unconfined")')],
  [
    one({ seLinuxOptions: { type: 'spc_t', user: 'u' } }),
    baseline('seLinuxOptions (container "c" set forbidden securityContext.seLinuxOptions: type "spc_t"; user may not be set)'),
  ],
  [
    {
      securityContext: {
        sysctls: [
          { name: 'kernel.msgmax', value: '1' },
          { name: 'net.ipv4.tcp_rmem', value: '1' },
        ],
      },
    },
    baseline('forbidden sysctls (kernel.msgmax)'),
  ],
  [
    one({}, { livenessProbe: { httpGet: { port: 80, host: 'example.com' } } }),
    baseline('probe or lifecycle host (container "c" uses probe or lifecycle host "example.com")'),
  ],
])('baseline: %j', (spec, expected) => {
  const { status, body } = shop({ enforce: 'baseline' }).pod(spec)
  expect(status === 201 ? status : body.message).toBe(expected)
})

describe('a version', () => {
  it('pins the checks', () => {
    const sysctl = { securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem', value: '1' }] } }
    expect(shop({ enforce: 'baseline', 'enforce-version': 'v1.31' }).pod(sysctl).body.message).toBe(
      'pods "p" is forbidden: violates PodSecurity "baseline:v1.31": forbidden sysctls (net.ipv4.tcp_rmem)',
    )
    expect(shop({ enforce: 'baseline', 'enforce-version': 'v1.32' }).pod(sysctl).status).toBe(201)
    expect(shop({ enforce: 'restricted', 'enforce-version': 'v1.7' }).pod({}).body.message).toBe(
      'pods "p" is forbidden: violates PodSecurity "restricted:v1.7": runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true)',
    )
  })
})

describe('warnings', () => {
  it('go to who creates a workload, whose pods alone are refused', () => {
    const { send } = shop({ enforce: 'baseline' })
    const template = { metadata: { labels: { app: 'web' } }, spec: { hostNetwork: true, containers: [{ name: 'c', image: 'nginx' }] } }
    const { status, headers } = send('POST', '/apis/apps/v1/namespaces/shop/deployments', {
      metadata: { name: 'web' },
      spec: { selector: { matchLabels: { app: 'web' } }, template },
    })
    expect([status, headers.warning]).toEqual([201, '299 - "would violate PodSecurity \\"baseline:latest\\": host namespaces (hostNetwork=true)"'])
  })

  it('are all that a namespace may ask for', () => {
    const { status, headers } = shop({ warn: 'baseline' }).pod({ hostIPC: true })
    expect([status, headers.warning]).toEqual([201, '299 - "would violate PodSecurity \\"baseline:latest\\": host namespaces (hostIPC=true)"'])
  })
})

describe('labels of a namespace', () => {
  it('are read', () => {
    const { send } = server()
    expect(send('POST', '/api/v1/namespaces', { metadata: { name: 'x', labels: level({ enforce: 'strict', 'warn-version': '1.30' }) } }).body.message).toBe(
      'Namespace "x" is invalid: [metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": must be one of privileged, baseline, restricted, metadata.labels[pod-security.kubernetes.io/warn-version]: Invalid value: "1.30": must be "latest" or "v1.x"]',
    )
  })

  it('that ask for more are told which pods would not pass', () => {
    const { send, pod } = shop({})
    pod({ hostNetwork: true }, {}, 'b')
    pod({ hostNetwork: true }, {}, 'a')
    pod(one({ privileged: true }), {}, 'c')
    pod({}, {}, 'd')
    const headers = { 'content-type': 'application/merge-patch+json' }
    const label = (labels: Record<string, string>) => send('PATCH', '/api/v1/namespaces/shop', { metadata: { labels: level(labels) } }, headers).headers.warning
    expect(label({ enforce: 'baseline' })?.split(', 299 - ')).toEqual([
      '299 - "existing pods in namespace \\"shop\\" violate the new PodSecurity enforce level \\"baseline:latest\\""',
      '"a (and 1 other pod): host namespaces"',
      '"c: privileged"',
    ])
    expect(label({ enforce: 'privileged' })).toBeUndefined()
  })
})

it('tells the auditors', () => {
  const { api, pod } = shop({ enforce: 'baseline', audit: 'restricted' })
  const notes: Record<string, string>[] = []
  api.audit.subscribe(({ annotations }) => notes.push(annotations))
  pod({ containers: [{ name: 'c', image: 'nginx', securityContext: { ...good, runAsNonRoot: false } }] })
  expect(notes).toEqual([
    {
      'authorization.k8s.io/decision': 'allow',
      'authorization.k8s.io/reason': '',
      'pod-security.kubernetes.io/audit-violations':
        'would violate PodSecurity "restricted:latest": runAsNonRoot != true (container "c" must not set securityContext.runAsNonRoot=false)',
      'pod-security.kubernetes.io/enforce-policy': 'baseline:latest',
    },
  ])
})

it('spares those whom its configuration exempts', () => {
  const open = { level: 'privileged', version: undefined } as const
  const plugin = podSecurityWith({
    defaults: { enforce: { level: 'baseline', version: undefined }, audit: open, warn: open },
    exemptions: { usernames: ['ann'], runtimeClasses: ['vm'], namespaces: ['lab'] },
  })
  const outcome = (username: string, namespace: string, runtimeClassName?: string): string => {
    const annotations: Record<string, string> = {}
    const spec = { hostNetwork: true, containers: [{ name: 'c', image: 'nginx' }], ...(runtimeClassName ? { runtimeClassName } : {}) }
    const object = { kind: 'Pod', apiVersion: 'v1', metadata: { name: 'p', namespace }, spec }
    const attributes = {
      operation: 'CREATE',
      definition: { of: pods },
      namespace,
      name: 'p',
      subresource: '',
      object,
      user: { username, groups: [] },
      dryRun: false,
      warnings: [],
      annotations,
    }
    try {
      plugin.validate?.(attributes as never, { get: () => undefined } as never)
    } catch (error) {
      return (error as Error).message
    }
    return annotations['pod-security.kubernetes.io/exempt'] ?? 'allowed'
  }
  expect([outcome('ann', 'shop'), outcome('joe', 'lab'), outcome('joe', 'shop', 'vm')]).toEqual(['user', 'namespace', 'runtimeClass'])
  expect(outcome('joe', 'shop')).toBe('pods "p" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)')
})
