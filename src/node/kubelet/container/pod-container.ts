/** One container of a pod as the kubelet knows it: its spec, the last two times it was created, and why it is not running. */
import type { Container, Pod } from '../../../api/types.ts'
import type { ContainerRuntime, ContainerState } from '../../container-runtime/cri.ts'
import { isSidecar } from '../resources.ts'
import { type Given, given } from '../status/given.ts'
import type { Files } from '../volumes/volume.ts'

export type Role = 'init' | 'sidecar' | 'app' | 'ephemeral'

export interface Attempt {
  readonly id: string
  /** The file at terminationMessagePath. */
  readonly terminationLog: Files
}

/** Why a container could not be started, as in its waiting state. */
export interface StartFailure {
  readonly reason: string
  readonly message: string
}

export class PodContainer {
  /** Newest last, two at most: the older one is what `logs --previous` shows. */
  readonly attempts: Attempt[] = []
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

  get current(): Attempt | undefined {
    return this.attempts.at(-1)
  }

  get previous(): Attempt | undefined {
    return this.attempts.at(-2)
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
    if (this.attempts.length > 0) this.restartCount++
    this.attempts.push(attempt)
    this.started = this.ready = this.doomed = undefined
    return this.attempts.length > 2 ? this.attempts.shift() : undefined
  }
}

/** The containers of a pod in the order in which they start. */
export const containersOf = (pod: Pod, runtime: ContainerRuntime): PodContainer[] => [
  ...(pod.spec.initContainers ?? []).map((spec) => new PodContainer(spec, isSidecar(spec) ? 'sidecar' : 'init', runtime)),
  ...pod.spec.containers.map((spec) => new PodContainer(spec, 'app', runtime)),
  ...(pod.spec.ephemeralContainers ?? []).map((spec) => new PodContainer(spec as Container, 'ephemeral', runtime)),
]

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
