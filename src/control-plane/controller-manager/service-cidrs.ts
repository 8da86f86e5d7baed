/**
 * Ranges of service addresses: says that they are ready, and keeps one that is to be deleted as long as addresses of it
 * are in use and in no other range. Models kubernetes pkg/controller/servicecidrs.
 */

import { rangeHolds } from '../../api/ip.ts'
import { ipAddresses, serviceCIDRs } from '../../api/kinds.ts'
import { formatTime } from '../../api/time.ts'
import type { IPAddress, ServiceCIDR } from '../../api/types.ts'
import { type ControllerContext, defineController } from '../../client/controller.ts'
import { isTerminating } from './pod-state.ts'
import { withoutFinalizer } from './volume-protection/finalizer.ts'

const finalizer = 'networking.k8s.io/service-cidr-finalizer'
/** So that nobody hands out an address of a range that is about to go. */
const graceMs = 10_000

const holds = ({ spec }: ServiceCIDR, address: string): boolean => (spec?.cidrs ?? []).some((range) => rangeHolds(range, address))

export const serviceCIDRsController = defineController<ServiceCIDR>({
  name: 'service-cidrs-controller',
  for: serviceCIDRs,
  watches: [
    {
      kind: ipAddresses,
      map: (address: IPAddress, { lister }) =>
        lister(serviceCIDRs)
          .list()
          .filter((range) => isTerminating(range) && holds(range, address.metadata.name))
          .map(({ metadata }) => ({ namespace: '', name: metadata.name })),
    },
  ],
  reconcile(context, { name }) {
    const range = context.lister(serviceCIDRs).get(name)
    if (!range) return
    if (isTerminating(range)) letGo(context, range)
    else if (!range.metadata.finalizers?.includes(finalizer))
      context.client.update(serviceCIDRs, { ...range, metadata: { ...range.metadata, finalizers: [...(range.metadata.finalizers ?? []), finalizer] } })
    else if (!range.status?.conditions?.some(({ type }) => type === 'Ready')) setReady(context, range, 'True', '', 'Kubernetes Service CIDR is ready')
  },
})

function letGo(context: ControllerContext, range: ServiceCIDR): void {
  if (!range.metadata.finalizers?.includes(finalizer)) return
  const others = context
    .lister(serviceCIDRs)
    .list()
    .filter((other) => other.metadata.name !== range.metadata.name && !isTerminating(other))
  const left = context
    .lister(ipAddresses)
    .list()
    .some(({ metadata: { name } }) => holds(range, name) && !others.some((other) => holds(other, name)))
  if (left) {
    const why = 'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR'
    setReady(context, range, 'False', 'Terminating', why)
    return
  }
  const wait = Date.parse(range.metadata.deletionTimestamp ?? '') + graceMs - context.clock.now()
  if (wait > 0) context.enqueue({ namespace: '', name: range.metadata.name }, wait)
  else context.client.update(serviceCIDRs, withoutFinalizer(range, finalizer))
}

function setReady({ client, clock }: ControllerContext, range: ServiceCIDR, status: string, reason: string, message: string): void {
  const conditions = range.status?.conditions ?? []
  if (conditions.some((condition) => condition.type === 'Ready' && condition.status === status)) return
  const ready = { type: 'Ready', status, reason, message, lastTransitionTime: formatTime(clock.now()) }
  client.updateStatus(serviceCIDRs, { ...range, status: { ...range.status, conditions: [...conditions.filter(({ type }) => type !== 'Ready'), ready] } })
}
