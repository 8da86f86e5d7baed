/** PriorityLevelConfigurations: how many requests may be served at once, and how the others wait. Models pkg/registry/flowcontrol/prioritylevelconfiguration. */
import { priorityLevelConfigurations } from '../../../api/kinds.ts'
import type { LimitedPriorityLevelConfiguration, PriorityLevelConfiguration, PriorityLevelConfigurationSpec, QueuingConfiguration } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { validatePriorityLevel } from './flow-control/priority-level-validation.ts'

export const priorityLevelConfiguration = defineResource<PriorityLevelConfiguration>({
  of: priorityLevelConfigurations,
  ownChance: true,
  status: true,
  defaults(object) {
    const spec = (object.spec ??= {} as PriorityLevelConfigurationSpec)
    if (spec.exempt) {
      spec.exempt.nominalConcurrencyShares ??= 0
      spec.exempt.lendablePercent ??= 0
    }
    if (spec.limited) defaultLimited(spec.limited)
  },
  validate: ({ metadata, spec }) => validatePriorityLevel(metadata.name, spec ?? { type: '' }),
  columns: [
    { name: 'Type', cell: ({ spec }) => spec?.type ?? '' },
    { name: 'NominalConcurrencyShares', type: 'integer', cell: ({ spec }) => spec?.limited?.nominalConcurrencyShares ?? '<none>' },
    { name: 'Queues', type: 'integer', cell: queuing('queues') },
    { name: 'HandSize', type: 'integer', cell: queuing('handSize') },
    { name: 'QueueLengthLimit', type: 'integer', cell: queuing('queueLengthLimit') },
    age,
  ],
})

function queuing(field: keyof QueuingConfiguration) {
  return ({ spec }: PriorityLevelConfiguration): number | string => spec?.limited?.limitResponse?.queuing?.[field] ?? '<none>'
}

function defaultLimited(limited: LimitedPriorityLevelConfiguration): void {
  limited.nominalConcurrencyShares ??= 30
  limited.lendablePercent ??= 0
  const queues = limited.limitResponse?.queuing
  if (!queues) return
  queues.handSize ||= 8
  queues.queues ||= 64
  queues.queueLengthLimit ||= 50
}
