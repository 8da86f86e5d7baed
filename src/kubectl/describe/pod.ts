import { pods } from '../../api/kinds.ts'
import { controllerOf } from '../../api/object.ts'
import type { Container, Event, Pod } from '../../api/types.ts'
import { writeContainers, writeSeccomp } from './containers.ts'
import { defineDescriber, type Subject } from './describer.ts'
import { Description } from './description.ts'
import { writeEvents } from './events.ts'
import { writeAnnotations, writeLabels } from './labels.ts'
import { writeRequirements } from './quantities.ts'
import { writeScheduling, writeSpreading } from './scheduling.ts'
import type { Times } from './times.ts'
import { writeVolumes } from './volumes.ts'

export const pod = defineDescriber({
  group: '',
  kind: 'Pod',
  async describe(subject) {
    const { read, namespace, name, times } = subject
    const found = await read.get(pods, namespace, name)
    const events = await eventsOfPod(subject, found)
    const out = new Description()
    writeHead(out, found, times)
    writeState(out, found, times)
    writeAddresses(out, found)
    writeAllContainers(out, found, times)
    writeConditions(out, found)
    writeVolumes(out, found.spec.volumes)
    out.field(0, 'QoS Class', found.status?.qosClass ?? '')
    writeScheduling(out, found.spec)
    writeSpreading(out, found.spec)
    writeEvents(out, events, times)
    return out.text()
  },
})

/** Events about a static pod speak of the kubelet's own, not of the mirror that the API server has. */
async function eventsOfPod({ read, showEvents }: Subject, { metadata }: Pod): Promise<Event[] | undefined> {
  if (!showEvents) return undefined
  const uid = metadata.annotations?.['kubernetes.io/config.mirror'] ?? metadata.uid
  return read.eventsAbout({ name: metadata.name, namespace: metadata.namespace ?? '', uid })
}

function writeHead(out: Description, { metadata, spec, status }: Pod, times: Times): void {
  out.field(0, 'Name', metadata.name)
  out.field(0, 'Namespace', metadata.namespace ?? '')
  if (spec.priority !== undefined) out.field(0, 'Priority', spec.priority)
  if (spec.priorityClassName) out.field(0, 'Priority Class Name', spec.priorityClassName)
  if (spec.runtimeClassName) out.field(0, 'Runtime Class Name', spec.runtimeClassName)
  if (spec.serviceAccountName) out.field(0, 'Service Account', spec.serviceAccountName)
  out.field(0, 'Node', spec.nodeName ? `${spec.nodeName}/${status?.hostIP ?? ''}` : '<none>')
  if (status?.startTime) out.field(0, 'Start Time', times.point(status.startTime))
  writeLabels(out, 'Labels', metadata.labels)
  writeAnnotations(out, 'Annotations', metadata.annotations)
}

function writeState(out: Description, { metadata, spec, status }: Pod, times: Times): void {
  const phase = status?.phase ?? ''
  if (metadata.deletionTimestamp && phase !== 'Failed' && phase !== 'Succeeded') {
    out.field(0, 'Status', `Terminating (lasts ${times.since(metadata.deletionTimestamp)})`)
    out.field(0, 'Termination Grace Period', `${metadata.deletionGracePeriodSeconds ?? 0}s`)
  } else out.field(0, 'Status', phase)
  if (status?.reason) out.field(0, 'Reason', status.reason)
  if (status?.message) out.field(0, 'Message', status.message)
  writeSeccomp(out, 0, 0, spec.securityContext?.seccompProfile)
}

function writeAddresses(out: Description, pod: Pod): void {
  const { podIP = '', podIPs = [], nominatedNodeName } = pod.status ?? {}
  out.field(0, 'IP', podIP)
  out.write(0, podIPs.length === 0 ? 'IPs:\t<none>\n' : 'IPs:\n')
  for (const { ip } of podIPs) out.field(1, 'IP', ip)
  const owner = controllerOf(pod)
  if (owner) out.field(0, 'Controlled By', `${owner.kind}/${owner.name}`)
  if (nominatedNodeName) out.field(0, 'NominatedNodeName', nominatedNodeName)
}

function writeAllContainers(out: Description, pod: Pod, times: Times): void {
  const { spec, status } = pod
  if (spec.resources) {
    out.write(0, 'Resources:\n')
    writeRequirements(out, 1, spec.resources)
  }
  if (spec.initContainers?.length) writeContainers(out, 'Init Containers', spec.initContainers, { pod, statuses: status?.initContainerStatuses, times })
  writeContainers(out, 'Containers', spec.containers, { pod, statuses: status?.containerStatuses, times })
  if (spec.ephemeralContainers?.length)
    writeContainers(out, 'Ephemeral Containers', spec.ephemeralContainers as Container[], { pod, statuses: status?.ephemeralContainerStatuses, times })
}

function writeConditions(out: Description, { spec, status }: Pod): void {
  const conditions = status?.conditions ?? []
  if (spec.readinessGates?.length) {
    out.write(0, 'Readiness Gates:\n  Type\tStatus\n')
    for (const { conditionType } of spec.readinessGates)
      out.row(1, `${conditionType} `, `${conditions.find(({ type }) => type === conditionType)?.status ?? '<none>'} `)
  }
  if (conditions.length === 0) return
  out.write(0, 'Conditions:\n  Type\tStatus\n')
  for (const condition of conditions) out.row(1, `${condition.type} `, `${condition.status} `)
}
