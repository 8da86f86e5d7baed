/** Nodes. Models pkg/registry/core/node and pkg/apis/core/validation. */
import { nodes } from '../../../api/kinds.ts'
import type { Node } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { nodeColumns } from './node/columns.ts'
import { validateNode, validateNodeUpdate } from './node/validation.ts'

export const node = defineResource<Node>({
  of: nodes,
  short: ['no'],
  status: true,
  statusOnCreate: true,
  generation: false,
  defaults(object) {
    object.spec ??= {}
    if (object.status?.capacity && !object.status.allocatable) object.status.allocatable = { ...object.status.capacity }
  },
  validate: validateNode,
  validateUpdate: validateNodeUpdate,
  selectableFields: { 'spec.unschedulable': (object) => String(object.spec?.unschedulable ?? false) },
  columns: nodeColumns,
})
