/** ReplicaSets. Models pkg/registry/apps/replicaset and pkg/apis/apps. */
import { replicaSets } from '../../../api/kinds.ts'
import type { ReplicaSet } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { validateReplicaSet, validateReplicaSetStatus } from './workload/replica-set-validation.ts'
import { scaleOf, setReplicas } from './workload/scale.ts'
import { defaultPodTemplate, templateColumns } from './workload/template.ts'
import { templateWarnings } from './workload/warnings.ts'

export const replicaSet = defineResource<ReplicaSet>({
  of: replicaSets,
  short: ['rs'],
  categories: ['all'],
  status: true,
  defaults(object) {
    const spec = (object.spec ??= {} as NonNullable<ReplicaSet['spec']>)
    spec.replicas ??= 1
    defaultPodTemplate(spec.template)
  },
  prepareForCreate(object) {
    object.status = { replicas: 0 }
  },
  validate: validateReplicaSet,
  validateStatusUpdate: validateReplicaSetStatus,
  immutable: ['spec.selector'],
  warnings: templateWarnings,
  scale: { get: scaleOf, set: setReplicas },
  selectableFields: { 'status.replicas': (object) => String(object.status?.replicas ?? 0) },
  columns: [
    { name: 'Desired', type: 'integer', cell: (object) => object.spec?.replicas ?? 0 },
    { name: 'Current', type: 'integer', cell: (object) => object.status?.replicas ?? 0 },
    { name: 'Ready', type: 'integer', cell: (object) => object.status?.readyReplicas ?? 0 },
    age,
    ...templateColumns,
  ],
})
