/** Real names of the API types in OpenAPI documents, `io.k8s.api.core.v1.Pod`, and its scalars. */
import { typeSchema } from '../../../api/schema.ts'

export type JsonSchema = Record<string, unknown>

export const refTo = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` })

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1'
const metaTypes = new Set(
  (
    'APIGroup APIGroupList APIResource APIResourceList APIVersions Condition DeleteOptions FieldSelectorRequirement GroupVersionForDiscovery LabelSelector ' +
    'LabelSelectorRequirement ListMeta ManagedFieldsEntry ObjectMeta OwnerReference Preconditions ServerAddressByClientCIDR ShardInfo Status StatusCause StatusDetails WatchEvent'
  ).split(' '),
)

/** Kinds of the core group, from which its other types can be reached. */
const coreKinds =
  'Binding CoreV1Event ConfigMap Endpoints LimitRange Namespace Node PersistentVolume PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount'

let core: Set<string> | undefined

function coreTypes(): Set<string> {
  if (core) return core
  core = new Set(['ObjectReference', 'TypedLocalObjectReference', 'TopologySelectorTerm', 'TopologySelectorLabelRequirement', 'NodeSelector'])
  const open = [...coreKinds.split(' '), ...core]
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    core.add(type)
    for (const field of Object.values(typeSchema(type)?.fields ?? {})) {
      const inner = field.replace(/^(\[\]|map:)+/, '')
      if (typeSchema(inner) && !core.has(inner) && !metaTypes.has(inner)) open.push(inner)
    }
  }
  return core
}

const special: Record<string, string> = {
  'apiextensions.k8s.io': 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions',
  'apiregistration.k8s.io': 'io.k8s.kube-aggregator.pkg.apis.apiregistration',
}

const qualified = /^(Admissionregistration|Apiextensions|Apiregistration|Authentication|Core|Discovery|Events|Flowcontrol|Rbac|Resource|Storage)V1(?=[A-Z])/

/** The full name of a type that was met in the document of a group and version. */
export function homeOf(type: string, from: { readonly group: string; readonly version: string }): string {
  const prefix = qualified.exec(type)
  const versioned = /^V(\d+)(?=[A-Z])/.exec(type)
  const short = type.slice((prefix ?? versioned)?.[0].length ?? 0)
  if (metaTypes.has(type)) return `${meta}.${short}`
  if (prefix?.[1] === 'Core' || coreTypes().has(type)) return `io.k8s.api.core.v1.${short}`
  return `${special[from.group] ?? `io.k8s.api.${from.group.split('.')[0] || 'core'}`}.${from.version}.${short}`
}

interface Scalar {
  readonly schema: JsonSchema
  /** Set where Kubernetes gives it a schema of its own. */
  readonly named?: string
}

const rawExtension = 'io.k8s.apimachinery.pkg.runtime.RawExtension'
const extensions = `${special['apiextensions.k8s.io']}.v1`
const object: JsonSchema = { type: 'object' }

/** Free-form fields that are types of their own; what may be more than one thing has no type in its schema. */
const freeForm: Record<string, readonly [name: string, schema: JsonSchema]> = {
  'ManagedFieldsEntry.fieldsV1': [`${meta}.FieldsV1`, object],
  'ControllerRevision.data': [rawExtension, object],
  'OpaqueDeviceConfiguration.parameters': [rawExtension, object],
  'AllocatedDeviceStatus.data': [rawExtension, object],
  'CustomResourceSubresources.status': [`${extensions}.CustomResourceSubresourceStatus`, object],
  'JSONSchemaProps.additionalItems': [`${extensions}.JSONSchemaPropsOrBool`, {}],
  'JSONSchemaProps.additionalProperties': [`${extensions}.JSONSchemaPropsOrBool`, {}],
  'JSONSchemaProps.default': [`${extensions}.JSON`, {}],
  'JSONSchemaProps.dependencies': [`${extensions}.JSONSchemaPropsOrStringArray`, {}],
  'JSONSchemaProps.enum': [`${extensions}.JSON`, {}],
  'JSONSchemaProps.example': [`${extensions}.JSON`, {}],
  'JSONSchemaProps.items': [`${extensions}.JSONSchemaPropsOrArray`, {}],
}

/** The schema of a scalar field type, undefined for types of fields. `place`: `Type.field`. */
export function scalars(type: string, place: string): Scalar | undefined {
  const [name, format] = type.split(':')
  switch (name) {
    case 'string':
    case 'boolean':
      return { schema: { type: name } }
    case 'integer':
      return { schema: { type: 'integer', format } }
    case 'number':
      return { schema: { type: 'number', format: 'double' } }
    case 'bytes':
      return { schema: { type: 'string', format: 'byte' } }
    case 'time':
      return { schema: { type: 'string', format: 'date-time' }, named: `${meta}.Time` }
    case 'micro-time':
      return { schema: { type: 'string', format: 'date-time' }, named: `${meta}.MicroTime` }
    case 'quantity':
      return { schema: { oneOf: [{ type: 'string' }, { type: 'number' }] }, named: 'io.k8s.apimachinery.pkg.api.resource.Quantity' }
    case 'int-or-string':
      return { schema: { oneOf: [{ type: 'integer' }, { type: 'string' }], format: 'int-or-string' }, named: 'io.k8s.apimachinery.pkg.util.intstr.IntOrString' }
    case 'object': {
      const [named, schema] = freeForm[place] ?? []
      return named === undefined || schema === undefined ? { schema: object } : { schema, named }
    }
    default:
      return undefined
  }
}
