/** Kinds that extend the API server, limit its requests, or hand out devices: what is filled in and refused. */
import { describe, expect, test } from '@jest/globals'
import { kindAt } from './verdict.ts'

const admission = '/apis/admissionregistration.k8s.io/v1'
const validating = kindAt(`${admission}/validatingwebhookconfigurations`, 'ValidatingWebhookConfiguration')
const mutating = kindAt(`${admission}/mutatingwebhookconfigurations`, 'MutatingWebhookConfiguration')
const policy = kindAt(`${admission}/validatingadmissionpolicies`, 'ValidatingAdmissionPolicy')
const binding = kindAt(`${admission}/validatingadmissionpolicybindings`, 'ValidatingAdmissionPolicyBinding')
const mutatingPolicy = kindAt(`${admission}/mutatingadmissionpolicies`, 'MutatingAdmissionPolicy')
const flowcontrol = '/apis/flowcontrol.apiserver.k8s.io/v1'
const flowSchema = kindAt(`${flowcontrol}/flowschemas`, 'FlowSchema')
const priorityLevel = kindAt(`${flowcontrol}/prioritylevelconfigurations`, 'PriorityLevelConfiguration')
const devices = '/apis/resource.k8s.io/v1'
const claim = kindAt(`${devices}/namespaces/default/resourceclaims`, 'ResourceClaim')
const slice = kindAt(`${devices}/resourceslices`, 'ResourceSlice')

