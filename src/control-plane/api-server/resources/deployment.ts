/** Deployments. Models pkg/registry/apps/deployment and pkg/apis/apps. */
import { deployments } from '../../../api/kinds.ts'
import { deepEqual } from '../../../api/object.ts'
import type { Deployment } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { validateDeployment, validateDeploymentStatus } from './workload/deployment-validation.ts'
import { scaleOf, setReplicas } from './workload/scale.ts'
import { defaultPodTemplate, templateColumns } from './workload/template.ts'
import { templateWarnings } from './workload/warnings.ts'

export const deployment = defineResource<Deployment>({
  of: deployments,
  short: ['deploy'],
  categories: ['all'],
  status: true,
  defaults(object) {
    const spec = (object.spec ??= {} as NonNullable<Deployment['spec']>)
    spec.replicas ??= 1
    spec.strategy ??= {}
    spec.strategy.type ||= 'RollingUpdate'
    if (spec.strategy.type === 'RollingUpdate') {
      spec.strategy.rollingUpdate ??= {}
      spec.strategy.rollingUpdate.maxUnavailable ??= '25%'
      spec.strategy.rollingUpdate.maxSurge ??= '25%'
    }
    spec.revisionHistoryLimit ??= 10
    spec.progressDeadlineSeconds ??= 600
    defaultPodTemplate(spec.template)
  },
  prepareForCreate(object) {
    object.status = {}
  },
  prepareForUpdate(object, old) {
    // Annotations count as a change of a deployment: its history is kept in them.
    if (!deepEqual(object.metadata.annotations ?? {}, old.metadata.annotations ?? {})) object.metadata.generation = (old.metadata.generation ?? 0) + 1
  },
  validate: validateDeployment,
  validateStatusUpdate: validateDeploymentStatus,
  immutable: ['spec.selector'],
  warnings: templateWarnings,
  scale: { get: scaleOf, set: setReplicas },
  columns: [
    { name: 'Ready', cell: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}` },
    { name: 'Up-to-date', cell: (object) => object.status?.updatedReplicas ?? 0 },
    { name: 'Available', cell: (object) => object.status?.availableReplicas ?? 0 },
    age,
    ...templateColumns,
  ],
})
