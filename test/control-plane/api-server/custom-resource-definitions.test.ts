/** What a CustomResourceDefinition must be, in the real server's words. */
import { describe, expect, test } from '@jest/globals'
import { server } from '../server.ts'

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

type Json = Record<string, any>

const version = (openAPIV3Schema: object | undefined, more: object = {}) => ({
  name: 'v1',
  served: true,
  storage: true,
  ...(openAPIV3Schema ? { schema: { openAPIV3Schema } } : {}),
  ...more,
})
const ofSpec = (spec: object) => ({ type: 'object', properties: { spec } })
const good = ofSpec({ type: 'object', properties: { size: { type: 'integer' } } })
const definition = (spec: object, metadata: object = {}): Json => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com', ...metadata },
  spec: { group: 'example.com', scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' }, versions: [version(good)], ...spec },
})

const refusal = (body: Json): string => {
  const { status, body: answer } = server().send('POST', crds, body)
  return status === 201 ? 'accepted' : answer.message.replace(/^CustomResourceDefinition.apiextensions.k8s.io ".*?" is invalid: /, '')
}

const schema = (spec: object, more: object = {}) => definition({ versions: [version(ofSpec(spec), more)] })
const at = 'spec.validation.openAPIV3Schema.properties[spec]'
const dns1035 = `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')`

const wrong: [what: string, body: Json, message: string][] = [
  [
    'another name',
    definition({}, { name: 'widget.example.com' }),
    'metadata.name: Invalid value: "widget.example.com": must be spec.names.plural+"."+spec.group',
  ],
  [
    'a group without a dot',
    { ...definition({ group: 'example' }, { name: 'widgets.example' }) },
    'spec.group: Invalid value: "example": should be a domain with at least one dot',
  ],
  ['another scope', definition({ scope: 'World' }), 'spec.scope: Unsupported value: "World": supported values: "Cluster", "Namespaced"'],
  ['no schema', definition({ versions: [version(undefined)] }), 'spec.versions[0].schema.openAPIV3Schema: Required value'],
  [
    'no storage version',
    definition({ versions: [version(good, { storage: false })] }),
    '[spec.versions: Invalid value: [{"Name":"v1","Served":true,"Storage":false,"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,"SelectableFields":null}]: must have exactly one version marked as storage version, status.storedVersions: Invalid value: null: must have at least one stored version]',
  ],
  [
    'a kind like its list',
    definition({ names: { plural: 'widgets', kind: 'Widget', listKind: 'Widget' } }),
    'spec.names.listKind: Invalid value: "Widget": kind and listKind may not be the same',
  ],
  [
    'a short name that is none',
    definition({ names: { plural: 'widgets', kind: 'Widget', shortNames: ['W'] } }),
    `spec.names.shortNames[0]: Invalid value: "W": ${dns1035}`,
  ],
  ['a field without a type', schema({}), `${at}.type: Required value: must not be empty for specified object fields`],
  [
    'a type that is none',
    schema({ type: 'text' }),
    `${at}.type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string"`,
  ],
  ['a list of nothing', schema({ type: 'array' }), `${at}.items: Required value: must be specified`],
  [
    'types below anyOf',
    schema({ type: 'object', properties: { a: { type: 'string' } }, anyOf: [{ properties: { a: { type: 'string' } } }] }),
    `${at}.anyOf[0].properties[a].type: Forbidden: must be empty to be structural`,
  ],
  [
    'rules for a field that there is not',
    definition({ versions: [version({ ...good, anyOf: [{ properties: { status: { minLength: 1 } } }] })] }),
    'spec.validation.openAPIV3Schema.properties[status]: Required value: because it is defined in spec.validation.openAPIV3Schema.anyOf[0].properties[status]',
  ],
  [
    'fields and values at once',
    schema({ type: 'object', properties: { a: { type: 'string' } }, additionalProperties: { type: 'string' } }),
    `${at}.additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive`,
  ],
  [
    'metadata with rules',
    definition({ versions: [version({ type: 'object', properties: { metadata: { type: 'object', required: ['name'] } } })] }),
    'spec.validation.openAPIV3Schema.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified',
  ],
  [
    'unique items',
    schema({ type: 'array', uniqueItems: true, items: { type: 'string' } }),
    `${at}.uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic`,
  ],
  ['a reference', schema({ type: 'object', $ref: '#/x' }), `${at}.$ref: Forbidden: $ref is not supported`],
  [
    'a pattern that is none',
    schema({ type: 'string', pattern: '(' }),
    `${at}.pattern: Invalid value: "(": must be a valid regular expression, but isn't: error parsing regexp: missing closing ): \`(\``,
  ],
  ['a wrong default', schema({ type: 'integer', default: 'x' }), `${at}.default: Invalid value: "string":  in body must be of type integer: "string"`],
  ['a default with unknown fields', schema({ type: 'object', default: { a: 1 } }), `${at}.default: Invalid value: {"a":1}: must not have unknown fields`],
  [
    'a map without keys',
    schema({ type: 'array', 'x-kubernetes-list-type': 'map', items: { type: 'object' } }),
    `${at}.x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map`,
  ],
  [
    'keys that may be missing',
    schema({
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['id'],
      items: { type: 'object', properties: { id: { type: 'string' } } },
    }),
    `${at}.items.properties[id].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property`,
  ],
  [
    'a false extension',
    schema({ type: 'object', 'x-kubernetes-preserve-unknown-fields': false }),
    `${at}.x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined`,
  ],
  [
    'preserveUnknownFields',
    definition({ preserveUnknownFields: true }),
    'spec.preserveUnknownFields: Invalid value: true: cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
  ],
  [
    'a column without a path',
    definition({ versions: [version(good, { additionalPrinterColumns: [{ name: 'A', type: 'text', jsonPath: 'spec.a' }] })] }),
    '[spec.additionalPrinterColumns[0].type: Invalid value: "text": must be one of boolean,date,integer,number,string, spec.additionalPrinterColumns[0].JSONPath: Invalid value: "spec.a": must be a simple json path starting with .]',
  ],
  [
    'a scale without a status',
    definition({ versions: [version(good, { subresources: { scale: { specReplicasPath: '.status.n', statusReplicasPath: '' } } })] }),
    '[spec.subresources.scale.specReplicasPath: Invalid value: ".status.n": should be a json path under .spec, spec.subresources.scale.statusReplicasPath: Required value]',
  ],
  [
    'selection by a list',
    definition({ versions: [version(good, { selectableFields: [{ jsonPath: '.spec' }, { jsonPath: '.spec.color' }] })] }),
    '[spec.selectableFields[0].jsonPath: Invalid value: ".spec": must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed., spec.selectableFields[1].jsonPath: Invalid value: ".spec.color": is an invalid path: does not refer to a valid field]',
  ],
  [
    'a webhook without an address',
    definition({ conversion: { strategy: 'Webhook', webhook: { conversionReviewVersions: ['v1'] } } }),
    'spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook',
  ],
  [
    'a group of the community',
    definition({ group: 'example.k8s.io' }, { name: 'widgets.example.k8s.io' }),
    'metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111',
  ],
]

