/** Kinds that users add. What they make is served by apiextensions/. Models apiextensions-apiserver pkg/registry/customresourcedefinition and pkg/apis/apiextensions/v1/defaults.go. */
import { customResourceDefinitions } from '../../../api/kinds.ts'
import { deepEqual } from '../../../api/object.ts'
import type { CustomResourceDefinition, CustomResourceDefinitionStatus } from '../../../api/types.ts'
import { withCondition } from '../apiextensions/conditions.ts'
import { cleanupFinalizer } from '../apiextensions/finalizer.ts'
import { defineResource } from '../resource.ts'
import { createdAt } from './age.ts'
import { normalizeSchemas } from './custom-resource-definition/normalize.ts'
import { unknownFormats } from './custom-resource-definition/unknown-formats.ts'
import { validateCreate, validateStatusUpdate, validateUpdate } from './custom-resource-definition/validation.ts'

const storageVersion = ({ spec }: CustomResourceDefinition): string | undefined => spec.versions?.find(({ storage }) => storage)?.name

/** The status names the version in which objects are stored from now on, beside those in which older ones may be. */
function keepStoredVersion(crd: CustomResourceDefinition, status: CustomResourceDefinitionStatus): void {
  const stored = storageVersion(crd)
  const before = status.storedVersions ?? []
  crd.status = stored === undefined || before.includes(stored) ? status : { ...status, storedVersions: [...before, stored] }
}

export const customResourceDefinition = defineResource<CustomResourceDefinition>({
  of: customResourceDefinitions,
  short: ['crd', 'crds'],
  categories: ['api-extensions'],
  status: true,
  conditionalUpdates: true,
  finalizersWithStatus: true,
  defaults(crd) {
    const names = (crd.spec.names ??= { kind: '', plural: '' })
    if (!names.singular && names.kind) names.singular = names.kind.toLowerCase()
    if (!names.listKind && names.kind) names.listKind = `${names.kind}List`
    crd.spec.conversion ??= { strategy: 'None' }
    normalizeSchemas(crd)
  },
  prepareForCreate(crd) {
    keepStoredVersion(crd, { acceptedNames: { kind: '', plural: '' }, conditions: null as never, storedVersions: [] })
  },
  prepareForUpdate: (crd, old) => keepStoredVersion(crd, old.status ?? {}),
  prepareForSubresource: {
    status(crd) {
      if (crd.metadata.finalizers?.length === 0) delete crd.metadata.finalizers
    },
  },
  validateCreate,
  validateUpdate,
  validateStatusUpdate,
  warnings: unknownFormats,
  /** The first delete only marks it: its instances go first. */
  heldBack: (crd) => crd.metadata.deletionTimestamp === undefined,
  markDeleted(crd) {
    delete crd.metadata.deletionGracePeriodSeconds
    if (!crd.metadata.finalizers?.includes(cleanupFinalizer)) crd.metadata.finalizers = [...(crd.metadata.finalizers ?? []), cleanupFinalizer]
    const message = 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon'
    const { status = {} } = withCondition(
      crd,
      { type: 'Terminating', status: 'True', reason: 'InstanceDeletionPending', message },
      crd.metadata.deletionTimestamp ?? '',
    )
    if (!deepEqual(crd.status, status)) crd.status = status
  },
  columns: [createdAt],
})
