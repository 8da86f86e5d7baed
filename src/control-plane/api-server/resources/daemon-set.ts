/** DaemonSets. Models pkg/registry/apps/daemonset and pkg/apis/apps. */
import { daemonSets } from '../../../api/kinds.ts'
import { formatSelector, selectorFromLabels } from '../../../api/labels.ts'
import { deepEqual } from '../../../api/object.ts'
import type { DaemonSet } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { validateDaemonSet, validateDaemonSetStatus } from './workload/daemon-set-validation.ts'
import { defaultOwnTemplate, templateColumns } from './workload/template.ts'
import { templateWarnings } from './workload/warnings.ts'

/** How often the template has changed. Not in apps/v1; kept in this annotation for what older versions showed. */
const templateGeneration = 'deprecated.daemonset.template.generation'

export const daemonSet = defineResource<DaemonSet>({
  of: daemonSets,
  short: ['ds'],
  categories: ['all'],
  status: true,
  defaults(object) {
    const spec = (object.spec ??= {} as NonNullable<DaemonSet['spec']>)
    const strategy = (spec.updateStrategy ??= {})
    strategy.type ||= 'RollingUpdate'
    if (strategy.type === 'RollingUpdate') {
      strategy.rollingUpdate ??= {}
      strategy.rollingUpdate.maxUnavailable ??= 1
      strategy.rollingUpdate.maxSurge ??= 0
    }
    spec.revisionHistoryLimit ??= 10
    defaultOwnTemplate(spec)
  },
  prepareForCreate(object) {
    object.status = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 }
    const given = Number(object.metadata.annotations?.[templateGeneration] ?? 0)
    setTemplateGeneration(object, Math.max(given, 1))
  },
  prepareForUpdate(object, old) {
    const before = Number(old.metadata.annotations?.[templateGeneration] ?? 0)
    setTemplateGeneration(object, deepEqual(object.spec?.template, old.spec?.template) ? before : before + 1)
  },
  validate: validateDaemonSet,
  validateStatusUpdate: validateDaemonSetStatus,
  immutable: ['spec.selector'],
  warnings: templateWarnings,
  columns: [
    { name: 'Desired', type: 'integer', cell: ({ status }) => status?.desiredNumberScheduled ?? 0 },
    { name: 'Current', type: 'integer', cell: ({ status }) => status?.currentNumberScheduled ?? 0 },
    { name: 'Ready', type: 'integer', cell: ({ status }) => status?.numberReady ?? 0 },
    { name: 'Up-to-date', type: 'integer', cell: ({ status }) => status?.updatedNumberScheduled ?? 0 },
    { name: 'Available', type: 'integer', cell: ({ status }) => status?.numberAvailable ?? 0 },
    { name: 'Node Selector', cell: ({ spec }) => formatSelector(selectorFromLabels(spec?.template?.spec?.nodeSelector)) || '<none>' },
    age,
    ...templateColumns,
  ],
})

function setTemplateGeneration(object: DaemonSet, generation: number): void {
  object.metadata.annotations = { ...object.metadata.annotations, [templateGeneration]: String(generation) }
}
