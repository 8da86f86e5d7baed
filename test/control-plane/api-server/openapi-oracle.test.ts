/** Our OpenAPI documents say of every field what the API's own document says: its type, and how it is patched and owned. */
import { expect, test } from '@jest/globals'
import { enumFields, enumOf } from '../../../src/api/enums.ts'
import { deepEqual } from '../../../src/api/object.ts'
import { typeSchema } from '../../../src/api/schema.ts'
import { definitions, type Property, paths, withTheDocument } from '../../api/oracle.ts'
import { server } from '../server.ts'

/** All schemas of all documents by name. */
function schemas(): Record<string, Property> {
  const api = server()
  const paths: string[] = Object.keys(api.send('GET', '/openapi/v3').body.paths)
  return Object.assign({}, ...paths.map((path) => api.send('GET', `/openapi/v3/${path}`).body.components.schemas))
}

/** What is compared: type, format, references, and all that is Kubernetes' own; v3 wraps references. */
function essence(property: Property): Property {
  const wrapped = property.allOf?.length === 1 ? property.allOf[0] : property
  const kept: Property = {}
  for (const [key, value] of Object.entries({ ...wrapped, ...property })) {
    if (key.startsWith('x-kubernetes-') || key === 'type' || key === 'format') kept[key] = value
    if (key === '$ref') kept[key] = String(value).split('/').pop()
    if (key === 'items' || key === 'additionalProperties') kept[key] = essence(value as Property)
  }
  // A list that says nothing is owned as a whole; of an object whose fields nobody knows there is nothing to say.
  if (kept.type === 'array') kept['x-kubernetes-list-type'] ??= 'atomic'
  return kept
}

withTheDocument('the OpenAPI document of Kubernetes 1.36', () => {
  test('says the same of every field of every type that is served', () => {
    const differing: Record<string, unknown> = {}
    let fields = 0
    for (const [name, schema] of Object.entries(schemas())) {
      const theirs = definitions[name]
      if (!theirs) differing[name] = 'not there'
      for (const [field, property] of Object.entries(theirs?.properties ?? {})) {
        fields++
        const [ours, expected] = [essence((schema.properties as Property)?.[field] ?? {}), essence(property)]
        if (!deepEqual(ours, expected)) differing[`${name}.${field}`] = { ours, expected }
      }
    }
    expect(differing).toEqual({})
    expect(fields).toBeGreaterThan(2000)
    console.log(`${fields} fields of the documents agree`)
  })

  test('has the same methods at every path that is served, of the same kinds', () => {
    const ours: Record<string, unknown> = {}
    const theirs: Record<string, unknown> = {}
    for (const [path, item] of Object.entries<Property>(server().send('GET', '/openapi/v2').body.paths)) {
      ours[path] = said(item)
      theirs[path] = said(paths[path] ?? {})
    }
    expect(ours).toEqual(theirs)
    expect(Object.keys(ours).length).toBeGreaterThan(200)
  })

  test('has the same definitions in the older form', () => {
    const own: Record<string, Property> = server().send('GET', '/openapi/v2').body.definitions
    const shape = (definition: Property | undefined): unknown => ({
      fields: Object.fromEntries(Object.entries<Property>(definition?.properties ?? {}).map(([name, property]) => [name, essence(property)])),
      required: [...(definition?.required ?? [])].sort(),
      kinds: (definition?.['x-kubernetes-group-version-kind'] ?? []).slice(0, 1),
    })
    const names = Object.keys(own)
    expect(Object.fromEntries(names.map((name) => [name, shape(own[name])]))).toEqual(Object.fromEntries(names.map((name) => [name, shape(definitions[name])])))
    expect(names.length).toBeGreaterThan(500)
  })
})

/** Methods, what they do, and with which kind. */
const said = (item: Property): Property =>
  Object.fromEntries(
    Object.entries(item)
      .filter(([method]) => ['get', 'put', 'post', 'patch', 'delete'].includes(method))
      .map(([method, operation]) => [method, [operation['x-kubernetes-action'], operation['x-kubernetes-group-version-kind']]]),
  )

test('fields with values of their own are there, and hold texts', () => {
  const wrong = enumFields().filter((place) => {
    const [type = '', field = ''] = place.split('.')
    return !/^(\[\])?string$/.test(typeSchema(type)?.fields[field] ?? '')
  })
  expect(wrong).toEqual([])
  expect(enumOf('PodSpec', 'restartPolicy')).toEqual(['Always', 'Never', 'OnFailure'])
  expect(enumOf('Lifecycle', 'stopSignal')).toHaveLength(65)
})
