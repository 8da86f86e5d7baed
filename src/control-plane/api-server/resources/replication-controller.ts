/** ReplicationControllers, which replica sets came after. Models pkg/registry/core/replicationcontroller and pkg/apis/core. */
import { replicationControllers } from '../../../api/kinds.ts'
import { formatSelector, matchLabels, selectorFromLabels } from '../../../api/labels.ts'
import { type FieldError, forbiddenField, notSupported, required } from '../../../api/status.ts'
import type { ReplicationController, ReplicationControllerSpec } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { nonNegative } from './checks.ts'
import { validateReplicaCounts } from './workload/replica-set-validation.ts'
import { setReplicas } from './workload/scale.ts'
import { containerColumns, defaultPodTemplate, validatePodTemplate } from './workload/template.ts'
import { mismatch } from './workload/template-validation.ts'
import { templateWarnings } from './workload/warnings.ts'

const selectorText = ({ spec }: ReplicationController): string => formatSelector(selectorFromLabels(spec?.selector))

export const replicationController = defineResource<ReplicationController>({
  of: replicationControllers,
  short: ['rc'],
  categories: ['all'],
  status: true,
  defaults(object) {
    const spec = (object.spec ??= {})
    const labels = spec.template?.metadata?.labels
    if (labels && Object.keys(spec.selector ?? {}).length === 0) spec.selector = { ...labels }
    if (labels && Object.keys(object.metadata.labels ?? {}).length === 0) object.metadata.labels = { ...labels }
    spec.replicas ??= 1
    defaultPodTemplate(spec.template)
  },
  prepareForCreate(object) {
    object.status = { replicas: 0 }
  },
  validate: ({ spec }) => validateSpec(spec ?? {}),
  validateStatusUpdate: ({ status }) => validateReplicaCounts(status),
  warnings: templateWarnings,
  scale: {
    get: (object) => ({ replicas: object.spec?.replicas ?? 0, statusReplicas: object.status?.replicas ?? 0, selector: selectorText(object) }),
    set: setReplicas,
  },
  selectableFields: { 'status.replicas': (object) => String(object.status?.replicas ?? 0) },
  columns: [
    { name: 'Desired', type: 'integer', cell: ({ spec }) => spec?.replicas ?? 0 },
    { name: 'Current', type: 'integer', cell: ({ status }) => status?.replicas ?? 0 },
    { name: 'Ready', type: 'integer', cell: ({ status }) => status?.readyReplicas ?? 0 },
    age,
    ...containerColumns<ReplicationController>(({ spec }) => spec?.template),
    { name: 'Selector', priority: 1, cell: (object) => selectorText(object) || '<none>' },
  ],
})

function validateSpec(spec: ReplicationControllerSpec): FieldError[] {
  return [
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...(Object.keys(spec.selector ?? {}).length === 0 ? [required('spec.selector')] : []),
    ...nonNegative('spec.replicas', spec.replicas),
    ...validateTemplate(spec),
  ]
}

function validateTemplate({ template, selector = {} }: ReplicationControllerSpec): FieldError[] {
  const path = 'spec.template'
  if (!template) return [required(path)]
  const labels = template.metadata?.labels
  const matches = Object.keys(selector).length === 0 || matchLabels(selector, labels)
  const policy = template.spec?.restartPolicy
  return [
    ...(matches ? [] : [mismatch(labels, path)]),
    ...validatePodTemplate(template, path),
    ...(policy === 'Always' ? [] : [notSupported(`${path}.spec.restartPolicy`, policy ?? '', ['Always'])]),
    ...(template.spec?.activeDeadlineSeconds === undefined
      ? []
      : [forbiddenField(`${path}.spec.activeDeadlineSeconds`, 'activeDeadlineSeconds in ReplicationController is not Supported')]),
  ]
}
