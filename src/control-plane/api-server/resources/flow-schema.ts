/** FlowSchemas: which requests go to which priority level. Models pkg/registry/flowcontrol/flowschema. */
import { flowSchemas } from '../../../api/kinds.ts'
import type { FlowSchema, FlowSchemaSpec } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { validateFlowSchema } from './flow-control/flow-schema-validation.ts'

export const flowSchema = defineResource<FlowSchema>({
  of: flowSchemas,
  ownChance: true,
  status: true,
  defaults(object) {
    const spec = (object.spec ??= {} as FlowSchemaSpec)
    spec.matchingPrecedence ||= 1000
  },
  validate: validateFlowSchema,
  tableOrder: (a, b) => precedence(a) - precedence(b),
  columns: [
    { name: 'PriorityLevel', cell: ({ spec }) => spec?.priorityLevelConfiguration?.name ?? '' },
    { name: 'MatchingPrecedence', type: 'integer', cell: precedence },
    { name: 'DistinguisherMethod', cell: ({ spec }) => spec?.distinguisherMethod?.type ?? '<none>' },
    age,
    { name: 'MissingPL', cell: ({ status }) => status?.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?' },
  ],
})

function precedence({ spec }: FlowSchema): number {
  return spec?.matchingPrecedence ?? 0
}
