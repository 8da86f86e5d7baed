/** How to get from the slices that there are to those that should be, with few writes. Models kubernetes/endpointslice reconciler.go. */
import { deepEqual } from '../../../api/object.ts'
import type { EndpointSlice, Service } from '../../../api/types.ts'
import { placeholder, type SliceGroup } from './slices.ts'

const sliceSize = 100

/** What is to be done with the slices of one address type. */
export interface Plan {
  readonly create: EndpointSlice[]
  readonly update: EndpointSlice[]
  readonly remove: EndpointSlice[]
}

/** The plan for one address type. */
export function planFor(service: Service, groups: readonly SliceGroup[], existing: readonly EndpointSlice[], type: string): Plan {
  const plan: Plan = { create: [], update: [], remove: existing.filter((slice) => !ownedBy(slice, service)) }
  const ours = existing.filter((slice) => ownedBy(slice, service))
  for (const group of groups)
    fill(
      group,
      ours.filter((slice) => deepEqual(slice.ports ?? [], group.empty.ports ?? [])),
      plan,
    )
  plan.remove.push(...ours.filter((slice) => !groups.some((group) => deepEqual(slice.ports ?? [], group.empty.ports ?? []))))
  if (plan.remove.length === existing.length && plan.create.length === 0) keepPlaceholder(plan, placeholder(service, type))
  reuse(plan, service)
  return plan
}

/** Keeps what is still right where it is, then fills up changed slices, then one unchanged slice, then new ones. */
function fill(group: SliceGroup, existing: readonly EndpointSlice[], plan: Plan): void {
  const missing = new Map(group.endpoints.map((endpoint) => [endpointKey(endpoint), endpoint]))
  const unchanged: EndpointSlice[] = []
  const changed: EndpointSlice[] = []
  for (const slice of existing) {
    const kept = (slice.endpoints ?? []).flatMap((endpoint) => missing.get(endpointKey(endpoint)) ?? [])
    for (const endpoint of kept) missing.delete(endpointKey(endpoint))
    const labels = group.empty.metadata.labels
    const next = { ...slice, endpoints: kept, metadata: { ...slice.metadata, labels } }
    if (deepEqual(next, { ...slice, endpoints: slice.endpoints ?? [] })) unchanged.push(slice)
    else if (kept.length > 0) changed.push(next)
    else plan.remove.push(slice)
  }
  const left = [...missing.values()]
  for (const slice of changed.sort((a, b) => size(b) - size(a))) slice.endpoints = [...(slice.endpoints ?? []), ...left.splice(0, sliceSize - size(slice))]
  plan.update.push(...changed)
  const roomy = unchanged.filter((slice) => size(slice) + left.length <= sliceSize).sort((a, b) => size(b) - size(a))[0]
  if (left.length > 0 && roomy) plan.update.push({ ...roomy, endpoints: [...(roomy.endpoints ?? []), ...left.splice(0)] })
  while (left.length > 0) plan.create.push({ ...group.empty, endpoints: left.splice(0, sliceSize) })
}

const size = (slice: EndpointSlice): number => slice.endpoints?.length ?? 0

const endpointKey = (endpoint: NonNullable<EndpointSlice['endpoints']>[number]): string =>
  `${endpoint.targetRef?.uid}/${endpoint.hostname ?? ''}/${[...endpoint.addresses].sort().join()}`

/** A service without endpoints still has one slice, which says just that. */
function keepPlaceholder(plan: Plan, slice: EndpointSlice): void {
  const [only] = plan.remove
  const same = plan.remove.length === 1 && only && size(only) === 0 && (only.ports ?? []).length === 0 && deepEqual(only.metadata.labels, slice.metadata.labels)
  if (same) plan.remove.pop()
  else plan.create.push(slice)
}

/** A slice to be deleted and one to be created are one update. */
function reuse(plan: Plan, service: Service): void {
  for (const old of [...plan.remove]) {
    const next = plan.create.at(-1)
    if (!next || old.addressType !== next.addressType || !ownedBy(old, service)) continue
    plan.create.pop()
    plan.remove.splice(plan.remove.indexOf(old), 1)
    plan.update.push({ ...old, endpoints: next.endpoints ?? [], ports: next.ports ?? [], metadata: { ...old.metadata, labels: next.metadata.labels } })
  }
}

const ownedBy = (slice: EndpointSlice, service: Service): boolean =>
  slice.metadata.ownerReferences?.some((owner) => owner.uid === service.metadata.uid) ?? false
