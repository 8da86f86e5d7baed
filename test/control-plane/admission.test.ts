/** What admission adds to objects and what it refuses, after RBAC has let the request pass. */
import { describe, expect, it } from '@jest/globals'
import { namespaces, pods, priorityClasses, roleBindings, roles } from '../../src/api/kinds.ts'
import type { ApiRequest } from '../../src/api/request.ts'
import { StatusError } from '../../src/api/status.ts'
import { Client } from '../../src/client/client.ts'
import { controlPlane } from './control-plane.ts'
import { server } from './server.ts'

const podOf = (name: string, spec: object = {}, metadata: object = {}): any => ({
  metadata: { name, namespace: 'default', ...metadata },
  spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec },
})

/** The message of what is thrown, or `ok`. */
function outcome(action: () => unknown): string {
  try {
    action()
    return 'ok'
  } catch (error) {
    if (error instanceof StatusError) return error.message
    throw error
  }
}

describe('a pod', () => {
  it('is stored as every cluster stores it', () => {
    const { client } = server()
    const { spec } = client.create(pods, podOf('web'))
    const volume = spec?.volumes?.[0]?.name
    expect(volume).toMatch(/^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
    expect(spec).toEqual({
      containers: [
        {
          image: 'nginx',
          imagePullPolicy: 'Always',
          name: 'c',
          resources: {},
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
          volumeMounts: [{ mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', name: volume, readOnly: true }],
        },
      ],
      dnsPolicy: 'ClusterFirst',
      enableServiceLinks: true,
      preemptionPolicy: 'PreemptLowerPriority',
      priority: 0,
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
      securityContext: {},
      serviceAccount: 'default',
      serviceAccountName: 'default',
      terminationGracePeriodSeconds: 30,
      tolerations: [
        { effect: 'NoExecute', key: 'node.kubernetes.io/not-ready', operator: 'Exists', tolerationSeconds: 300 },
        { effect: 'NoExecute', key: 'node.kubernetes.io/unreachable', operator: 'Exists', tolerationSeconds: 300 },
      ],
      volumes: [
        {
          name: volume,
          projected: {
            defaultMode: 420,
            sources: [
              { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
              { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
              { downwardAPI: { items: [{ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' }] } },
            ],
          },
        },
      ],
    })
  })

  it('may do without a token', () => {
    const { client } = server()
    expect(client.create(pods, podOf('web', { automountServiceAccountToken: false })).spec?.volumes).toBeUndefined()
  })

  it('needs its service account, its priority class and its namespace', () => {
    const { client } = server()
    expect(outcome(() => client.create(pods, podOf('web', { serviceAccountName: 'x' })))).toBe(
      'pods "web" is forbidden: error looking up service account default/x: serviceaccount "x" not found',
    )
    expect(outcome(() => client.create(pods, podOf('', { serviceAccountName: 'x' }, { generateName: 'web-' })))).toBe(
      'pods "web-" is forbidden: error looking up service account default/x: serviceaccount "x" not found',
    )
    expect(outcome(() => client.create(pods, podOf('web', { priorityClassName: 'urgent' })))).toBe(
      'pods "web" is forbidden: no PriorityClass with name urgent was found',
    )
    expect(outcome(() => client.create(pods, podOf('web', {}, { namespace: 'nowhere' })))).toBe('namespaces "nowhere" not found')
  })

  it('can be more important than others', () => {
    const { client } = server()
    const create = (name: string, more: object) => client.create(priorityClasses, { metadata: { name }, ...more } as never)
    const made = (name: string, spec: object = {}) => {
      const { priorityClassName, priority, preemptionPolicy } = client.create(pods, podOf(name, spec)).spec ?? {}
      return [priorityClassName, priority, preemptionPolicy]
    }
    create('high', { value: 1000, preemptionPolicy: 'Never' })
    expect(made('a', { priorityClassName: 'high' })).toEqual(['high', 1000, 'Never'])
    expect(made('b')).toEqual([undefined, 0, 'PreemptLowerPriority'])
    create('normal', { value: 10, globalDefault: true })
    expect(made('c')).toEqual(['normal', 10, 'PreemptLowerPriority'])
    expect(outcome(() => create('other', { value: 20, globalDefault: true }))).toBe(
      'priorityclasses.scheduling.k8s.io "other" is forbidden: PriorityClass normal is already marked as default. Only one default can exist',
    )
    expect(outcome(() => made('d', { priorityClassName: 'low' }))).toBe('pods "d" is forbidden: no PriorityClass with name low was found')
    expect(outcome(() => made('e', { priorityClassName: 'high', priority: 7 }))).toBe(
      'pods "e" is forbidden: the integer value of priority (7) must not be provided in pod spec; priority admission controller computed 1000 from the given PriorityClass name',
    )
    expect(outcome(() => made('f', { priorityClassName: 'high', preemptionPolicy: 'PreemptLowerPriority' }))).toBe(
      'pods "f" is forbidden: the string value of PreemptionPolicy (PreemptLowerPriority) must not be provided in pod spec; priority admission controller computed Never from the given PriorityClass name',
    )
  })
})

describe('a namespace', () => {
  it('that everybody needs stays', () => {
    const { client } = server()
    expect(outcome(() => client.delete(namespaces, 'default'))).toBe('namespaces "default" is forbidden: this namespace may not be deleted')
  })

  it('that goes away takes nothing new', () => {
    const { client } = server()
    client.create(namespaces, { metadata: { name: 'old' } } as never)
    client.delete(namespaces, 'old')
    expect(outcome(() => client.create(roles, { metadata: { name: 'r', namespace: 'old' }, rules: [] } as never))).toBe(
      'roles.rbac.authorization.k8s.io "r" is forbidden: unable to create new content in namespace old because it is being terminated',
    )
  })
})

describe('a person', () => {
  const group = 'rbac.authorization.k8s.io'

  /** Jane may edit the default namespace and write roles in it. */
  function jane() {
    const cluster = controlPlane(0)
    cluster.client.create(roles, {
      metadata: { name: 'role-writer', namespace: 'default' },
      rules: [{ verbs: ['get', 'create', 'update'], apiGroups: [group], resources: ['roles', 'rolebindings'] }],
    } as never)
    const subjects = [{ kind: 'User', apiGroup: group, name: 'jane' }]
    for (const [name, kind] of [
      ['view', 'ClusterRole'],
      ['role-writer', 'Role'],
    ])
      cluster.client.create(roleBindings, { metadata: { name, namespace: 'default' }, roleRef: { apiGroup: group, kind, name }, subjects } as never)
    return new Client(cluster.api.handle, { username: 'jane', groups: ['system:authenticated'] }, 'test')
  }

  const role = (verbs: string[], resources: string[]): any => ({
    metadata: { name: 'r', namespace: 'default' },
    rules: [{ verbs, apiGroups: [''], resources }],
  })

  it('may give what she has', () => {
    expect(outcome(() => jane().create(roles, role(['get'], ['pods'])))).toBe('ok')
  })

  it('may not give what she has not', () => {
    const refusal =
      'user "jane" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}'
    expect(outcome(() => jane().create(roles, role(['get'], ['secrets'])))).toBe(`roles.rbac.authorization.k8s.io "r" is forbidden: ${refusal}`)
  })

  it('may not bind a role that is more than she has, nor one that is not there', () => {
    const binding = (name: string): any => ({
      metadata: { name: 'b', namespace: 'default' },
      roleRef: { apiGroup: group, kind: 'ClusterRole', name },
      subjects: [{ kind: 'User', apiGroup: group, name: 'jane' }],
    })
    expect(outcome(() => jane().create(roleBindings, binding('cluster-admin')))).toBe(
      'rolebindings.rbac.authorization.k8s.io "b" is forbidden: user "jane" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:["*"], Resources:["*"], Verbs:["*"]}\n{NonResourceURLs:["*"], Verbs:["*"]}',
    )
    expect(outcome(() => jane().create(roleBindings, binding('gone')))).toBe('clusterroles.rbac.authorization.k8s.io "gone" not found')
  })
})

describe('a kubelet', () => {
  const kubelet = { username: 'system:node:worker-1', groups: ['system:nodes', 'system:authenticated'] }

  it('reads and writes only what is its own', () => {
    const { api, client } = controlPlane(2)
    for (const name of ['mine', 'other'])
      client.create({ group: '', version: 'v1', kind: 'Secret', plural: 'secrets', namespaced: true }, { metadata: { name, namespace: 'default' } } as never)
    client.create(pods, podOf('web', { nodeName: 'worker-1', volumes: [{ name: 's', secret: { secretName: 'mine' } }] }))
    const ask = (method: ApiRequest['method'], path: string, body?: object): string => {
      const { status, body: answer } = api.handle({ method, path, component: kubelet, ...(body ? { body } : {}) })
      return status < 300 ? 'ok' : (answer as { message: string }).message
    }
    expect(ask('GET', '/api/v1/namespaces/default/secrets/mine')).toBe('ok')
    expect(ask('GET', '/api/v1/namespaces/default/secrets/other')).toBe(
      'secrets "other" is forbidden: User "system:node:worker-1" cannot get resource "secrets" in API group "" in the namespace "default": no relationship found between node \'worker-1\' and this object',
    )
    expect(ask('GET', '/api/v1/nodes/worker-2')).toBe(
      'nodes "worker-2" is forbidden: User "system:node:worker-1" cannot get resource "nodes" in API group "" at the cluster scope: node \'worker-1\' cannot read \'worker-2\', only its own Node object',
    )
    expect(ask('GET', '/api/v1/nodes/worker-1')).toBe('ok')
    const other = client.get({ group: '', version: 'v1', kind: 'Node', plural: 'nodes', namespaced: false } as never, 'worker-2') as object
    expect(ask('PUT', '/api/v1/nodes/worker-2/status', other)).toBe('nodes "worker-2" is forbidden: node "worker-1" is not allowed to modify node "worker-2"')
    expect(ask('DELETE', '/apis/apps/v1/namespaces/default/deployments/x')).toBe(
      'deployments.apps "x" is forbidden: User "system:node:worker-1" cannot delete resource "deployments" in API group "apps" in the namespace "default"',
    )
  })

  it('looks at its pods, and asks for their tokens', () => {
    const { api, client } = controlPlane(2)
    const mine = client.create(pods, podOf('mine', { nodeName: 'worker-1' }))
    const theirs = client.create(pods, podOf('theirs', { nodeName: 'worker-2' }))
    const ask = (method: ApiRequest['method'], path: string, more: { body?: object; query?: Record<string, string> } = {}): string => {
      const { status, body: answer } = api.handle({ method, path, component: kubelet, ...more })
      return status < 300 ? 'ok' : (answer as { message: string }).message.replace(/^.* in the namespace "default": |^.* at the cluster scope: /, '')
    }
    expect(ask('GET', '/api/v1/pods', { query: { fieldSelector: 'spec.nodeName=worker-1' } })).toBe('ok')
    expect(ask('GET', '/api/v1/pods')).toBe('can only list/watch pods with spec.nodeName field selector')
    expect(ask('GET', '/api/v1/namespaces/default/pods/mine')).toBe('ok')
    expect(ask('GET', '/api/v1/namespaces/default/pods/theirs')).toBe("no relationship found between node 'worker-1' and this object")
    const token = (spec: object): string => ask('POST', '/api/v1/namespaces/default/serviceaccounts/default/token', { body: { spec } })
    const bound = ({ metadata: { name, uid } }: { metadata: { name: string; uid: string } }) => ({
      boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid },
    })
    expect(token(bound(mine))).toBe('ok')
    expect(token({})).toBe('serviceaccounts "default" is forbidden: node requested token not bound to a pod')
    expect(token(bound(theirs))).toBe('serviceaccounts "default" is forbidden: node requested token bound to a pod scheduled on a different node')
    const evict = (name: string): string => ask('POST', `/api/v1/namespaces/default/pods/${name}/eviction`, { body: { metadata: { name } } })
    expect(evict('theirs')).toBe('pods "theirs" is forbidden: node worker-1 can only evict pods with spec.nodeName set to itself')
    expect(ask('GET', '/apis/storage.k8s.io/v1/csinodes/worker-2')).toBe('can only access CSINode with the same name as the requesting node')
    expect(ask('GET', '/api/v1/persistentvolumes/pv')).toBe("no relationship found between node 'worker-1' and this object")
  })
})
