import { describe, expect, test } from '@jest/globals'
import type { AnyObject } from '../../src/api/object.ts'
import type { PolicyRule } from '../../src/api/types.ts'
import { reconciled } from '../../src/kubectl/commands/auth/reconciliation.ts'
import { complaint, discovery, run } from './run.ts'

// Compared with the real kubectl 1.36.3 against the same API server.

const accessReview = (status: object) => ({ 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews': { kind: 'SelfSubjectAccessReview', status } })
const answers = { ...discovery, ...accessReview({ allowed: true }) }
const refused = { ...discovery, ...accessReview({ allowed: false, reason: 'no such rule' }) }
const asked = async (line: string) => (await run(`auth can-i ${line}`, { answers })).requests.at(-1)?.body

describe('auth can-i', () => {
  test('asks about a resource by the name that the server knows, in the namespace in force', async () => {
    expect(await asked('get deploy/web -n blue --subresource=scale')).toEqual({
      kind: 'SelfSubjectAccessReview',
      apiVersion: 'authorization.k8s.io/v1',
      metadata: {},
      spec: { resourceAttributes: { namespace: 'blue', verb: 'get', group: 'apps', resource: 'deployments', subresource: 'scale', name: 'web' } },
    })
    expect(await asked('get /healthz')).toMatchObject({ spec: { nonResourceAttributes: { path: '/healthz', verb: 'get' } } })
  })

  test('the answer is a word, perhaps a reason, and the exit code', async () => {
    expect(await complaint('auth can-i get pods', { answers })).toBe('yes\n? 0')
    expect(await complaint('auth can-i get pods', { answers: refused })).toBe('no - no such rule\n? 1')
    expect(await complaint('auth can-i get pods -q', { answers: refused })).toBe('? 1')
  })

  test('questions that make little sense are asked all the same', async () => {
    expect(await complaint('auth can-i bake cakes', { answers })).toBe(
      "yes\nWarning: the server doesn't have a resource type 'cakes'\n\nWarning: verb 'bake' is not a known verb\n\n? 0",
    )
    expect(await complaint('auth can-i bake cakes.shop', { answers })).toContain("Warning: the server doesn't have a resource type 'cakes' in group 'shop'\n\n")
    expect(await complaint('auth can-i get nodes', { answers })).toBe("yes\nWarning: resource 'nodes' is not namespace scoped\n\n? 0")
    expect(await complaint('auth can-i get nodes -A', { answers })).toBe('yes\n? 0')
    expect(await complaint('auth can-i impersonate users', { answers })).toBe('yes\n? 0')
  })

  test('questions that make none are refused', async () => {
    expect(await complaint('auth can-i get', { answers })).toBe(
      "error: you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.\n? 1",
    )
    expect(await complaint('auth can-i get /healthz --subresource=log', { answers })).toBe('error: --subresource can not be used with NonResourceURL\n? 1')
    expect(await complaint('auth can-i get pods --no-headers', { answers })).toBe('error: --no-headers cannot be set without --list specified\n? 1')
    expect(await complaint('auth can-i --list pods', { answers })).toBe('error: list option must be specified with no arguments\n? 1')
  })

  test('--list shows rules, a line for each thing that they speak about', async () => {
    const resourceRules = [
      { verbs: ['get', 'list'], apiGroups: [''], resources: ['pods', 'pods/log'] },
      { verbs: ['patch'], apiGroups: ['apps'], resources: ['deployments/scale'], resourceNames: ['web'] },
    ]
    const nonResourceRules = [{ verbs: ['get'], nonResourceURLs: ['/healthz'] }]
    const review = { 'POST /apis/authorization.k8s.io/v1/selfsubjectrulesreviews': { status: { resourceRules, nonResourceRules, incomplete: false } } }
    expect(await complaint('auth can-i --list', { answers: review })).toBe(
      [
        'Resources                Non-Resource URLs   Resource Names   Verbs',
        'pods/log                 []                  []               [get list]',
        'pods                     []                  []               [get list]',
        '                         [/healthz]          []               [get]',
        'deployments.apps/scale   []                  [web]            [patch]',
        '? 0',
      ].join('\n'),
    )
  })
})

describe('auth whoami', () => {
  const userInfo = { username: 'jane', uid: '7', groups: ['dev', 'system:authenticated'], extra: { team: ['blue'] } }
  const review = { 'POST /apis/authentication.k8s.io/v1/selfsubjectreviews': { kind: 'SelfSubjectReview', status: { userInfo } } }

  test('shows what the server says of us', async () => {
    expect(await complaint('auth whoami', { answers: review })).toBe(
      'ATTRIBUTE     VALUE\nUsername      jane\nUID           7\nGroups        [dev system:authenticated]\nExtra: team   [blue]\n? 0',
    )
  })

  test('a server that does not know the question', async () => {
    expect(await complaint('auth whoami', { answers: {} })).toBe('error: the selfsubjectreviews API is not enabled in the cluster\n? 1')
  })
})

describe('what auth reconcile adds and takes away', () => {
  const role = (rules: readonly PolicyRule[]): AnyObject => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'r' } as never,
    rules,
  })
  const wanted = role([{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'watch'] }])

  test('only the verbs that are missing become rules of their own', () => {
    const { object, operation } = reconciled(role([{ apiGroups: ['*'], resources: ['*'], verbs: ['get'] }]), wanted, false)
    expect(operation).toBe('update')
    expect(object.rules).toEqual([
      { apiGroups: ['*'], resources: ['*'], verbs: ['get'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['watch'] },
    ])
  })

  test('a role that allows more is left alone, unless told', () => {
    const generous = role([{ apiGroups: [''], resources: ['pods'], verbs: ['*'] }])
    expect(reconciled(generous, wanted, false).operation).toBeUndefined()
    expect(reconciled(generous, wanted, true).object.rules).toEqual(wanted.rules)
  })

  test('a binding to another role is made anew', () => {
    const binding = (name: string): AnyObject => ({ ...role([]), kind: 'RoleBinding', roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name } })
    expect(reconciled(binding('a'), binding('b'), false).operation).toBe('recreate')
    expect(reconciled(undefined, binding('b'), false).operation).toBe('create')
  })
})
