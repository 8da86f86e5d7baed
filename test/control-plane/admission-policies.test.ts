/** Admission policies in CEL, validating and mutating, and webhooks that nobody calls. */
import { describe, expect, it } from '@jest/globals'
import { server } from './server.ts'

const group = '/apis/admissionregistration.k8s.io/v1'
const deployments = { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['deployments'] }
const pods = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }

function cluster() {
  const base = server()
  const { send } = base
  const must = (path: string, body: object) => {
    const answer = send('POST', path, body)
    if (answer.status !== 201) throw new Error(answer.body.message)
  }
  /** A policy with a binding of the same name. */
  const policy = (name: string, spec: object, binding: object = {}) => {
    must(`${group}/validatingadmissionpolicies`, { metadata: { name }, spec: { matchConstraints: { resourceRules: [deployments] }, ...spec } })
    must(`${group}/validatingadmissionpolicybindings`, { metadata: { name }, spec: { policyName: name, validationActions: ['Deny'], ...binding } })
  }
  const mutation = (name: string, spec: object) => {
    must(`${group}/mutatingadmissionpolicies`, {
      metadata: { name },
      spec: { matchConstraints: { resourceRules: [pods] }, reinvocationPolicy: 'Never', ...spec },
    })
    must(`${group}/mutatingadmissionpolicybindings`, { metadata: { name }, spec: { policyName: name } })
  }
  const deploy = (replicas: number, metadata: object = {}, namespace = 'default') =>
    send('POST', `/apis/apps/v1/namespaces/${namespace}/deployments`, {
      metadata: { name: 'web', ...metadata },
      spec: {
        replicas,
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
      },
    })
  const pod = (spec: object = {}, metadata: object = {}) =>
    send('POST', '/api/v1/namespaces/default/pods', { metadata: { name: 'p', ...metadata }, spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec } })
  return { ...base, must, policy, mutation, deploy, pod }
}

