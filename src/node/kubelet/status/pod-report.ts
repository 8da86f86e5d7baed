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
  #known: readonly unknown[] | undefined

  constructor(
    private readonly host: PodHost,
    private readonly of: ReportedPod,
  ) {
    this.writer = new StatusWriter(host)
  }

  /** Brings the status in the API up to date. */
  send(): void {
    const { pod } = this.of
    const parts = partsOf(this.of, this.host.latest(pod)?.status)
    if (this.#known && alike(this.#known, parts)) return
    const isKnown = this.writer.write(pod, this.status())
    parts[0] = this.host.latest(pod)?.status
    // A copy has no room to grow, which a list that has grown keeps.
    this.#known = isKnown ? parts.slice() : undefined
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
function partsOf({ pod, containers, podIP, sandbox, verdict, tooLarge, stage }: ReportedPod, shown: PodStatus | undefined): unknown[] {
  const parts: unknown[] = [shown, pod.spec, pod.metadata.generation, podIP, sandbox, verdict, tooLarge, stage]
  for (const each of containers) parts.push(each.spec, each.current, each.state()?.state, each.failure, each.started, each.ready)
  return parts
}

function alike(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
