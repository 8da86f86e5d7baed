/** Namespaces. Models pkg/registry/core/namespace. */
import { namespaces } from '../../../api/kinds.ts'
import { isDns1123Label } from '../../../api/names.ts'
import type { Namespace } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'

const nameLabel = 'kubernetes.io/metadata.name'

export const namespace = defineResource<Namespace>({
  of: namespaces,
  short: ['ns'],
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  status: true,
  generation: false,
  nameRule: isDns1123Label,
  defaults(object) {
    // A name still to be generated leaves the label to prepareForCreate.
    if (object.metadata.name) object.metadata.labels = { ...object.metadata.labels, [nameLabel]: object.metadata.name }
    object.spec ??= {}
  },
  prepareForCreate(object) {
    object.metadata.labels = { ...object.metadata.labels, [nameLabel]: object.metadata.name }
    object.status = { phase: 'Active' }
    const finalizers = object.spec?.finalizers ?? []
    object.spec = { finalizers: finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'] }
  },
  prepareForUpdate(object, old) {
    // Only /finalize may change them.
    object.spec = { ...object.spec, finalizers: old.spec?.finalizers }
  },
  heldBack: (object) => (object.spec?.finalizers ?? []).length > 0,
  markDeleted(object) {
    object.status = { ...object.status, phase: 'Terminating' }
  },
  selectableFields: { 'status.phase': (object) => object.status?.phase ?? '' },
  columns: [{ name: 'Status', cell: (object) => object.status?.phase ?? '' }, age],
})
