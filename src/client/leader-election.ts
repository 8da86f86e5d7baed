/**
 * Leader election: of several copies of a component only the one that holds the lease works. Here there is one copy, which
 * takes the lease when it starts and keeps it, so that the lease and its event are there to be seen. Models client-go
 * tools/leaderelection; renews each 10 s instead of each 2 s, so that a simulated hour is not mostly renewals.
 */
import { leases } from '../api/kinds.ts'
import { StatusError } from '../api/status.ts'
import { formatMicroTime, timeOf } from '../api/time.ts'
import type { Lease } from '../api/types.ts'
import type { Clock } from '../clock.ts'
import type { Client } from './client.ts'
import type { EventRecorder } from './event-recorder.ts'

const namespace = 'kube-system'
const durationSeconds = 15
const renewMs = 10_000

export interface Candidate {
  readonly client: Client
  readonly clock: Clock
  readonly events: EventRecorder
  /** The lease's name: `kube-scheduler`. */
  readonly name: string
  /** `control-plane_6d0c…`: the machine and a uuid. */
  readonly identity: string
}

/** Takes the lease (over, if an earlier copy had it) and keeps it until the returned function is called. */
export function lead(candidate: Candidate): () => void {
  let stopped = false
  let held: Lease | undefined
  const tick = (): void => {
    if (stopped) return
    try {
      held = held ? renew(candidate, held) : take(candidate)
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      held = undefined
    }
    candidate.clock.after(renewMs, tick, { background: true })
  }
  tick()
  return () => {
    stopped = true
  }
}

const renew = ({ client, clock }: Candidate, held: Lease): Lease =>
  client.update(leases, { ...held, spec: { ...held.spec, renewTime: formatMicroTime(clock.now()) } })

/** @returns undefined while somebody else holds it and keeps it alive */
function take({ client, clock, events, name, identity }: Candidate): Lease | undefined {
  const there = client.find(leases, name, namespace)
  const other = there?.spec.holderIdentity !== identity && (timeOf(there?.spec.renewTime) ?? 0) + durationSeconds * 1000 > clock.now()
  if (other) return undefined
  const renewTime = formatMicroTime(clock.now())
  const leaseTransitions = there ? (there.spec.leaseTransitions ?? 0) + 1 : 0
  const spec: Lease['spec'] = { holderIdentity: identity, leaseDurationSeconds: durationSeconds, acquireTime: renewTime, renewTime, leaseTransitions }
  const lease = there ? client.update(leases, { ...there, spec }) : client.create(leases, { metadata: { name, namespace }, spec })
  events.record(lease, 'Normal', 'LeaderElection', `${identity} became leader`)
  return lease
}
