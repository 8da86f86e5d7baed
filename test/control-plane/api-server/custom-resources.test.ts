/** Kinds that users add: what the API server makes of a CustomResourceDefinition, and of objects of its kind. */
import { describe, expect, test } from '@jest/globals'
import { server } from '../server.ts'

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const widgets = '/apis/example.com/v1/namespaces/default/widgets'
const merge = { 'content-type': 'application/merge-patch+json' }
const table = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }

const names = { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList', shortNames: ['wd'] }

/** A definition of widgets, whose only version has this schema for its spec, and more. */
const definition = (spec: object, version: object = {}, more: object = {}) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names,
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec } } }, ...version }],
    ...more,
  },
})

const widget = (name: string, spec: unknown, more: object = {}) => ({ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name }, spec, ...more })

/** A server with that definition, established. */
function serverWith(...args: Parameters<typeof definition>) {
  const made = server()
  const { status, body } = made.send('POST', crds, definition(...args))
  if (status !== 201) throw new Error(body.message)
  made.clock.settle()
  return made
}

const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

describe('a definition', () => {
  test('is stored with defaults, its names are accepted, then its kind is established', () => {
    const { send, clock } = server()
    const { body } = send('POST', crds, definition(anything, {}, { names: { plural: 'widgets', kind: 'Widget' } }))
    expect([body.spec.names, body.spec.conversion, body.status]).toEqual([
      { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
      { strategy: 'None' },
      { acceptedNames: { kind: '', plural: '' }, conditions: null, storedVersions: ['v1'] },
    ])
    expect(send('GET', widgets).body.message).toBe('the server could not find the requested resource')
    clock.settle()
    const { conditions, acceptedNames, storedVersions } = send('GET', `${crds}/widgets.example.com`).body.status
    expect([acceptedNames, storedVersions]).toEqual([body.spec.names, ['v1']])
    expect(conditions).toEqual([
      { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found', lastTransitionTime: '2026-11-22T12:00:00Z' },
      {
        type: 'Established',
        status: 'True',
        reason: 'InitialNamesAccepted',
        message: 'the initial names have been accepted',
        lastTransitionTime: '2026-11-22T12:00:00Z',
      },
    ])
    expect(send('GET', widgets).body).toMatchObject({ kind: 'WidgetList', apiVersion: 'example.com/v1', items: [] })
  })

  test('does not get names that another one has, until that one goes', () => {
    const { send, clock } = serverWith(anything)
    const gadgets = definition(
      anything,
      {},
      { names: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList', shortNames: ['wd', 'gd'] } },
    )
    send('POST', crds, { ...gadgets, metadata: { name: 'gadgets.example.com' } })
    clock.settle()
    const said = () =>
      send('GET', `${crds}/gadgets.example.com`).body.status.conditions.map(({ type, status, reason, message }: any) => [type, status, reason, message])
    expect(said()).toEqual([
      ['NamesAccepted', 'False', 'ShortNamesConflict', '"wd" is already in use'],
      ['Established', 'False', 'NotAccepted', 'not all names are accepted'],
    ])
    send('DELETE', `${crds}/widgets.example.com`)
    clock.settle()
    expect(said()).toEqual([
      ['NamesAccepted', 'True', 'NoConflicts', 'no conflicts found'],
      ['Established', 'True', 'InitialNamesAccepted', 'the initial names have been accepted'],
    ])
  })

  test('takes its instances with it, and waits for their finalizers', () => {
    const { send, clock } = serverWith(anything)
    send('POST', widgets, widget('a', {}))
    send('POST', widgets, { ...widget('b', {}), metadata: { name: 'b', finalizers: ['example.com/hold'] } })
    const { metadata, status } = send('DELETE', `${crds}/widgets.example.com`).body
    expect([metadata.finalizers, status.conditions.at(-1).reason]).toEqual([['customresourcecleanup.apiextensions.k8s.io'], 'InstanceDeletionPending'])
    clock.settle()
    expect(send('GET', widgets).body.items.map(({ metadata }: any) => metadata.name)).toEqual(['b'])
    expect(send('GET', `${crds}/widgets.example.com`).body.status.conditions.at(-1)).toMatchObject({
      type: 'Terminating',
      status: 'True',
      reason: 'InstanceDeletionInProgress',
      message: 'CustomResource deletion is in progress',
    })
    expect(send('POST', widgets, widget('c', {})).body.message).toBe(
      'widgets.example.com "c" is forbidden: create not allowed while custom resource definition is terminating',
    )
    send('PATCH', `${widgets}/b`, { metadata: { finalizers: null } }, merge)
    clock.advance(5000)
    expect(send('GET', `${crds}/widgets.example.com`).status).toBe(404)
    expect(send('GET', widgets).status).toBe(404)
  })

  test('of one cluster is unknown to another, and comes and goes in discovery', () => {
    const { send, clock } = serverWith(anything)
    const groups = (of: typeof send) => of('GET', '/apis').body.groups.map(({ name }: any) => name)
    expect(groups(send).at(-1)).toBe('example.com')
    expect(groups(server().send)).not.toContain('example.com')
    const [resource] = send('GET', '/apis/example.com/v1').body.resources
    const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch']
    expect(resource).toEqual({ name: 'widgets', singularName: 'widget', namespaced: true, kind: 'Widget', verbs, shortNames: ['wd'] })
    send('DELETE', `${crds}/widgets.example.com`)
    clock.settle()
    expect(groups(send)).not.toContain('example.com')
  })
})

describe('objects of a custom kind', () => {
  const schema = {
    type: 'object',
    required: ['size'],
    properties: {
      size: { type: 'integer', minimum: 1, maximum: 5 },
      color: { type: 'string', enum: ['red', 'green'], default: 'red' },
      name: { type: 'string', minLength: 2, maxLength: 4, pattern: '^[a-z]+$' },
      since: { type: 'string', format: 'date-time' },
      port: { 'x-kubernetes-int-or-string': true },
      tags: { type: 'array', maxItems: 2, items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
      parts: {
        type: 'array',
        items: { type: 'object', required: ['id'], properties: { id: { type: 'string' }, count: { type: 'integer', default: 1 } } },
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['id'],
      },
      labels: { type: 'object', additionalProperties: { type: 'string' } },
      free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      either: { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } }, oneOf: [{ required: ['a'] }, { required: ['b'] }] },
      template: { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
    },
  }

  test('are pruned and defaulted; strict validation names what is unknown', () => {
    const { send } = serverWith(schema)
    const spec = { size: 1, what: 1, parts: [{ id: 'a', other: 1 }], free: { any: { thing: 1 } }, constructor: 1 }
    const strict = send('POST', `${widgets}?fieldValidation=Strict`, widget('a', spec, { extra: 1 }))
    expect([strict.status, strict.body.message]).toEqual([
      400,
      'Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "extra", unknown field "spec.constructor", unknown field "spec.parts[0].other", unknown field "spec.what"',
    ])
    const { body, headers } = send('POST', widgets, widget('a', spec))
    expect(body.spec).toEqual({ size: 1, color: 'red', parts: [{ id: 'a', count: 1 }], free: { any: { thing: 1 } } })
    expect(headers.warning).toBe(
      '299 - "unknown field \\"spec.constructor\\"", 299 - "unknown field \\"spec.parts[0].other\\"", 299 - "unknown field \\"spec.what\\""',
    )
  })

  const wrong: [what: string, spec: unknown, message: string][] = [
    ['a field that is missing', {}, 'spec.size: Required value'],
    ['a wrong type', { size: 'x' }, 'spec.size: Invalid value: "string": spec.size in body must be of type integer: "string"'],
    ['a fraction', { size: 1.5 }, 'spec.size: Invalid value: "number": spec.size in body must be of type integer: "number"'],
    ['null', { size: null }, 'spec.size: Required value'],
    ['too much', { size: 6 }, 'spec.size: Invalid value: 6: spec.size in body should be less than or equal to 5'],
    ['too little', { size: 0 }, 'spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1'],
    ['a value that is not listed', { size: 1, color: 'blue' }, 'spec.color: Unsupported value: "blue": supported values: "red", "green"'],
    ['too short a text', { size: 1, name: 'a' }, 'spec.name: Invalid value: "a": spec.name in body should be at least 2 chars long'],
    ['too long a text', { size: 1, name: 'abcde' }, 'spec.name: Too long: may not be more than 4 bytes'],
    ['a text of another pattern', { size: 1, name: 'AB' }, `spec.name: Invalid value: "AB": spec.name in body should match '^[a-z]+$'`],
    ['a text of another format', { size: 1, since: 'now' }, 'spec.since: Invalid value: "now": spec.since in body must be of type date-time: "now"'],
    ['neither number nor text', { size: 1, port: true }, 'spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"'],
    ['too many elements', { size: 1, tags: ['a', 'b', 'c'] }, 'spec.tags: Too many: 3: must have at most 2 items'],
    ['an element twice', { size: 1, tags: ['a', 'a'] }, 'spec.tags[1]: Duplicate value: "a"'],
    ['a key twice', { size: 1, parts: [{ id: 'a' }, { id: 'a' }] }, 'spec.parts[1]: Duplicate value: {"id":"a"}'],
    ['a wrong element', { size: 1, parts: [{}] }, 'spec.parts[0].id: Required value'],
    [
      'a wrong value of a map',
      { size: 1, labels: { 'a.b/c': 1 } },
      'spec.labels.a.b/c: Invalid value: "integer": spec.labels.a.b/c in body must be of type string: "integer"',
    ],
    [
      'both of two alternatives',
      { size: 1, either: { a: 'x', b: 'y' } },
      '<nil>: Invalid value: "": "spec.either" must validate one and only one schema (oneOf). Found 2 valid alternatives',
    ],
    [
      'none of two alternatives',
      { size: 1, either: {} },
      '[<nil>: Invalid value: "": "spec.either" must validate one and only one schema (oneOf). Found none valid, spec.either.a: Required value]',
    ],
    ['an embedded object without a kind', { size: 1, template: { apiVersion: 'v1' } }, 'spec.template.kind: Required value'],
    ['a list in place of an object', [], 'spec: Invalid value: "array": spec in body must be of type object: "array"'],
  ]
  test.each(wrong)('%s is refused', (_what, spec, message) => {
    const { send } = serverWith(schema)
    const { status, body } = send('POST', widgets, widget('a', spec))
    expect([status, body.message]).toEqual([422, `Widget.example.com "a" is invalid: ${message}`])
    expect(body.details.causes.length).toBeGreaterThan(0)
  })

  test('may stay wrong where an update does not touch them', () => {
    const { send, clock } = serverWith({ type: 'object', properties: { size: { type: 'integer' }, color: { type: 'string' } } })
    send('POST', widgets, widget('a', { size: 9, color: 'red' }))
    const crd = structuredClone(send('GET', `${crds}/widgets.example.com`).body)
    crd.spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.size.maximum = 5
    expect(send('PUT', `${crds}/widgets.example.com`, crd).status).toBe(200)
    clock.settle()
    expect(send('PATCH', `${widgets}/a`, { spec: { color: 'green' } }, merge).body.spec).toEqual({ size: 9, color: 'green' })
    expect(send('PATCH', `${widgets}/a`, { spec: { size: 8 } }, merge).body.message).toBe(
      'Widget.example.com "a" is invalid: spec.size: Invalid value: 8: spec.size in body should be less than or equal to 5',
    )
  })

  test('take merge and JSON patches, no strategic ones, and updates only of the version they know', () => {
    const { send } = serverWith(schema)
    const { body } = send('POST', widgets, widget('a', { size: 1 }))
    const json = { 'content-type': 'application/json-patch+json' }
    expect(send('PATCH', `${widgets}/a`, [{ op: 'replace', path: '/spec/size', value: 2 }], json).body.spec.size).toBe(2)
    expect(send('PATCH', `${widgets}/a`, { spec: { size: 3 } }, { 'content-type': 'application/strategic-merge-patch+json' })).toMatchObject({ status: 415 })
    expect(send('PUT', `${widgets}/a`, body).body.message).toBe(
      'Operation cannot be fulfilled on widgets.example.com "a": the object has been modified; please apply your changes to the latest version and try again',
    )
    expect(send('PUT', `${widgets}/a`, widget('a', { size: 1 })).body.message).toBe(
      'widgets.example.com "a" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
    )
  })

  test('have the columns of their definition, or their age', () => {
    const columns = [
      { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
      { name: 'Tags', type: 'string', jsonPath: '.spec.tags', priority: 1 },
      { name: 'Since', type: 'date', jsonPath: '.spec.since' },
      { name: 'None', type: 'string', jsonPath: '.spec.none' },
    ]
    const { send } = serverWith(schema, { additionalPrinterColumns: columns })
    send('POST', widgets, widget('a', { size: 1, tags: ['x', 'y'], since: '2026-11-22T11:00:00Z' }))
    const { columnDefinitions, rows } = send('GET', widgets, undefined, table).body
    expect(columnDefinitions.map(({ name, type, priority, description }: any) => [name, type, priority, description])).toEqual([
      ['Name', 'string', 0, ''],
      ['Size', 'integer', 0, 'Custom resource definition column (in JSONPath format): .spec.size'],
      ['Tags', 'string', 1, 'Custom resource definition column (in JSONPath format): .spec.tags'],
      ['Since', 'date', 0, 'Custom resource definition column (in JSONPath format): .spec.since'],
      ['None', 'string', 0, 'Custom resource definition column (in JSONPath format): .spec.none'],
    ])
    expect(rows[0].cells).toEqual(['a', 1, '["x","y"]', '60m', null])
    const plain = serverWith(anything)
    plain.send('POST', widgets, widget('a', {}))
    expect(plain.send('GET', widgets, undefined, table).body.rows[0].cells).toEqual(['a', '0s'])
  })

  test('with a status subresource keep spec and status apart, and count generations', () => {
    const properties = { spec: anything, status: { type: 'object', properties: { ready: { type: 'boolean' } } } }
    const { send } = serverWith({}, { schema: { openAPIV3Schema: { type: 'object', properties } }, subresources: { status: {} } })
    const created = send('POST', widgets, widget('a', { x: 1 }, { status: { ready: true } })).body
    expect([created.status, created.metadata.generation]).toEqual([undefined, 1])
    const status = send('PATCH', `${widgets}/a/status`, { spec: { x: 2 }, status: { ready: true }, metadata: { labels: { a: 'b' } } }, merge).body
    expect([status.spec, status.status, status.metadata.labels, status.metadata.generation]).toEqual([{ x: 1 }, { ready: true }, undefined, 1])
    const changed = send('PATCH', `${widgets}/a`, { spec: { x: 2 }, status: { ready: false } }, merge).body
    expect([changed.spec, changed.status, changed.metadata.generation]).toEqual([{ x: 2 }, { ready: true }, 2])
    expect(send('PATCH', `${widgets}/a/status`, { status: { ready: 'yes' } }, merge).body.message).toBe(
      'Widget.example.com "a" is invalid: status.ready: Invalid value: "string": ready in body must be of type boolean: "string"',
    )
    expect(send('GET', `${widgets}/a/scale`).body.message).toBe('widgets.example.com "a" not found')
  })

  test('are scaled where their definition says', () => {
    const scale = { specReplicasPath: '.spec.count', statusReplicasPath: '.status.count', labelSelectorPath: '.status.selector' }
    const { send } = serverWith(anything, { subresources: { scale } })
    send('POST', widgets, widget('a', { count: 2 }))
    expect(send('GET', `${widgets}/a/scale`).body).toMatchObject({ kind: 'Scale', spec: { replicas: 2 }, status: { replicas: 0 } })
    expect(send('PATCH', `${widgets}/a/scale`, { spec: { replicas: 4 } }, merge).body.spec).toEqual({ replicas: 4 })
    expect(send('GET', `${widgets}/a`).body.spec).toEqual({ count: 4 })
    expect(send('PATCH', `${widgets}/a/scale`, { spec: { replicas: -1 } }, merge).body.message).toBe(
      'Widget.example.com "a" is invalid: .spec.count: Invalid value: -1: should be a non-negative integer',
    )
    send('POST', widgets, widget('b', {}))
    expect(send('GET', `${widgets}/b/scale`).body.message).toBe('Internal error occurred: the spec replicas field ".spec.count" does not exist')
  })

  test('are the same in all versions but for apiVersion; old ones warn', () => {
    const openAPIV3Schema = { type: 'object', properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } } }
    const versions = [
      { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } },
      { name: 'v1beta1', served: true, storage: false, deprecated: true, schema: { openAPIV3Schema } },
      { name: 'v1alpha1', served: false, storage: false, schema: { openAPIV3Schema } },
    ]
    const { send, watch } = serverWith({}, {}, { versions })
    const old = widgets.replace('/v1/', '/v1beta1/')
    const { body, headers } = send('POST', old, { ...widget('a', { size: 1 }), apiVersion: 'example.com/v1beta1' })
    expect([body.apiVersion, headers.warning]).toEqual(['example.com/v1beta1', '299 - "example.com/v1beta1 Widget is deprecated; use example.com/v1 Widget"'])
    expect(send('GET', `${widgets}/a`).body.apiVersion).toBe('example.com/v1')
    expect(watch(`${old}?watch=true`).events.map(({ object }) => object.apiVersion)).toEqual(['example.com/v1beta1'])
    expect(send('GET', '/apis/example.com').body.versions.map(({ version }: any) => version)).toEqual(['v1', 'v1beta1'])
    expect(send('GET', widgets.replace('/v1/', '/v1alpha1/')).status).toBe(404)
    expect(send('POST', widgets, { ...widget('b', {}), apiVersion: 'example.com/v1beta1' }).body.message).toBe(
      'the API version in the data (example.com/v1beta1) does not match the expected API version (example.com/v1)',
    )
  })

  test('are read by the schema as it is now', () => {
    const { send, clock } = serverWith({ type: 'object', properties: { a: { type: 'integer' }, b: { type: 'integer' } } })
    send('POST', widgets, widget('w', { a: 1, b: 2 }))
    const crd = structuredClone(send('GET', `${crds}/widgets.example.com`).body)
    crd.spec.versions[0].schema.openAPIV3Schema.properties.spec.properties = { a: { type: 'integer' }, c: { type: 'integer', default: 3 } }
    send('PUT', `${crds}/widgets.example.com`, crd)
    clock.settle()
    expect(send('GET', `${widgets}/w`).body.spec).toEqual({ a: 1, c: 3 })
    expect(send('GET', widgets).body.items[0].spec).toEqual({ a: 1, c: 3 })
  })

  test('are watched until their kind changes or goes', () => {
    const { send, watch, clock } = serverWith({ type: 'object', properties: { a: { type: 'integer' } } })
    const [first, second] = [watch(`${widgets}?watch=true`), watch(`${widgets}?watch=true`)]
    second?.cancel()
    send('POST', widgets, widget('w', { a: 1 }))
    const crd = structuredClone(send('GET', `${crds}/widgets.example.com`).body)
    crd.spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.b = { type: 'integer' }
    send('PUT', `${crds}/widgets.example.com`, crd)
    const third = watch(`${widgets}?watch=true`)
    send('DELETE', `${crds}/widgets.example.com`)
    clock.settle()
    expect([first?.names(), second?.names(), third.names()]).toEqual([['ADDED w', 'END'], [], ['ADDED w', 'END']])
  })

  test('are selected by the fields that their definition offers', () => {
    const { send } = serverWith(schema, { selectableFields: [{ jsonPath: '.spec.color' }, { jsonPath: '.spec.size' }] })
    for (const [name, color] of [
      ['a', 'red'],
      ['b', 'green'],
    ] as const)
      send('POST', widgets, widget(name, { size: 1, color }))
    const found = (selector: string) => send('GET', `${widgets}?fieldSelector=${selector}`).body.items.map(({ metadata }: any) => metadata.name)
    expect([found('spec.color=green'), found('spec.size=1'), found('spec.color!=green')]).toEqual([['b'], ['a', 'b'], ['a']])
    expect(send('GET', `${widgets}?fieldSelector=spec.name=x`).body.message).toBe('field label not supported: spec.name')
  })
})

describe('rules of a custom kind', () => {
  const rule = (text: string, more: object = {}) => ({ rule: text, ...more })
  const schema = {
    type: 'object',
    properties: {
      min: { type: 'integer' },
      max: { type: 'integer', 'x-kubernetes-validations': [rule('self <= 10', { message: 'too much' })] },
      name: { type: 'string', 'x-kubernetes-validations': [rule('self == oldSelf', { message: 'name cannot change' })] },
      until: { type: 'string', format: 'date-time' },
    },
    'x-kubernetes-validations': [
      rule('!has(self.min) || !has(self.max) || self.min <= self.max', { messageExpression: "'min %d is more than max %d'.format([self.min, self.max])" }),
      rule("!has(self.until) || self.until > timestamp('2026-01-01T00:00:00Z')", { fieldPath: '.until', reason: 'FieldValueForbidden' }),
    ],
  }

  const said: [spec: object, message: string][] = [
    [{ min: 3, max: 2 }, 'spec: Invalid value: min 3 is more than max 2'],
    [{ max: 11 }, 'spec.max: Invalid value: 11: too much'],
    [{ until: '2025-01-01T00:00:00Z' }, "spec.until: Forbidden: failed rule: !has(self.until) || self.until > timestamp('2026-01-01T00:00:00Z')"],
    [
      { min: 'x', max: 11 },
      '[spec.min: Invalid value: "string": spec.min in body must be of type integer: "string", <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]',
    ],
  ]
  test.each(said)('%j is refused', (spec, message) => {
    const { send } = serverWith(schema)
    expect(send('POST', widgets, widget('a', spec)).body.message).toBe(`Widget.example.com "a" is invalid: ${message}`)
  })

  test('compare with what was before, and leave alone what an update leaves alone', () => {
    const { send, clock } = serverWith({ type: 'object', properties: { max: { type: 'integer' }, name: schema.properties.name } })
    send('POST', widgets, widget('a', { name: 'x', max: 20 }))
    expect(send('PATCH', `${widgets}/a`, { spec: { name: 'y' } }, merge).body.message).toBe(
      'Widget.example.com "a" is invalid: spec.name: Invalid value: "y": name cannot change',
    )
    const crd = structuredClone(send('GET', `${crds}/widgets.example.com`).body)
    crd.spec.versions[0].schema.openAPIV3Schema.properties.spec = schema
    send('PUT', `${crds}/widgets.example.com`, crd)
    clock.settle()
    const { status, headers } = send('PATCH', `${widgets}/a`, { metadata: { labels: { a: 'b' } } }, merge)
    expect([status, headers.warning]).toEqual([200, '299 - "spec.max: Invalid value: 20: too much"'])
  })

  test('must compile', () => {
    const { send } = server()
    const broken = { ...schema, 'x-kubernetes-validations': [rule('self.mim > 1')] }
    const { body } = send('POST', crds, definition(broken))
    expect(body.details.causes[0].message.replace(/^Invalid value: \{.*?\}: /, '')).toBe(
      "compilation failed: ERROR: <input>:1:5: undefined field 'mim'\n | self.mim > 1\n | ....^",
    )
    expect(body.details.causes[0].field).toBe('spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule')
  })
})

test('a version that a webhook would have to convert is not answered wrongly', () => {
  const openAPIV3Schema = { type: 'object' }
  const versions = ['v1', 'v2'].map((name) => ({ name, served: true, storage: name === 'v1', schema: { openAPIV3Schema } }))
  const clientConfig = { service: { name: 'converter', namespace: 'default', path: '/convert' } }
  const conversion = { strategy: 'Webhook', webhook: { conversionReviewVersions: ['v1'], clientConfig } }
  const { send } = serverWith({}, {}, { versions, conversion })
  expect(send('GET', widgets).status).toBe(200)
  const { status, body } = send('GET', widgets.replace('v1', 'v2'))
  const url = 'https://converter.default.svc:443/convert?timeout=30s'
  expect([status, body.message]).toEqual([500, `conversion webhook for example.com/v1, Kind=Widget failed: Post "${url}": service "converter" not found`])
})