describe('a webhook', () => {
  const webhook = (more: object = {}): object => ({
    name: 'a.example.com',
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    clientConfig: { service: { namespace: 'default', name: 'hook' } },
    ...more,
  })
  const refused = (more: object): string => validating.refused({ webhooks: [webhook(more)] })

  test('fails closed, at any scope, within ten seconds', () => {
    const rules = [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }]
    expect(mutating.created({ webhooks: [webhook({ rules })] }).webhooks).toEqual([
      {
        ...webhook(),
        clientConfig: { service: { namespace: 'default', name: 'hook', port: 443 } },
        rules: [{ ...rules[0], scope: '*' }],
        failurePolicy: 'Fail',
        matchPolicy: 'Equivalent',
        namespaceSelector: {},
        objectSelector: {},
        reinvocationPolicy: 'Never',
        timeoutSeconds: 10,
      },
    ])
  })

  test.each<[string, object, string]>([
    ['a short name', { name: 'a.b' }, 'webhooks[0].name: Invalid value: "a.b": should be a domain with at least three segments separated by dots'],
    ['side effects', { sideEffects: 'Some' }, 'webhooks[0].sideEffects: Unsupported value: "Some": supported values: "None", "NoneOnDryRun"'],
    ['nothing about side effects', { sideEffects: undefined }, 'webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun'],
    ['no version', { admissionReviewVersions: [] }, 'webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1'],
    ['no place', { clientConfig: {} }, 'webhooks[0].clientConfig: Required value: exactly one of url or service is required'],
    [
      'an open line',
      { clientConfig: { url: 'http://example.com' } },
      `webhooks[0].clientConfig.url: Invalid value: "http": 'https' is the only allowed URL scheme; desired format: https://host[/path]`,
    ],
    ['a long patience', { timeoutSeconds: 60 }, 'webhooks[0].timeoutSeconds: Invalid value: 60: the timeout value must be between 1 and 30 seconds'],
    [
      'an operation that is none',
      { rules: [{ operations: ['PATCH'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*'] }] },
      'webhooks[0].rules[0].operations[0]: Unsupported value: "PATCH": supported values: "*", "CONNECT", "CREATE", "DELETE", "UPDATE"',
    ],
  ])('with %s', (_, more, text) => expect(refused(more)).toBe(text))
})

describe('an admission policy', () => {
  const rule = { operations: ['CREATE'], apiGroups: ['apps'], apiVersions: ['v1'], resources: ['deployments'] }
  const spec = { matchConstraints: { resourceRules: [rule] }, validations: [{ expression: 'object.spec.replicas <= 5' }] }

  test('fails closed', () => {
    const { failurePolicy, matchConstraints } = policy.created({ spec }).spec
    expect({ failurePolicy, matchConstraints }).toEqual({
      failurePolicy: 'Fail',
      matchConstraints: { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {}, resourceRules: [{ ...rule, scope: '*' }] },
    })
  })

  test.each<[string, object, string]>([
    [
      'nothing to say',
      { ...spec, validations: [] },
      '[spec.validations: Required value: validations or auditAnnotations must contain at least one item, spec.auditAnnotations: Required value: validations or auditAnnotations must contain at least one item]',
    ],
    ['nothing it is about', { ...spec, matchConstraints: undefined }, 'spec.matchConstraints: Required value'],
    ['an empty rule', { ...spec, validations: [{ expression: ' ' }] }, 'spec.validations[0].expression: Required value: expression is not specified'],
  ])('with %s', (_, fields, text) => expect(policy.refused({ spec: fields })).toBe(text))

  test('that changes objects says how', () => {
    const fields = { matchConstraints: spec.matchConstraints, reinvocationPolicy: 'Never', mutations: [{ patchType: 'Merge' }] }
    expect(mutatingPolicy.refused({ spec: fields })).toBe(
      'spec.mutations[0].patchType: Unsupported value: "Merge": supported values: "ApplyConfiguration", "JSONPatch"',
    )
  })

  test('is bound by name, with something to do', () => {
    expect(binding.refused({ spec: { policyName: 'p' } })).toBe('spec.validationActions: Required value: at least one validation action is required')
    expect(binding.refused({ spec: { policyName: 'p', validationActions: ['Deny', 'Warn'] } })).toContain('must not contain both Deny and Warn')
    expect(binding.refused({ spec: { policyName: 'p', validationActions: ['Deny'] } })).toBe('ok')
  })
})

describe('requests to the API server', () => {
  test.each<[string, object, string]>([
    ['no level', {}, 'spec.priorityLevelConfiguration.name: Required value: must reference a priority level'],
    [
      'the first place',
      { matchingPrecedence: 1, priorityLevelConfiguration: { name: 'system' } },
      "spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1",
    ],
    [
      'a rule for nobody',
      { priorityLevelConfiguration: { name: 'system' }, rules: [{ subjects: [], nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }] }] },
      'spec.rules[0].subjects: Required value: subjects must contain at least one value',
    ],
  ])('a FlowSchema with %s', (_, spec, text) => expect(flowSchema.refused({ spec })).toBe(text))

  test('a level has queues, or turns away', () => {
    const limited = (limitResponse: object): object => ({ spec: { type: 'Limited', limited: { limitResponse } } })
    expect(priorityLevel.created(limited({ type: 'Queue', queuing: {} })).spec.limited).toEqual({
      lendablePercent: 0,
      limitResponse: { type: 'Queue', queuing: { handSize: 8, queueLengthLimit: 50, queues: 64 } },
      nominalConcurrencyShares: 30,
    })
    expect(priorityLevel.refused(limited({ type: 'Reject', queuing: {} }))).toBe(
      'spec.limited.limitResponse.queuing: Forbidden: must be nil if limited.limitResponse.type is not Limited',
    )
    expect(priorityLevel.refused({ spec: { type: 'Exempt' } })).toBe(
      `spec.type: Invalid value: "Exempt": type must be 'Exempt' if and only if name is 'exempt'`,
    )
  })
})

describe('devices', () => {
  test('are asked for one by one', () => {
    const requests = [{ name: 'gpu', exactly: { deviceClassName: 'gpu.example.com' } }]
    expect(claim.created({ spec: { devices: { requests } } }).spec.devices.requests[0].exactly).toEqual({
      deviceClassName: 'gpu.example.com',
      allocationMode: 'ExactCount',
      count: 1,
    })
    expect(claim.refused({ spec: { devices: { requests: [{ name: 'gpu' }] } } })).toBe(
      'spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required',
    )
  })

  test('are somewhere', () => {
    const spec = { driver: 'd.io', pool: { name: 'p', generation: 1, resourceSliceCount: 1 } }
    expect(slice.refused({ spec })).toBe('spec: Required value: exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required')
    expect(slice.refused({ spec: { ...spec, nodeName: 'n' } })).toBe('ok')
  })
})
