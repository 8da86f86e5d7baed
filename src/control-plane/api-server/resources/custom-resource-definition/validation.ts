/**
 * Validation of a CustomResourceDefinition. The real server holds what all versions agree on once for all of them, in
 * fields that v1 does not have (spec.validation, spec.subresources, …): findings about it name those. Models
 * apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go.
 */
import { isDns1035Label, isDns1123Subdomain } from '../../../../api/names.ts'
import { deepEqual } from '../../../../api/object.ts'
import { type FieldError, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { CustomResourceDefinition, CustomResourceDefinitionSpec, CustomResourceDefinitionVersion } from '../../../../api/types.ts'
import { isTrue } from '../../apiextensions/conditions.ts'
import { someDefault } from '../../apiextensions/schema/defaulting.ts'
import { unchanged } from '../checks.ts'
import { internalVersions } from './internal.ts'
import { validateApproval } from './validation-approval.ts'
import { validateConversion } from './validation-conversion.ts'
import { validateNames } from './validation-names.ts'
import { hasStatus, validateColumn, validateSchema, validateSelectableFields, validateSubresources } from './validation-versions.ts'

export function validateCreate(crd: CustomResourceDefinition): FieldError[] {
  const { name } = crd.metadata
  const { names, group } = crd.spec
  return [
    ...(name === `${names.plural}.${group}` ? [] : [invalidValue('metadata.name', name, 'must be spec.names.plural+"."+spec.group')]),
    ...validateWhole(crd, undefined),
  ]
}

export function validateUpdate(crd: CustomResourceDefinition, old: CustomResourceDefinition): FieldError[] {
  const established = isTrue(old, 'Established')
  const { spec } = crd
  return validateWhole(crd, old, [
    ...(established ? [...unchanged('spec.scope', spec.scope, old.spec.scope), ...unchanged('spec.names.kind', spec.names.kind, old.spec.names.kind)] : []),
    ...unchanged('spec.group', spec.group, old.spec.group),
    ...unchanged('spec.names.plural', spec.names.plural, old.spec.names.plural),
  ])
}

export const validateStatusUpdate = (crd: CustomResourceDefinition): FieldError[] =>
  crd.status?.acceptedNames ? validateNames(crd.status.acceptedNames, 'status.acceptedNames') : []

function validateWhole(crd: CustomResourceDefinition, old: CustomResourceDefinition | undefined, changes: readonly FieldError[] = []): FieldError[] {
  return [
    ...validateSpec(crd.spec),
    ...changes,
    ...validateStatusUpdate(crd),
    ...validateStoredVersions(crd),
    ...validateApproval(crd, old),
    ...(crd.spec.preserveUnknownFields && !old?.spec.preserveUnknownFields
      ? [
          invalidValue(
            'spec.preserveUnknownFields',
            true,
            'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
          ),
        ]
      : []),
  ]
}

function validateStoredVersions({ spec, status }: CustomResourceDefinition): FieldError[] {
  const path = 'status.storedVersions'
  const stored = status?.storedVersions ?? []
  if (stored.length === 0) return [invalidValue(path, null, 'must have at least one stored version')]
  const named = spec.versions.map(({ name }) => name)
  return [
    ...spec.versions
      .filter(({ name, storage }) => storage && !stored.includes(name))
      .map(({ name }) => invalidValue(path, stored, `must have the storage version ${name}`)),
    ...stored.flatMap((version, i) =>
      named.includes(version)
        ? []
        : [
            invalidValue(
              `${path}[${i}]`,
              version,
              `missing from spec.versions; ${version} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${version} and removes ${version} from status.storedVersions`,
            ),
          ],
    ),
  ]
}

/** What all versions have alike, or undefined if they differ or have none. */
function shared<K extends keyof CustomResourceDefinitionVersion>(
  versions: readonly CustomResourceDefinitionVersion[],
  field: K,
): CustomResourceDefinitionVersion[K] | undefined {
  const [first] = versions
  return first && versions.every((version) => deepEqual(version[field], first[field])) ? first[field] : undefined
}

function validateSpec(spec: CustomResourceDefinitionSpec): FieldError[] {
  const versions = spec.versions ?? []
  const all = {
    schema: shared(versions, 'schema'),
    subresources: shared(versions, 'subresources'),
    additionalPrinterColumns: shared(versions, 'additionalPrinterColumns'),
    selectableFields: shared(versions, 'selectableFields'),
  }
  const rest = versions.map((version) => without(version, all))
  return [
    ...validateGroup(spec.group),
    ...(spec.scope
      ? ['Cluster', 'Namespaced'].includes(spec.scope)
        ? []
        : [notSupported('spec.scope', spec.scope, ['Cluster', 'Namespaced'])]
      : [required('spec.scope')]),
    ...versions.flatMap(({ schema }, i) => (schema?.openAPIV3Schema ? [] : [required(`spec.versions[${i}].schema.openAPIV3Schema`)])),
    ...(spec.preserveUnknownFields && versions.some(({ schema }) => someDefault(schema?.openAPIV3Schema))
      ? [invalidValue('spec.preserveUnknownFields', true, 'must be false in order to use defaults in the schema')]
      : []),
    ...rest.flatMap((version, i) => validateVersion(version, hasStatus(versions[i] as CustomResourceDefinitionVersion), `spec.versions[${i}]`)),
    ...validateVersionList(rest),
    ...requiredNames(spec),
    ...validateNames(spec.names, 'spec.names'),
    ...validateSchema(all.schema, versions.some(hasStatus), 'spec.validation'),
    ...validateSubresources(all.subresources, 'spec.subresources'),
    ...(all.additionalPrinterColumns ?? []).flatMap((column, i) => validateColumn(column, `spec.additionalPrinterColumns[${i}]`)),
    ...(all.selectableFields
      ? all.schema?.openAPIV3Schema
        ? validateSelectableFields(all.selectableFields, all.schema.openAPIV3Schema, 'spec.selectableFields')
        : [invalidValue('spec.selectableFields', '', 'may only be set when validations.schema is included')]
      : []),
    ...validateConversion(spec.conversion, 'spec.conversion'),
  ]
}

function without(version: CustomResourceDefinitionVersion, all: Partial<CustomResourceDefinitionVersion>): CustomResourceDefinitionVersion {
  return Object.fromEntries(
    Object.entries(version).filter(([field]) => all[field as keyof typeof all] === undefined),
  ) as unknown as CustomResourceDefinitionVersion
}

function validateGroup(group = ''): FieldError[] {
  if (group === '') return [required('spec.group')]
  const problems = isDns1123Subdomain(group)
  if (problems.length > 0) return [invalidValue('spec.group', group, problems.join(','))]
  return group.includes('.') ? [] : [invalidValue('spec.group', group, 'should be a domain with at least one dot')]
}

function validateVersion(version: CustomResourceDefinitionVersion, withStatus: boolean, path: string): FieldError[] {
  const { name = '', deprecated, deprecationWarning, schema, subresources, additionalPrinterColumns = [], selectableFields } = version
  const problems = isDns1035Label(name)
  return [
    ...(problems.length > 0 ? [invalidValue(`${path}.name`, name, problems.join(','))] : []),
    ...deprecationProblems(deprecated ?? false, deprecationWarning).map((problem) => invalidValue(`${path}.deprecationWarning`, deprecationWarning, problem)),
    ...validateSchema(schema, withStatus, `${path}.schema`),
    ...validateSubresources(subresources, `${path}.subresources`),
    ...additionalPrinterColumns.flatMap((column, i) => validateColumn(column, `${path}.additionalPrinterColumns[${i}]`)),
    ...(selectableFields
      ? schema?.openAPIV3Schema
        ? validateSelectableFields(selectableFields, schema.openAPIV3Schema, `${path}.selectableFields`)
        : [invalidValue(`${path}.selectableFields`, '', 'may only be set when `version.schema.openAPIV3Schema` is not included')]
      : []),
  ]
}

function deprecationProblems(deprecated: boolean, warning: string | undefined): string[] {
  if (warning === undefined) return []
  if (!deprecated) return ['can only be set for deprecated versions']
  const odd = [...warning].findIndex((sign) => /[^\P{C}]/u.test(sign))
  return [
    ...(new TextEncoder().encode(warning).length > 256 ? ['must be <= 256 characters long'] : []),
    ...(warning === '' ? ['must not be an empty string'] : []),
    ...(odd >= 0 ? [`must only contain printable UTF-8 characters; non-printable character found at index ${odd}`] : []),
  ]
}

function validateVersionList(versions: readonly CustomResourceDefinitionVersion[]): FieldError[] {
  const names = versions.map(({ name }) => name)
  const shown = versions.length > 0 ? internalVersions(versions) : null
  const first = names[0] ?? ''
  const problems = first === '' ? [] : isDns1035Label(first)
  return [
    ...(new Set(names).size < names.length ? [invalidValue('spec.versions', shown, 'must contain unique version names')] : []),
    ...(versions.filter(({ storage }) => storage).length === 1
      ? []
      : [invalidValue('spec.versions', shown, 'must have exactly one version marked as storage version')]),
    ...(problems.length > 0 ? [invalidValue('spec.version', first, problems.join(','))] : []),
  ]
}

const requiredNames = ({ names }: CustomResourceDefinitionSpec): FieldError[] =>
  (['plural', 'singular', 'kind', 'listKind'] as const).flatMap((name) => (names[name] ? [] : [required(`spec.names.${name}`)]))
