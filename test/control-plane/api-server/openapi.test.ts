import { describe, expect, test } from '@jest/globals'
import { typeSchema } from '../../../src/api/schema.ts'
import { customType } from '../../../src/control-plane/api-server/apiextensions/custom-type.ts'
import { type Describe, openApiDocument, openApiIndex } from '../../../src/control-plane/api-server/discovery/openapi.ts'

const pods = { of: { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true }, status: true, columns: [] }
const deployments = { of: { group: 'apps', version: 'v1', kind: 'Deployment', plural: 'deployments', namespaced: true }, scale: {} as never, columns: [] }
const prose: Record<string, Record<string, string>> = { Pod: { '': 'A pod.', kind: 'The kind.' }, PodSpec: { '': 'What a pod shall be.', nodeName: 'Where.' } }
const describeType: Describe = (type) => prose[type]
type Document = { paths: Record<string, Record<string, any>>; components: { schemas: Record<string, Record<string, any>> } }
const core = openApiDocument('', 'v1', [pods], typeSchema, describeType) as unknown as Document
const apps = openApiDocument('apps', 'v1', [deployments], typeSchema, describeType) as unknown as Document

describe('OpenAPI v3', () => {
  test('the index names a document for each group and version', () => {
    const { paths } = openApiIndex([deployments, pods])
    expect(Object.keys(paths)).toEqual(['api/v1', 'apis/apps/v1'])
    expect(paths['apis/apps/v1']!.serverRelativeURL).toMatch(/^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]{16}$/)
  })

  test('types carry their real names, kinds say which they are, every reference leads somewhere', () => {
    const pod = core.components.schemas['io.k8s.api.core.v1.Pod']!
    expect(pod['x-kubernetes-group-version-kind']).toEqual([{ group: '', kind: 'Pod', version: 'v1' }])
    expect(pod.description).toBe('A pod.')
    expect(pod.properties.spec).toEqual({ $ref: '#/components/schemas/io.k8s.api.core.v1.PodSpec', description: 'What a pod shall be.' })
    expect(core.components.schemas['io.k8s.api.core.v1.PodSpec']!.required).toEqual(['containers'])
    const names = Object.keys(apps.components.schemas)
    for (const name of ['io.k8s.api.apps.v1.DeploymentSpec', 'io.k8s.api.core.v1.PodSpec', 'io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector'])
      expect(names).toContain(name)
    for (const document of [core, apps])
      for (const [, name] of JSON.stringify(document).matchAll(/#\/components\/schemas\/([^"]+)/g)) expect(document.components.schemas).toHaveProperty([name!])
  })

  test('paths say which kind they serve, and that fields can be validated', () => {
    const pod = '/api/v1/namespaces/{namespace}/pods/{name}'
    const below = ['attach', 'binding', 'ephemeralcontainers', 'eviction', 'exec', 'log', 'portforward', 'status']
    expect(Object.keys(core.paths)).toEqual(
      expect.arrayContaining(['/api/v1/namespaces/{namespace}/pods', pod, ...below.map((name) => `${pod}/${name}`), '/api/v1/pods']),
    )
    const { patch } = core.paths['/api/v1/namespaces/{namespace}/pods/{name}']!
    expect(patch['x-kubernetes-group-version-kind']).toEqual({ group: '', kind: 'Pod', version: 'v1' })
    expect(patch.parameters.map(({ name }: { name: string }) => name)).toEqual(['dryRun', 'fieldManager', 'fieldValidation', 'force'])
    expect(apps.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale']!.get['x-kubernetes-group-version-kind'].kind).toBe('Scale')
  })

  test('a custom kind brings its own schema', () => {
    const of = { group: 'stable.example.com', version: 'v1', kind: 'CronTab', plural: 'crontabs', namespaced: true }
    const custom = customType(
      { type: 'object', properties: { spec: { type: 'string' } } },
      { listKind: 'CronTabList', preservesUnknown: false, terminating: false },
    )
    const document = openApiDocument('stable.example.com', 'v1', [{ of, custom, columns: [] }], typeSchema, describeType) as unknown as Document
    expect(Object.keys(document.components.schemas['com.example.stable.v1.CronTab']!.properties)).toEqual(['spec', 'apiVersion', 'kind', 'metadata'])
  })
})
