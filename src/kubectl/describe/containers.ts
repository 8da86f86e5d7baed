/** Containers, of pods with what became of them, of templates without. */
import type { Container, ContainerPort, ContainerState, ContainerStatus, Pod } from '../../api/types.ts'
import { goSort } from '../go-sort.ts'
import { byBytes } from '../output/go-value.ts'
import { writeEnvironment } from './container-environment.ts'
import type { Description } from './description.ts'
import { probeText } from './probes.ts'
import { writeRequirements } from './quantities.ts'
import type { Times } from './times.ts'

/** What is known beside the specification; nothing of it in a template. */
export interface Running {
  readonly pod: Pod
  readonly statuses: readonly ContainerStatus[] | undefined
  readonly times: Times
}

/** `space` stands before the title. */
export function writeContainers(out: Description, title: string, containers: readonly Container[] | undefined, running?: Running, space = ''): void {
  const all = containers ?? []
  out.write(0, `${space}${title}:${all.length === 0 ? ' <none>' : ''}\n`)
  for (const container of all) {
    const status = running?.statuses?.find(({ name }) => name === container.name)
    out.write(1, `${space === '' ? '' : ' '}${container.name}:\n`)
    writeBasics(out, container, status)
    writeCommand(out, 'Command', container.command)
    writeCommand(out, 'Args', container.args)
    if (status && running) writeStatus(out, status, running.times)
    writeRequirements(out, 2, container.resources)
    if (container.livenessProbe) out.field(2, 'Liveness', probeText(container.livenessProbe))
    if (container.readinessProbe) out.field(2, 'Readiness', probeText(container.readinessProbe))
    if (container.startupProbe) out.field(2, 'Startup', probeText(container.startupProbe))
    writeEnvironment(out, container, running?.pod)
    writeMounts(out, container)
  }
}

function writeBasics(out: Description, container: Container, status: ContainerStatus | undefined): void {
  if (status) out.field(2, 'Container ID', status.containerID ?? '')
  out.field(2, 'Image', container.image ?? '')
  if (status) out.field(2, 'Image ID', status.imageID ?? '')
  writePorts(out, 'Port', container.ports, (port) => port.containerPort)
  writePorts(out, 'Host Port', container.ports, (port) => port.hostPort ?? 0)
  writeSeccomp(out, 2, 3, container.securityContext?.seccompProfile)
}

/** `SeccompProfile`, and of one on the node where it is. */
export function writeSeccomp(
  out: Description,
  level: number,
  innerLevel: number,
  profile: { readonly type: string; readonly localhostProfile?: string } | undefined,
): void {
  if (profile === undefined) return
  out.field(level, 'SeccompProfile', profile.type)
  if (profile.type === 'Localhost') out.field(innerLevel, 'LocalhostProfile', profile.localhostProfile ?? '')
}

function writePorts(out: Description, title: string, ports: readonly ContainerPort[] | undefined, number: (port: ContainerPort) => number): void {
  const texts = (ports ?? []).map((port) => `${number(port)}/${port.protocol ?? ''}${port.name ? ` (${port.name})` : ''}`)
  out.field(2, texts.length > 1 ? `${title}s` : title, texts.join(', ') || '<none>')
}

function writeCommand(out: Description, title: string, words: readonly string[] | undefined): void {
  if (!words?.length) return
  out.write(2, `${title}:\n`)
  for (const word of words) for (const line of word.split('\n')) out.write(3, `${line}\n`)
}

function writeStatus(out: Description, status: ContainerStatus, times: Times): void {
  writeState(out, 'State', status.state, times)
  if (status.lastState?.terminated) writeState(out, 'Last State', status.lastState, times)
  out.field(2, 'Ready', status.ready ? 'True' : 'False')
  out.field(2, 'Restart Count', status.restartCount)
}

function writeState(out: Description, title: string, state: ContainerState | undefined, times: Times): void {
  const { running, waiting, terminated } = state ?? {}
  if (running) {
    out.field(2, title, 'Running')
    out.field(3, 'Started', times.point(running.startedAt))
  } else if (terminated && !waiting) {
    out.field(2, title, 'Terminated')
    if (terminated.reason) out.field(3, 'Reason', terminated.reason)
    if (terminated.message) out.field(3, 'Message', terminated.message)
    out.field(3, 'Exit Code', terminated.exitCode)
    if ((terminated.signal ?? 0) > 0) out.field(3, 'Signal', terminated.signal)
    out.field(3, 'Started', times.point(terminated.startedAt))
    out.field(3, 'Finished', times.point(terminated.finishedAt))
  } else {
    out.field(2, title, 'Waiting')
    if (waiting?.reason) out.field(3, 'Reason', waiting.reason)
  }
}

function writeMounts(out: Description, { volumeMounts = [], volumeDevices = [] }: Container): void {
  const none = volumeMounts.length === 0 ? '\t<none>' : ''
  out.write(2, `Mounts:${none}\n`)
  for (const mount of goSort(volumeMounts, (a, b) => byBytes(a.mountPath, b.mountPath) < 0)) {
    const path = mount.subPath ? `,path=${JSON.stringify(mount.subPath)}` : ''
    out.write(3, `${mount.mountPath} from ${mount.name} (${mount.readOnly ? 'ro' : 'rw'}${path})\n`)
  }
  if (volumeDevices.length === 0) return
  out.write(2, `Devices:${none}\n`)
  for (const device of goSort(volumeDevices, (a, b) => byBytes(a.devicePath, b.devicePath) < 0)) out.write(3, `${device.devicePath} from ${device.name}\n`)
}