describe('a definition is refused', () => {
  test.each(wrong)('with %s', (_what, body, message) => {
    expect(refusal(body)).toBe(message)
  })

  test('for what differs between versions, by version', () => {
    const versions = [version(good), version({ type: 'array' }, { name: 'v2', storage: false })]
    expect(refusal(definition({ versions }))).toBe(
      '[spec.versions[1].schema.openAPIV3Schema.items: Required value: must be specified, spec.versions[1].schema.openAPIV3Schema.type: Invalid value: "array": must be object at the root]',
    )
  })

  test('when what cannot change changes', () => {
    const { send, clock } = server()
    send('POST', crds, definition({}))
    clock.settle()
    const crd = structuredClone(send('GET', `${crds}/widgets.example.com`).body)
    crd.spec.scope = 'Cluster'
    crd.spec.names.plural = 'gadgets'
    crd.spec.versions[0].name = 'v2'
    expect(send('PUT', `${crds}/widgets.example.com`, crd).body.message).toBe(
      'CustomResourceDefinition.apiextensions.k8s.io "widgets.example.com" is invalid: [spec.scope: Invalid value: "Cluster": field is immutable, spec.names.plural: Invalid value: "gadgets": field is immutable, status.storedVersions[0]: Invalid value: "v1": missing from spec.versions; v1 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1 and removes v1 from status.storedVersions]',
    )
  })
})

test('formats that mean nothing are warned of, once', () => {
  const { send } = server()
  const body = schema({ type: 'object', properties: { a: { type: 'string', format: 'colour' }, b: { type: 'string', format: 'uuid' } } })
  expect(send('POST', crds, body).headers.warning).toBe('299 - "unrecognized format \\"colour\\""')
  const crd = structuredClone(send('GET', `${crds}/widgets.example.com`).body)
  crd.spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.c = { type: 'integer', format: 'big' }
  expect(send('PUT', `${crds}/widgets.example.com`, crd).headers.warning).toBe('299 - "unrecognized format \\"big\\""')
})

test('schemas within lists and maps are read as schemas', () => {
  const { send } = server()
  const items = { type: 'string', what: 1, nullable: false }
  const { body } = send(
    'POST',
    crds,
    schema({ type: 'object', properties: { a: { type: 'array', items }, b: { type: 'object', additionalProperties: items } } }),
  )
  const { a, b } = body.spec.versions[0].schema.openAPIV3Schema.properties.spec.properties
  expect([a.items, b.additionalProperties]).toEqual([{ type: 'string' }, { type: 'string' }])
})