describe('a validating policy', () => {
  it('refuses, with the rule that did not hold', () => {
    const { policy, deploy } = cluster()
    policy('replicas', { validations: [{ expression: 'object.spec.replicas <= 5' }] })
    expect(deploy(5).status).toBe(201)
    expect(deploy(6, { name: 'big' }).body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: `deployments.apps "big" is forbidden: ValidatingAdmissionPolicy 'replicas' with binding 'replicas' denied request: failed expression: object.spec.replicas <= 5`,
      reason: 'Invalid',
      details: {
        name: 'big',
        group: 'apps',
        kind: 'deployments',
        causes: [{ message: "ValidatingAdmissionPolicy 'replicas' with binding 'replicas' denied request: failed expression: object.spec.replicas <= 5" }],
      },
      code: 422,
    })
  })

  it('words its refusal, with variables and a reason', () => {
    const { policy, deploy } = cluster()
    policy('labels', {
      variables: [{ name: 'labels', expression: "has(object.metadata.labels) ? object.metadata.labels : {'': ''}" }],
      validations: [
        { expression: "'team' in variables.labels", messageExpression: "'deployment ' + object.metadata.name + ' has no team'", reason: 'Forbidden' },
        { expression: "variables.labels['team'] != 'nobody'", message: 'nobody is no team' },
      ],
    })
    const { status, body } = deploy(1)
    expect([status, body.reason, body.message]).toEqual([
      403,
      'Forbidden',
      `deployments.apps "web" is forbidden: ValidatingAdmissionPolicy 'labels' with binding 'labels' denied request: deployment web has no team`,
    ])
    expect(deploy(1, { labels: { team: 'nobody' } }).body.message).toBe(
      `deployments.apps "web" is forbidden: ValidatingAdmissionPolicy 'labels' with binding 'labels' denied request: nobody is no team`,
    )
  })

  it('warns, or notes for the auditors', () => {
    const { policy, deploy, api } = cluster()
    const rule = {
      validations: [{ expression: 'object.spec.replicas > 1', message: 'one is none' }],
      auditAnnotations: [{ key: 'size', valueExpression: 'string(object.spec.replicas)' }],
    }
    policy('pairs', rule, { validationActions: ['Warn', 'Audit'] })
    const notes: Record<string, string>[] = []
    api.audit.subscribe(({ annotations }) => notes.push(annotations))
    const { status, headers } = deploy(1)
    expect([status, headers.warning]).toEqual([201, `299 - "Validation failed for ValidatingAdmissionPolicy 'pairs' with binding 'pairs': one is none"`])
    expect(notes[0]).toMatchObject({
      'pairs/size': '1',
      'validation.policy.admission.k8s.io/validation_failure':
        '[{"message":"one is none","policy":"pairs","binding":"pairs","expressionIndex":0,"validationActions":["Warn","Audit"]}]',
    })
  })

  it('chooses by rules, selectors and conditions', () => {
    const { policy, deploy, must } = cluster()
    must('/api/v1/namespaces', { metadata: { name: 'prod', labels: { env: 'prod' } } })
    policy(
      'prod',
      {
        matchConditions: [{ name: 'not-system', expression: "!('system:nodes' in request.userInfo.groups)" }],
        validations: [{ expression: "namespaceObject.metadata.labels['env'] != 'prod' || object.spec.replicas >= 2", message: 'too few' }],
      },
      {
        matchResources: {
          namespaceSelector: { matchLabels: { env: 'prod' } },
          objectSelector: { matchExpressions: [{ key: 'spare', operator: 'DoesNotExist' }] },
        },
      },
    )
    expect(deploy(1).status).toBe(201)
    expect(deploy(1, {}, 'prod').body.message).toContain('too few')
    expect(deploy(1, { labels: { spare: '' } }, 'prod').status).toBe(201)
  })

  it('takes parameters', () => {
    const { policy, deploy, send } = cluster()
    policy(
      'limit',
      { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' }, validations: [{ expression: 'object.spec.replicas <= int(params.data.most)' }] },
      { paramRef: { name: 'limit', namespace: 'default', parameterNotFoundAction: 'Deny' } },
    )
    expect(deploy(1).body.message).toContain(
      'denied request: failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction',
    )
    send('POST', '/api/v1/namespaces/default/configmaps', { metadata: { name: 'limit' }, data: { most: '3' } })
    expect(deploy(4).body.message).toContain('failed expression: object.spec.replicas <= int(params.data.most)')
    expect(deploy(3).status).toBe(201)
  })

  it('that fails counts as a refusal, or not', () => {
    const { policy, deploy } = cluster()
    policy('wrong', { validations: [{ expression: "object.spec.nothing == 'x'" }] })
    expect(deploy(1).body.message).toBe(
      `deployments.apps "web" is forbidden: ValidatingAdmissionPolicy 'wrong' with binding 'wrong' denied request: expression 'object.spec.nothing == 'x'' resulted in error: no such key: nothing`,
    )
    const other = cluster()
    other.policy('wrong', { failurePolicy: 'Ignore', validations: [{ expression: "object.spec.nothing == 'x'" }] })
    expect(other.deploy(1).status).toBe(201)
  })

  it('may ask what the user may do', () => {
    const { policy, deploy } = cluster()
    policy('admins', {
      validations: [{ expression: "authorizer.group('').resource('secrets').check('list').allowed() && authorizer.requestResource.check('delete').allowed()" }],
    })
    expect(deploy(1).status).toBe(201)
  })

  it('that does not compile is not stored', () => {
    const { send } = cluster()
    const wrong = (spec: object) =>
      send('POST', `${group}/validatingadmissionpolicies`, { metadata: { name: 'x' }, spec: { matchConstraints: { resourceRules: [deployments] }, ...spec } })
        .body.message
    expect(wrong({ validations: [{ expression: 'object.spec.replicas <=' }] })).toMatch(
      /^ValidatingAdmissionPolicy\.admissionregistration\.k8s\.io "x" is invalid: spec\.validations\[0\]\.expression: Invalid value: "object\.spec\.replicas <=": compilation failed: ERROR: <input>:1:24: Syntax error: mismatched input '<EOF>'/,
    )
    expect(wrong({ validations: [{ expression: 'request.user == "x"' }] })).toContain(
      'compilation failed: ERROR: <input>:1:8: undefined field \'user\'\n | request.user == "x"\n | .......^',
    )
    expect(wrong({ validations: [{ expression: '1 + 1' }] })).toContain('must evaluate to bool but got int')
    expect(wrong({ validations: [{ expression: 'params.x == 1' }] })).toContain("undeclared reference to 'params' (in container '')")
  })
})

