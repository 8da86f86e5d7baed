/**
 * What is said of a pod: its status is made anew only when something that it is made of is new, since whatever happens
 * to a pod asks for a report, and most of it changes nothing that is shown.
 */
import type { Pod, PodStatus } from '../../../api/types.ts'
import type { PodSandbox } from '../../container-runtime/cri.ts'
import type { PodContainer } from '../container/pod-container.ts'
import type { PodHost } from '../pod-host.ts'
import { podStatus, type Verdict } from './pod-status.ts'
import { StatusWriter } from './status-writer.ts'

/** A pod as its worker knows it. */
export interface ReportedPod {
  readonly pod: Pod
  readonly containers: readonly PodContainer[]
  /** When the pod came to the node. */
  readonly since: number
  readonly sandbox: PodSandbox | undefined
  /** The address that it has, or had last; '' while it had none. */
  readonly podIP: string
  readonly verdict: Verdict | undefined
  /** Why its new resources can't be given on this node. */
  readonly tooLarge: string | undefined
  readonly stage: string
}

export class PodReport {
  readonly writer: StatusWriter
  /** What the status is made of that the API server has; undefined if it has another. */
  #known: Parts | undefined

  constructor(
    private readonly host: PodHost,
    private readonly of: ReportedPod,
  ) {
    this.writer = new StatusWriter(host)
  }

  /** Brings the status in the API up to date. */
  send(): void {
    const { pod } = this.of
    if (this.#known && isMadeOf(this.#known, this.of, this.host.latest(pod)?.status)) return
    const isKnown = this.writer.write(pod, this.status())
    this.#known = isKnown ? partsOf(this.of, this.host.latest(pod)?.status) : undefined
  }

  /** The status as it is found now. */
  status(): PodStatus {
    const { pod, containers, since, podIP, sandbox, verdict, tooLarge, stage } = this.of
    const { clock, nodeIP, runtime } = this.host
    const view = {
      pod,
      containers,
      now: clock.now(),
      hostIP: nodeIP,
      podIP: podIP || undefined,
      sandboxReady: sandbox !== undefined,
      startTime: since,
      verdict,
      tooLarge,
      ending: stage !== 'live',
      log: (id: string) => runtime.log(id).lines.map((line) => line.text),
    }
    return podStatus(view, this.writer.last(pod))
  }
}

/** All that a status is made of. What a container that has ended left behind does not change any more. */
interface Parts extends Pick<ReportedPod, 'podIP' | 'sandbox' | 'verdict' | 'tooLarge' | 'stage'> {
  readonly shown: PodStatus | undefined
  readonly spec: Pod['spec']
  readonly generation: number | undefined
  readonly containers: readonly ContainerParts[]
}

interface ContainerParts extends Pick<PodContainer, 'spec' | 'current' | 'failure' | 'started' | 'ready'> {
  readonly state: string | undefined
}

function partsOf({ pod, containers, podIP, sandbox, verdict, tooLarge, stage }: ReportedPod, shown: PodStatus | undefined): Parts {
  const { spec, metadata } = pod
  return { shown, spec, generation: metadata.generation, podIP, sandbox, verdict, tooLarge, stage, containers: containers.map(containerParts) }
}

const containerParts = (each: PodContainer): ContainerParts => {
  const { spec, current, failure, started, ready } = each
  return { spec, current, state: each.state()?.state, failure, started, ready }
}

function isMadeOf(parts: Parts, { pod, containers, podIP, sandbox, verdict, tooLarge, stage }: ReportedPod, shown: PodStatus | undefined): boolean {
  return (
    parts.shown === shown &&
    parts.spec === pod.spec &&
    parts.generation === pod.metadata.generation &&
    parts.podIP === podIP &&
    parts.sandbox === sandbox &&
    parts.verdict === verdict &&
    parts.tooLarge === tooLarge &&
    parts.stage === stage &&
    parts.containers.length === containers.length &&
    parts.containers.every((known, i) => isContainerMadeOf(known, containers[i] as PodContainer))
  )
}

const isContainerMadeOf = (parts: ContainerParts, each: PodContainer): boolean =>
  parts.spec === each.spec &&
  parts.current === each.current &&
  parts.state === each.state()?.state &&
  parts.failure === each.failure &&
  parts.started === each.started &&
  parts.ready === each.ready
