/** CSINodes: the storage drivers of a node. Models pkg/registry/storage/csinode. */
import { csiNodes } from '../../../api/kinds.ts'
import { duplicate, type FieldError, invalidValue, required } from '../../../api/status.ts'
import type { CSINode, CSINodeDriver } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { nonNegative, qualifiedName, unchanged } from './checks.ts'
import { csiDriverName } from './storage/csi-driver-name.ts'

const longestNodeId = 256

export const csiNode = defineResource<CSINode>({
  of: csiNodes,
  ownChance: true,
  /** Neither a pointer nor left out when empty, so that there is a null on the wire. */
  defaults: ({ spec }) => {
    if (spec) (spec as { drivers: readonly CSINodeDriver[] | null }).drivers ??= null
  },
  validate: ({ spec }) => {
    const drivers = spec?.drivers ?? []
    return drivers.flatMap((driver, i) => [
      ...validateDriver(driver, `spec.drivers[${i}]`),
      ...(drivers.findIndex(({ name }) => name === driver.name) < i ? [duplicate(`spec.drivers[${i}].name`, driver.name)] : []),
    ])
  },
  validateUpdate: ({ spec }, { spec: old }) =>
    (old.drivers ?? []).flatMap((before) => {
      const after = (spec.drivers ?? []).find(({ name }) => name === before.name)
      return after ? unchanged('spec.drivers', { ...after, allocatable: undefined }, { ...before, allocatable: undefined }) : []
    }),
  columns: [{ name: 'Drivers', type: 'integer', cell: ({ spec }) => spec.drivers?.length ?? 0 }, age],
})

function validateDriver({ name, nodeID, allocatable, topologyKeys = [] }: CSINodeDriver, at: string): FieldError[] {
  return [
    ...csiDriverName(name, `${at}.name`),
    ...(nodeID ? [] : [required(`${at}.nodeID`)]),
    ...(nodeID && nodeID.length > longestNodeId ? [invalidValue(`${at}.nodeID`, nodeID, `must be ${longestNodeId} characters or less`)] : []),
    ...nonNegative(`${at}.allocatable.count`, allocatable?.count),
    ...(topologyKeys ?? []).flatMap((key, i) => [
      ...(key ? [] : [required(at)]),
      ...((topologyKeys ?? []).indexOf(key) < i ? [duplicate(at, key)] : []),
      ...qualifiedName(at, key),
    ]),
  ]
}
