/** The kinds that a CustomResourceDefinition makes: one for each version that it serves. Models apiextensions-apiserver pkg/apiserver/customresource_handler.go and pkg/registry/customresource. */
import { apiVersionOf, type Kind } from '../../../api/kinds.ts'
import type { AnyObject } from '../../../api/object.ts'
import { type FieldError, forbidden } from '../../../api/status.ts'
import type { CustomResourceDefinition, CustomResourceDefinitionNames, CustomResourceDefinitionVersion } from '../../../api/types.ts'
import type { ResourceDefinition } from '../resource.ts'
import { customColumns } from './columns.ts'
import { isTrue } from './conditions.ts'
import { customType } from './custom-type.ts'
import { deprecationOf } from './deprecation.ts'
import { finalizerWarnings } from './finalizer-warnings.ts'
import { validateRules } from './rules/validate-rules.ts'
import { customScale, validateScale } from './scale.ts'
import { applyDefaults } from './schema/defaulting.ts'
import { validateEmbedded } from './schema/embedded.ts'
import { validateListTypes } from './schema/list-types.ts'
import { pruneRoot } from './schema/pruning.ts'
import { type JsonSchema, propertyOf } from './schema/schema.ts'
import { validateAgainst } from './schema/validate.ts'
import { selectableFields } from './selectable-fields.ts'

const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch']

/** In the order of the definition's versions; those that are neither served nor stored have none. */
export function customResources(crd: CustomResourceDefinition): ResourceDefinition[] {
  const stored = crd.spec.versions.find(({ storage }) => storage)
  const storage = stored && definitionOf(crd, stored)
  return crd.spec.versions.filter(({ served }) => served).map((version) => (version === stored && storage ? storage : viewOf(crd, version, storage)))
}

/** Another version of what is stored: without conversion only apiVersion differs. */
function viewOf(crd: CustomResourceDefinition, version: CustomResourceDefinitionVersion, storage: ResourceDefinition | undefined): ResourceDefinition {
  const definition = definitionOf(crd, version)
  if (!storage) return definition
  const views = new WeakMap<AnyObject, AnyObject>()
  return {
    ...definition,
    storage: {
      as: storage,
      toStored(object) {
        if (!storage.custom?.preservesUnknown) pruneRoot(object, storage.custom?.schema ?? {})
        return { ...object, apiVersion: apiVersionOf(storage.of) }
      },
      fromStored(object) {
        let view = views.get(object)
        if (!view) views.set(object, (view = { ...object, apiVersion: apiVersionOf(definition.of) }))
        return view
      },
    },
  }
}

function definitionOf(crd: CustomResourceDefinition, version: CustomResourceDefinitionVersion): ResourceDefinition {
  const names = crd.status?.acceptedNames as CustomResourceDefinitionNames
  const { group, scope } = crd.spec
  const of: Kind<AnyObject> = { group, version: version.name, kind: names.kind, plural: names.plural, namespaced: scope === 'Namespaced' }
  const schema: JsonSchema = version.schema?.openAPIV3Schema ?? { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
  const { status, scale } = version.subresources ?? {}
  const terminating = isTrue(crd, 'Terminating')
  return {
    of,
    custom: customType(schema, {
      listKind: names.listKind ?? `${names.kind}List`,
      preservesUnknown: crd.spec.preserveUnknownFields ?? false,
      terminating,
      ...unconvertible(crd, version),
    }),
    ...(names.singular ? { singular: names.singular } : {}),
    ...(names.shortNames ? { short: names.shortNames } : {}),
    ...(names.categories ? { categories: names.categories } : {}),
    verbs,
    ...(version.deprecated ? { deprecation: deprecationOf(crd.spec, version) } : {}),
    status: status !== undefined,
    generation: true,
    conditionalUpdates: true,
    ...(scale ? { scale: customScale(scale) } : {}),
    ...rules(version, schema, of),
    columns: customColumns(version.additionalPrinterColumns),
    ...(version.selectableFields ? { selectableFields: selectableFields(version.selectableFields) } : {}),
    prepareForCreate(object) {
      if (terminating) throw forbidden(of, object.metadata.name, 'create not allowed while custom resource definition is terminating')
      if (status) delete object.status
    },
  }
}

/** The real server asks a webhook; to one that nobody can call it says this. */
function unconvertible({ spec }: CustomResourceDefinition, version: CustomResourceDefinitionVersion): { unconvertible?: string } {
  const { strategy, webhook } = spec.conversion ?? {}
  const stored = spec.versions.find(({ storage }) => storage)
  if (strategy !== 'Webhook' || version.storage || !stored) return {}
  const { url, service } = webhook?.clientConfig ?? {}
  const address = url ?? `https://${service?.name}.${service?.namespace}.svc:${service?.port ?? 443}${service?.path ?? ''}`
  const why = service ? `service ${JSON.stringify(service.name)} not found` : 'webhooks are not simulated'
  return {
    unconvertible: `conversion webhook for ${spec.group}/${stored.name}, Kind=${spec.names.kind} failed: Post ${JSON.stringify(`${address}?timeout=30s`)}: ${why}`,
  }
}

type Rules = Pick<
  ResourceDefinition,
  'defaults' | 'prepareForUpdate' | 'prepareForSubresource' | 'validateCreate' | 'validateUpdate' | 'validateStatusUpdate' | 'warnings'
>

function rules({ subresources = {} }: CustomResourceDefinitionVersion, schema: JsonSchema, of: Kind<unknown>): Rules {
  const { scale } = subresources
  const statusSchema = propertyOf(schema, 'status')
  const warnings = new WeakMap<AnyObject, string[]>()
  /** What the schema finds, and then what the rules say. */
  const judge = (object: AnyObject, old: AnyObject | undefined, found: readonly FieldError[]): FieldError[] => {
    const errors = [...found, ...validateEmbedded(object, schema)]
    if (!old || validateListTypes(old, schema).length === 0) errors.push(...validateListTypes(object, schema))
    const said: string[] = []
    errors.push(...validateRules(object, schema, old, errors, (text) => said.push(text)))
    if (said.length > 0) warnings.set(object, said)
    return errors
  }
  const errorsOf = (object: AnyObject, old: AnyObject | undefined): FieldError[] =>
    judge(object, old, [...validateAgainst(withApiVersion(object, of), schema, '', old && { value: old }), ...validateScale(object, scale, false)])
  return {
    defaults: (object) => applyDefaults(object, schema),
    prepareForUpdate(object, old) {
      if (subresources.status && old.status === undefined) delete object.status
    },
    prepareForSubresource: {
      // Of an object's metadata a status update changes nothing.
      status(object, old) {
        object.metadata.labels = old.metadata.labels as NonNullable<typeof old.metadata.labels>
        object.metadata.annotations = old.metadata.annotations as NonNullable<typeof old.metadata.annotations>
        applyDefaults(object, schema)
      },
    },
    validateCreate: (object) => errorsOf(object, undefined),
    validateUpdate: (object, old) => errorsOf(object, old),
    validateStatusUpdate: (object, old) =>
      judge(object, old, [
        ...(statusSchema && object.status !== undefined ? validateAgainst(object.status, statusSchema, 'status', { value: old.status }) : []),
        ...validateScale(object, scale, true),
      ]),
    warnings: (object, old) => [...finalizerWarnings(object, old), ...(warnings.get(object) ?? [])],
  }
}

/** A schema may speak about apiVersion: then about that of the request. */
const withApiVersion = (object: AnyObject, of: Kind<unknown>): AnyObject => ({ ...object, apiVersion: apiVersionOf(of) })
