/** One container of a pod as the kubelet knows it: its spec, the last two times it was created, and why it is not running. */
import type { Container, Pod } from '../../../api/types.ts'
import type { ContainerRuntime, ContainerState } from '../../container-runtime/cri.ts'
import { isSidecar } from '../resources.ts'
import { type Given, given } from '../status/given.ts'
import type { Files } from '../volumes/volume.ts'

export type Role = 'init' | 'sidecar' | 'app' | 'ephemeral'

export interface Attempt {
  readonly id: string
  /** Of its own, beside its volumes: what it leaves at terminationMessagePath, and /etc/hosts. */
  readonly files: Files
}

/** Why a container could not be started, as in its waiting state. */
export interface StartFailure {
  readonly reason: string
  readonly message: string
}

export class PodContainer {
  current: Attempt | undefined
  /** What `logs --previous` shows. */
  previous: Attempt | undefined
  restartCount = 0
  failure: StartFailure | undefined
  /** Results of probes of the current attempt; undefined while there is none. */
  started: boolean | undefined
  ready: boolean | undefined
  /** Why it has to be stopped although it runs, in the words of its event: a probe failed, or its image changed. */
  doomed: string | undefined
  /** It is being stopped. */
  stopping = false
  #given: Given | undefined

  constructor(
    public spec: Container,
    readonly role: Role,
    private readonly runtime: ContainerRuntime,
  ) {}

  get name(): string {
    return this.spec.name
  }

  /** What its status says of its spec. */
  givenIn(pod: Pod): Given {
    if (this.#given?.spec !== this.spec) this.#given = given(this.spec, pod.spec)
    return this.#given
  }

  /** Those that are kept, the newest last. */
  get attempts(): readonly Attempt[] {
    return [this.previous, this.current].filter((each) => each !== undefined)
  }

  state(attempt = this.current): ContainerState | undefined {
    return attempt && this.runtime.state(attempt.id)
  }

  get running(): boolean {
    return this.state()?.state === 'running'
  }

  get exited(): boolean {
    return this.state()?.state === 'exited'
  }

  /** Its exit code, if it ended. */
  get exitCode(): number | undefined {
    const state = this.state()
    return state?.state === 'exited' ? (state.exitCode ?? 0) : undefined
  }

  /** It runs, and its startup probe, if any, has succeeded. */
  get hasStarted(): boolean {
    return this.running && (this.spec.startupProbe === undefined || this.started === true)
  }

  get isReady(): boolean {
    if (this.role === 'init') return this.exitCode === 0
    return this.hasStarted && (this.spec.readinessProbe === undefined || this.ready === true)
  }

  /** Field path in events. */
  get fieldPath(): string {
    const list = this.role === 'app' ? 'containers' : this.role === 'ephemeral' ? 'ephemeralContainers' : 'initContainers'
    return `spec.${list}{${this.name}}`
  }

  /** Notes a new attempt. @returns the attempt that is no longer kept. */
  push(attempt: Attempt): Attempt | undefined {
    const old = this.previous
    if (this.current) this.restartCount++
    this.previous = this.current
    this.current = attempt
    this.started = this.ready = this.doomed = undefined
    return old
  }
}

/** The containers of a pod in the order in which they start. */
export function containersOf({ spec }: Pod, runtime: ContainerRuntime): PodContainer[] {
  const { initContainers = [], containers, ephemeralContainers = [] } = spec
  const init = initContainers.map((each) => new PodContainer(each, isSidecar(each) ? 'sidecar' : 'init', runtime))
  const apps = containers.map((each) => new PodContainer(each, 'app', runtime))
  const ephemeral = ephemeralContainers.map((each) => new PodContainer(each as Container, 'ephemeral', runtime))
  return init.concat(apps, ephemeral)
}

/** Whether a container that ended with `exitCode` is to run again. Models ContainerShouldRestart in pkg/api/v1/pod. */
export function shouldRestart(container: PodContainer, pod: Pod, exitCode: number): boolean {
  if (container.role === 'ephemeral') return false
  for (const rule of container.spec.restartPolicyRules ?? []) {
    const { operator, values = [] } = rule.exitCodes ?? { operator: 'NotIn' }
    if (operator === 'In' ? values.includes(exitCode) : !values.includes(exitCode)) return rule.action === 'Restart'
  }
  const policy = container.spec.restartPolicy ?? pod.spec.restartPolicy ?? 'Always'
  return policy === 'Always' ? container.role !== 'init' || exitCode !== 0 : policy === 'OnFailure' && exitCode !== 0
}
