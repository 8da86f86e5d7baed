/** StatefulSets. Models pkg/registry/apps/statefulset and pkg/apis/apps. */
import { statefulSets } from '../../../api/kinds.ts'
import { isDns1123Label } from '../../../api/names.ts'
import type { StatefulSet } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { scaleOf, setReplicas } from './workload/scale.ts'
import { defaultStatefulSet } from './workload/stateful-set-defaults.ts'
import { validateStatefulSet, validateStatefulSetStatus, validateStatefulSetUpdate } from './workload/stateful-set-validation.ts'
import { containerColumns } from './workload/template.ts'
import { templateWarnings } from './workload/warnings.ts'

export const statefulSet = defineResource<StatefulSet>({
  of: statefulSets,
  short: ['sts'],
  categories: ['all'],
  status: true,
  // The names of its pods are made of its own.
  nameRule: isDns1123Label,
  defaults: defaultStatefulSet,
  prepareForCreate(object) {
    object.status = { replicas: 0, availableReplicas: 0 }
  },
  validate: validateStatefulSet,
  validateUpdate: validateStatefulSetUpdate,
  validateStatusUpdate: validateStatefulSetStatus,
  warnings(object) {
    const negative = (object.spec?.revisionHistoryLimit ?? 0) < 0
    return [
      ...templateWarnings(object),
      ...(negative ? ['spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended'] : []),
    ]
  },
  scale: { get: scaleOf, set: setReplicas },
  columns: [
    { name: 'Ready', cell: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}` },
    age,
    ...containerColumns<StatefulSet>(({ spec }) => spec?.template),
  ],
})