it('judges who connects to a pod', () => {
  const { policy, pod, send } = cluster()
  pod()
  const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CONNECT'], resources: ['pods/exec'] }
  policy('no-shells', {
    matchConstraints: { resourceRules: [rule] },
    validations: [{ expression: "!(object.?command[?0].orValue('') in ['sh', 'bash'])", message: 'no shells' }],
  })
  const { body } = send('POST', '/api/v1/namespaces/default/pods/p/exec?command=sh&stdin=true')
  expect(body.message).toBe(`pods "p" is forbidden: ValidatingAdmissionPolicy 'no-shells' with binding 'no-shells' denied request: no shells`)
  expect(send('POST', '/api/v1/namespaces/default/pods/p/exec?command=ls').body.message).toBe('pod p does not have a host assigned')
})

describe('a mutating policy', () => {
  const pull = {
    patchType: 'ApplyConfiguration',
    applyConfiguration: {
      expression:
        "Object{metadata: Object.metadata{labels: {'pulled': 'always'}}, spec: Object.spec{containers: object.spec.containers.map(c, Object.spec.containers{name: c.name, imagePullPolicy: 'Always'})}}",
    },
  }

  it('lays a configuration over the object', () => {
    const { mutation, pod } = cluster()
    mutation('pull', { mutations: [pull] })
    const { body } = pod(
      {
        containers: [
          { name: 'a', image: 'nginx:1.27' },
          { name: 'b', image: 'redis:7' },
        ],
      },
      { labels: { app: 'web' } },
    )
    expect(body.metadata.labels).toEqual({ app: 'web', pulled: 'always' })
    expect(body.spec.containers.map((each: any) => [each.name, each.image, each.imagePullPolicy])).toEqual([
      ['a', 'nginx:1.27', 'Always'],
      ['b', 'redis:7', 'Always'],
    ])
  })

  it('patches', () => {
    const { mutation, pod } = cluster()
    const expression =
      "[JSONPatch{op: 'add', path: '/metadata/labels', value: {'a': 'b'}}, JSONPatch{op: 'add', path: '/metadata/labels/' + jsonpatch.escapeKey('x/y'), value: 'z'}]"
    mutation('patch', { mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression } }] })
    expect(pod().body.metadata.labels).toEqual({ a: 'b', 'x/y': 'z' })
  })

  it('refuses if it fails', () => {
    const { mutation, pod } = cluster()
    mutation('wrong', {
      mutations: [
        { patchType: 'ApplyConfiguration', applyConfiguration: { expression: "Object{spec: Object.spec{tolerations: [Object.spec.tolerations{key: 'x'}]}}" } },
      ],
    })
    const { status, body } = pod()
    expect([status, body.reason, body.message]).toEqual([
      403,
      'Invalid',
      "policy 'wrong' with binding 'wrong' denied request: error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .spec.tolerations",
    ])
  })
})

describe('a webhook', () => {
  const webhook = (failurePolicy: string) => ({
    name: 'images.example.com',
    rules: [pods],
    failurePolicy,
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    clientConfig: { service: { name: 'images', namespace: 'default', path: '/check' } },
  })

  it('is not called: the request is answered as if nobody listened', () => {
    const { must, pod } = cluster()
    must(`${group}/validatingwebhookconfigurations`, { metadata: { name: 'images' }, webhooks: [webhook('Fail')] })
    const { status, body, headers } = pod()
    expect([status, body.message]).toEqual([
      500,
      'Internal error occurred: failed calling webhook "images.example.com": failed to call webhook: Post "https://images.default.svc:443/check?timeout=10s": service "images" not found',
    ])
    expect(headers.warning).toBe(
      '299 - "ktutor does not call admission webhooks: \\"images.example.com\\" is answered by its failurePolicy (Fail), as if it could not be reached"',
    )
  })

  it('that may be ignored is', () => {
    const { must, pod } = cluster()
    must(`${group}/mutatingwebhookconfigurations`, { metadata: { name: 'images' }, webhooks: [webhook('Ignore')] })
    const { status, headers } = pod()
    expect([status, headers.warning?.startsWith('299 - "ktutor does not call admission webhooks')]).toEqual([201, true])
  })
})
