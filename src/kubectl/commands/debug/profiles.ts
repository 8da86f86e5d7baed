/** What --profile gives a container of tools, and the pod around it. Models kubectl pkg/cmd/debug/profiles.go. */
import type { Container, Pod, SecurityContext } from '../../../api/types.ts'
import { CommandError } from '../../errors.ts'

/** What a copy keeps of its pod. */
export interface Keep {
  readonly labels: boolean
  readonly annotations: boolean
  readonly liveness: boolean
  readonly readiness: boolean
  readonly startup: boolean
  readonly initContainers: boolean
}

/** Changes pod and container in place; the container is one of the pod's. */
type Step = (pod: Pod, container: Container, keep: Keep) => void

export interface Profile {
  readonly name: string
  /** In a pod that runs already. */
  readonly ephemeral: readonly Step[]
  readonly copy: readonly Step[]
  readonly node: readonly Step[]
}

const secured =
  (change: (context: SecurityContext) => SecurityContext): Step =>
  (_, container) => {
    container.securityContext = change(container.securityContext ?? {})
  }

const withCapabilities = (...names: string[]): Step =>
  secured((context) => ({ ...context, capabilities: { ...context.capabilities, add: [...(context.capabilities?.add ?? []), ...names] } }))

const privileged = secured((context) => ({ ...context, privileged: true }))

const unsecured: Step = (_, container) => {
  delete container.securityContext
}

const confined: readonly Step[] = [
  unsecured,
  secured(() => ({
    runAsNonRoot: true,
    capabilities: { drop: ['ALL'] },
    allowPrivilegeEscalation: false,
    seccompProfile: { type: 'RuntimeDefault' },
  })),
]

const rootOfNode: Step = ({ spec }, container) => {
  spec.volumes = [...(spec.volumes ?? []), { name: 'host-root', hostPath: { path: '/' } }]
  container.volumeMounts = [...(container.volumeMounts ?? []), { mountPath: '/host', name: 'host-root' }]
}

const namespacesOfNode: Step = ({ spec }) => {
  spec.hostNetwork = true
  spec.hostPID = true
  spec.hostIPC = true
}

const unlabelled: Step = ({ metadata }) => {
  delete metadata.labels
}

const onlyKept: Step = ({ metadata, spec }, _, keep) => {
  if (!keep.labels) delete metadata.labels
  if (!keep.annotations) delete metadata.annotations
  for (const container of spec.containers) {
    if (!keep.liveness) delete container.livenessProbe
    if (!keep.readiness) delete container.readinessProbe
    if (!keep.startup) delete container.startupProbe
  }
  if (!keep.initContainers) delete spec.initContainers
}

const sharedProcesses: Step = ({ spec }) => {
  spec.shareProcessNamespace ??= true
}

const tracing = withCapabilities('SYS_PTRACE')
const networking = withCapabilities('NET_ADMIN', 'NET_RAW')
const copied = [onlyKept, sharedProcesses]

const profiles: readonly Profile[] = [
  { name: 'legacy', ephemeral: [], copy: [unlabelled], node: [rootOfNode, namespacesOfNode] },
  { name: 'general', ephemeral: [tracing], copy: [...copied, tracing], node: [rootOfNode, unsecured, namespacesOfNode] },
  { name: 'baseline', ephemeral: [unsecured], copy: [...copied, unsecured], node: [unsecured] },
  { name: 'restricted', ephemeral: confined, copy: [...copied, ...confined], node: confined },
  { name: 'netadmin', ephemeral: [networking], copy: [...copied, networking], node: [networking, namespacesOfNode] },
  { name: 'sysadmin', ephemeral: [privileged], copy: [...copied, privileged], node: [privileged, namespacesOfNode, rootOfNode] },
]

/** Throws CommandError for a name that no profile has. */
export function profileNamed(name: string): Profile {
  const found = profiles.find((profile) => profile.name === name)
  if (found === undefined) throw new CommandError(`unknown profile: ${name}`)
  return found
}

export function applyProfile(steps: readonly Step[], pod: Pod, container: Container, keep: Keep): void {
  for (const step of steps) step(pod, container, keep)
}
