/** What the slices that mirror an Endpoints object say. Models pkg/controller/endpointslicemirroring reconciler.go. */
import { familyOf } from '../../../api/ip.ts'
import { controllerReference, deepEqual } from '../../../api/object.ts'
import type { Endpoint, EndpointAddress, EndpointSlice, EndpointSubset, Endpoints } from '../../../api/types.ts'
import type { Plan } from './slice-plan.ts'
import { managedByLabel, serviceNameLabel } from './slices.ts'
import { triggerAnnotation } from './trigger-time.ts'

export const mirroredBy = 'endpointslicemirroring-controller.k8s.io'
/** Addresses of one subset that are mirrored; what is beyond is left out. */
export const capacity = 1000
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

type Ports = NonNullable<EndpointSlice['ports']>

interface MirrorGroup {
  readonly addressType: string
  readonly ports: Ports
  /** By address and host name: an address twice is one endpoint. */
  readonly endpoints: Map<string, Endpoint>
}

export interface Mirror {
  readonly groups: readonly MirrorGroup[]
  /** How many addresses are none, and how many were left out (those included). */
  readonly invalid: number
  readonly skipped: number
}

export function mirrorOf({ subsets = [] }: Endpoints): Mirror {
  const groups = new Map<string, MirrorGroup>()
  let [invalid, skipped] = [0, 0]
  for (const subset of subsets) {
    const ports = portsOf(subset)
    let added = 0
    const all = addressesOf(subset)
    for (const { address, ready } of all) {
      if (added >= capacity) break
      const addressType = familyOf(address.ip)
      if (!addressType) {
        invalid++
        continue
      }
      const key = JSON.stringify([addressType, ports])
      let group = groups.get(key)
      if (!group) groups.set(key, (group = { addressType, ports, endpoints: new Map() }))
      group.endpoints.set(`${address.ip}/${address.hostname ?? ''}`, endpointOf(address, ready))
      added++
    }
    skipped += all.length - added
  }
  return { groups: [...groups.values()], invalid, skipped }
}

const addressesOf = ({ addresses = [], notReadyAddresses = [] }: EndpointSubset) => [
  ...addresses.map((address) => ({ address, ready: true })),
  ...notReadyAddresses.map((address) => ({ address, ready: false })),
]

const portsOf = ({ ports = [] }: EndpointSubset): Ports =>
  ports.map(({ name = '', port, protocol = 'TCP', appProtocol }) => ({ name, port, protocol, ...(appProtocol ? { appProtocol } : {}) }))

const endpointOf = ({ ip, hostname, nodeName, targetRef }: EndpointAddress, ready: boolean): Endpoint => ({
  addresses: [ip],
  conditions: { ready },
  ...(hostname ? { hostname } : {}),
  ...(nodeName ? { nodeName } : {}),
  ...(targetRef ? { targetRef } : {}),
})

/** One slice for each group; slices that are too many are used for groups that have none yet. */
export function planMirror(source: Endpoints, { groups }: Mirror, existing: readonly EndpointSlice[]): Plan {
  const plan: Plan = { create: [], update: [], remove: existing.filter((slice) => !groups.some((group) => fits(group, slice))) }
  for (const group of groups) {
    const [current, ...others] = existing.filter((slice) => fits(group, slice))
    plan.remove.push(...others)
    const next = sliceOf(source, group, current)
    if (!current) plan.create.push(next)
    else if (!says(current, next)) plan.update.push(next)
  }
  while (plan.create.length > 0 && plan.remove.length > 0) {
    const [next, { metadata }] = [plan.create.shift() as EndpointSlice, plan.remove.shift() as EndpointSlice]
    const { generateName: _, ...own } = next.metadata as EndpointSlice['metadata'] & { generateName?: string }
    plan.update.push({ ...next, metadata: { ...own, name: metadata.name, resourceVersion: metadata.resourceVersion } })
  }
  return plan
}

const fits = (group: MirrorGroup, slice: EndpointSlice): boolean => group.addressType === slice.addressType && deepEqual(group.ports, slice.ports ?? [])

const says = (current: EndpointSlice, next: EndpointSlice): boolean =>
  deepEqual(current.endpoints ?? [], next.endpoints) &&
  deepEqual(current.metadata.labels, next.metadata.labels) &&
  deepEqual(current.metadata.annotations ?? {}, next.metadata.annotations ?? {})

function sliceOf(source: Endpoints, { addressType, ports, endpoints }: MirrorGroup, current: EndpointSlice | undefined): EndpointSlice {
  const { name, namespace, labels } = source.metadata
  const { [triggerAnnotation]: _, [lastApplied]: _applied, ...annotations } = source.metadata.annotations ?? {}
  const identity: object = current ? { name: current.metadata.name, resourceVersion: current.metadata.resourceVersion } : { generateName: `${name}-` }
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      ...identity,
      namespace,
      labels: { ...labels, [serviceNameLabel]: name, [managedByLabel]: mirroredBy },
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      ownerReferences: [controllerReference({ ...source, apiVersion: 'v1', kind: 'Endpoints' })],
    } as unknown as EndpointSlice['metadata'],
    addressType,
    endpoints: [...endpoints.values()],
    ports,
  }
}
