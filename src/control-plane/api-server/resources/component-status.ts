/**
 * ComponentStatuses: how the parts of the control plane are, asked of them whenever somebody reads this. Out of use since
 * v1.19. Models pkg/registry/core/componentstatus. In a real cluster the API server asks their health endpoints; here all
 * of them live and die with the process that answers, so that whoever gets an answer at all hears that they are well.
 */
import { componentStatuses } from '../../../api/kinds.ts'
import { notFound } from '../../../api/status.ts'
import type { ComponentStatus, ObjectMeta } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'

const components = ['controller-manager', 'scheduler', 'etcd-0']

const statusOf = (name: string): ComponentStatus => ({
  apiVersion: 'v1',
  kind: 'ComponentStatus',
  metadata: { name } as ObjectMeta,
  conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }],
})

const healthOf = ({ conditions }: ComponentStatus) => conditions?.find(({ type }) => type === 'Healthy')

export const componentStatus = defineResource<ComponentStatus>({
  of: componentStatuses,
  short: ['cs'],
  verbs: ['get', 'list'],
  deprecation: 'v1 ComponentStatus is deprecated in v1.19+',
  computed: {
    list: () => components.map(statusOf),
    missing: (name) => notFound({ group: '', plural: 'componentstatus' }, name),
  },
  columns: [
    { name: 'Status', cell: (object) => ({ True: 'Healthy', False: 'Unhealthy' })[healthOf(object)?.status ?? ''] ?? 'Unknown' },
    { name: 'Message', cell: (object) => healthOf(object)?.message ?? '' },
    { name: 'Error', cell: (object) => healthOf(object)?.error ?? '' },
  ],
})
