/** Starts a container: image, configuration, create, start, postStart. Models startContainer in pkg/kubelet/kuberuntime. */
import type { Pod } from '../../../api/types.ts'
import { type ContainerConfig, type Mount, type PodSandbox, RuntimeError, type VolumeFile } from '../../container-runtime/cri.ts'
import type { PodFacts } from '../environment/downward-api.ts'
import { environment } from '../environment/environment.ts'
import { expand } from '../environment/expansion.ts'
import { runHook } from '../lifecycle-hook.ts'
import { oomScoreAdj } from '../oom-score.ts'
import { containerEvent, type PodHost } from '../pod-host.ts'
import type { Prober } from '../prober/prober.ts'
import { bytes, millicores, requestOf } from '../resources.ts'
import { hostsFile } from '../sandbox.ts'
import type { PodVolumes } from '../volumes/pod-volumes.ts'
import type { Files } from '../volumes/volume.ts'
import { killContainer } from './kill-container.ts'
import type { PodContainer, StartFailure } from './pod-container.ts'
import { terminationLogFile } from './termination-message.ts'

export interface StartContext {
  readonly host: PodHost
  readonly pod: Pod
  readonly sandbox: PodSandbox
  readonly volumes: PodVolumes
  /** Whether the pod is still to run: it may have been deleted while an image was pulled. */
  wanted(): boolean
  readonly prober: Prober
}

export type StartOutcome = (StartFailure & { readonly retryAt?: number }) | undefined

/** Calls back with undefined if the container runs, or with why it does not. */
export function startContainer(context: StartContext, container: PodContainer, done: (outcome: StartOutcome) => void): void {
  const { host, pod } = context
  host.images.ensure(pod, container, (failure) => {
    if (!context.wanted()) return done(undefined)
    if (failure) {
      if (failure.reason === 'ErrImagePull') tellOfMissingPullSecrets(host, pod)
      containerEvent(host, pod, container, 'Warning', 'Failed', `Error: ${failure.reason}`)
      return done(failure)
    }
    done(createAndStart(context, container))
  })
}

/** Secrets that are not there are only worth a word where the pull failed. */
function tellOfMissingPullSecrets(host: PodHost, pod: Pod): void {
  const names = (pod.spec.imagePullSecrets ?? []).map(({ name = '' }) => name)
  const missing = names.filter((name) => name !== '' && !host.sources.secret(pod.metadata.namespace ?? '', name))
  if (missing.length === 0) return
  const text = `Unable to retrieve some image pull secrets (${missing.join(', ')}); attempting to pull the image may not succeed.`
  host.events.record(pod, 'Warning', 'FailedToRetrieveImagePullSecret', text)
}

const emptyLog: VolumeFile = { text: '', mode: 0o666 }

function createAndStart(context: StartContext, container: PodContainer): StartOutcome {
  const { host, pod } = context
  const failed = (reason: string, message: string): StartFailure => {
    containerEvent(host, pod, container, 'Warning', 'Failed', `Error: ${message}`)
    return { reason, message }
  }
  const files: Files = new Map([[terminationLogFile, emptyLog]])
  let config: ContainerConfig
  try {
    config = containerConfig(context, container, files)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return failed('CreateContainerConfigError', error.message)
  }
  try {
    const old = container.push({ id: host.runtime.create(config), files })
    if (old) host.runtime.remove(old.id)
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error
    return failed('CreateContainerError', error.message)
  }
  containerEvent(host, pod, container, 'Normal', 'Created', 'Container created')
  try {
    host.runtime.start(container.current?.id ?? '')
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error
    return failed('RunContainerError', error.message)
  }
  containerEvent(host, pod, container, 'Normal', 'Started', 'Container started')
  container.failure = undefined
  context.prober.add(container)
  host.notice(pod)
  return postStart(context, container)
}

function postStart({ host, pod, sandbox }: StartContext, container: PodContainer): StartOutcome {
  const hook = container.spec.lifecycle?.postStart
  const attempt = container.current
  if (!hook || !attempt || !container.running) return undefined
  const result = runHook(host, pod, sandbox.ip, container, attempt, hook)
  if (result.ok) return undefined
  containerEvent(host, pod, container, 'Warning', 'FailedPostStartHook', 'PostStartHook failed')
  killContainer(host, pod, sandbox.ip, container, pod.spec.terminationGracePeriodSeconds ?? 30, 'FailedPostStartHook')
  return { reason: 'PostStartHookError', message: result.message }
}

function containerConfig({ host, pod, sandbox, volumes }: StartContext, container: PodContainer, files: Files): ContainerConfig {
  const { spec } = container
  const facts: PodFacts = { pod, podIP: sandbox.ip, hostIP: host.nodeIP, allocatable: host.allocatable }
  const env = environment(spec, facts, host.sources)
  const user = spec.securityContext?.runAsUser ?? pod.spec.securityContext?.runAsUser
  const nonRoot = spec.securityContext?.runAsNonRoot ?? pod.spec.securityContext?.runAsNonRoot
  if (nonRoot && user === 0)
    throw new Error(
      `container's runAsUser breaks non-root policy (pod: "${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})", container: ${spec.name})`,
    )
  const asked = volumes.mounts(spec, env)
  const own: Mount[] = [{ path: spec.terminationMessagePath ?? '/dev/termination-log', readOnly: false, files, subPath: terminationLogFile }]
  if (!asked.some((mount) => mount.path === '/etc/hosts')) {
    files.set('hosts', hostsFile(pod, sandbox))
    own.unshift({ path: '/etc/hosts', readOnly: false, files, subPath: 'hosts' })
  }
  // Not pushed: a list that grows is given room for more, and this one is kept.
  const mounts = asked.concat(own)
  const expanded = (texts: readonly string[]): string[] => texts.map((text) => expand(text, (name) => env[name]))
  const config: { -readonly [Field in keyof ContainerConfig]: ContainerConfig[Field] } = {
    sandbox,
    name: spec.name,
    image: spec.image ?? '',
    env,
    mounts,
    memoryLimit: bytes(spec.resources?.limits?.memory),
    cpuLimit: millicores(spec.resources?.limits?.cpu),
    cpuRequest: millicores(requestOf(spec.resources, 'cpu')),
    oomScoreAdj: oomScoreAdj(pod, spec, host.runtime.machine.memory.capacity),
    tty: spec.tty ?? false,
    stdin: spec.stdin ?? false,
    attempt: container.current ? container.restartCount + 1 : 0,
  }
  if (spec.command?.length) config.command = expanded(spec.command)
  if (spec.args?.length) config.args = expanded(spec.args)
  if (spec.workingDir) config.workingDir = spec.workingDir
  if (user !== undefined) config.user = user
  if (spec.securityContext?.readOnlyRootFilesystem) config.readOnlyRootFilesystem = true
  return config
}
