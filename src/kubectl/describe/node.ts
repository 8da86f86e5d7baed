import { leases, nodes, pods } from '../../api/kinds.ts'
import { isReason, StatusError } from '../../api/status.ts'
import type { Event, Node, Pod } from '../../api/types.ts'
import { byBytes } from '../output/go-value.ts'
import { defineDescriber, type Subject } from './describer.ts'
import { Description } from './description.ts'
import { writeEvents } from './events.ts'
import { writeAnnotations, writeLabels } from './labels.ts'
import { writeNodeResources } from './node-resources.ts'
import { writeResourceList } from './quantities.ts'
import { referenceTo } from './reader.ts'
import { writeTaints } from './scheduling.ts'
import type { Times } from './times.ts'

export const node = defineDescriber({
  group: '',
  kind: 'Node',
  async describe(subject) {
    const { read, name, times } = subject
    const found = await read.get(nodes, '', name)
    const running = await podsOn(subject)
    const events = await eventsOfNode(subject, found)
    const out = new Description()
    writeHead(out, found, times)
    await writeLease(out, subject)
    writeConditions(out, found, times)
    writeCapacity(out, found)
    writeSystem(out, found)
    if (running) writeNodeResources(out, found, running, times)
    else out.field(0, 'Pods', 'not authorized')
    writeEvents(out, events, times)
    return out.text()
  },
})

/** Undefined if the user may not see them. */
async function podsOn({ read, name }: Subject): Promise<Pod[] | undefined> {
  try {
    return await read.list(pods, '', { fieldSelector: `spec.nodeName=${name},status.phase!=Succeeded,status.phase!=Failed` })
  } catch (error) {
    if (isReason(error, 'Forbidden')) return undefined
    throw error
  }
}

/** The kubelet's events have the node's name in the place of its uid. */
async function eventsOfNode({ read, showEvents }: Subject, node: Node): Promise<Event[] | undefined> {
  if (!showEvents) return undefined
  const reference = referenceTo(node)
  return [...(await read.eventsAbout(reference)), ...(await read.eventsAbout({ ...reference, uid: node.metadata.name }))]
}

const rolePrefix = 'node-role.kubernetes.io/'

function rolesOf(labels: Readonly<Record<string, string>> = {}): string {
  const named = Object.keys(labels).flatMap((key) => (key.startsWith(rolePrefix) && key !== rolePrefix ? [key.slice(rolePrefix.length)] : []))
  const old = labels['kubernetes.io/role']
  return [...new Set([...named, ...(old ? [old] : [])])].sort(byBytes).join(',') || '<none>'
}

function writeHead(out: Description, { metadata, spec }: Node, times: Times): void {
  out.field(0, 'Name', metadata.name)
  out.field(0, 'Roles', rolesOf(metadata.labels))
  writeLabels(out, 'Labels', metadata.labels)
  writeAnnotations(out, 'Annotations', metadata.annotations)
  out.field(0, 'CreationTimestamp', times.point(metadata.creationTimestamp))
  writeTaints(out, spec?.taints ?? [])
  out.field(0, 'Unschedulable', spec?.unschedulable ?? false)
}

async function writeLease(out: Description, { read, name, times }: Subject): Promise<void> {
  try {
    const { spec } = await read.get(leases, 'kube-node-lease', name)
    out.write(0, 'Lease:\n')
    out.field(1, 'HolderIdentity', spec?.holderIdentity ?? '<unset>')
    out.field(1, 'AcquireTime', spec?.acquireTime ? times.point(spec.acquireTime) : '<unset>')
    out.field(1, 'RenewTime', spec?.renewTime ? times.point(spec.renewTime) : '<unset>')
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    out.field(0, 'Lease', `Failed to get lease: ${error.message}`)
  }
}

function writeConditions(out: Description, { status }: Node, times: Times): void {
  if (!status?.conditions?.length) return
  out.write(0, 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage\n')
  out.row(1, '----', '------', '-----------------', '------------------', '------', '-------')
  for (const { type, status: state, lastHeartbeatTime, lastTransitionTime, reason = '', message = '' } of status.conditions)
    out.row(1, `${type} `, `${state} `, `${times.point(lastHeartbeatTime)} `, `${times.point(lastTransitionTime)} `, `${reason} `, message)
}

function writeCapacity(out: Description, { status }: Node): void {
  out.write(0, 'Addresses:\n')
  for (const { type, address } of status?.addresses ?? []) out.field(1, type, address)
  for (const [title, list] of [
    ['Capacity', status?.capacity],
    ['Allocatable', status?.allocatable],
  ] as const) {
    if (Object.keys(list ?? {}).length > 0) out.write(0, `${title}:\n`)
    writeResourceList(out, 1, list)
  }
}

function writeSystem(out: Description, { spec, status }: Node): void {
  const info = status?.nodeInfo
  out.write(0, 'System Info:\n')
  for (const [title, value] of [
    ['Machine ID', info?.machineID],
    ['System UUID', info?.systemUUID],
    ['Boot ID', info?.bootID],
    ['Kernel Version', info?.kernelVersion],
    ['OS Image', info?.osImage],
    ['Operating System', info?.operatingSystem],
    ['Architecture', info?.architecture],
    ['Container Runtime Version', info?.containerRuntimeVersion],
    ['Kubelet Version', info?.kubeletVersion],
  ] as const)
    out.field(1, title, value ?? '')
  if (spec?.podCIDR) out.field(0, 'PodCIDR', spec.podCIDR)
  if (spec?.podCIDRs?.length) out.field(0, 'PodCIDRs', spec.podCIDRs.join(','))
  if (spec?.providerID) out.field(0, 'ProviderID', spec.providerID)
}
