/** What the metrics of an autoscaler say together: the highest count wins. Models computeReplicasForMetrics of pkg/controller/podautoscaler/horizontal.go. */
import type { V2HorizontalPodAutoscaler, V2MetricSpec, V2MetricStatus } from '../../../api/types.ts'
import type { EventRecorder } from '../../../client/event-recorder.ts'
import { MetricsError } from './metrics/metrics-api.ts'
import { metricSources } from './sources/index.ts'
import type { MetricVerdict, Subject } from './sources/source.ts'
import type { StatusDraft } from './status.ts'

export interface Desired {
  /** Undefined if the metrics do not tell. */
  readonly replicas: number | undefined
  /** The metric that asked for most. */
  readonly metric: string
  /** One for each metric, empty for those that failed; undefined if none was asked. */
  readonly statuses: readonly V2MetricStatus[] | undefined
  /** Why not all of them could be used. */
  readonly error?: string
}

interface Failure {
  readonly reason: string
  readonly message: string
  /** The same as it is told among others. */
  readonly error: string
}

/** A metric that fails does no harm on the way up; on the way down nobody trusts the others alone. */
export function desiredReplicas(autoscaler: V2HorizontalPodAutoscaler, subject: Subject, status: StatusDraft, events: EventRecorder): Desired {
  const { metrics = [] } = autoscaler.spec
  const found = metrics.map((metric) => verdictOf(metric, subject))
  const statuses = found.map((one) => ('status' in one ? one.status : { type: '' }))
  const failures = found.filter((one) => 'reason' in one)
  for (const { reason, message } of failures) events.record(autoscaler, 'Warning', reason, message)
  const verdicts = found.filter((one) => 'status' in one)
  const highest = verdicts.reduce<MetricVerdict | undefined>((most, one) => (!most?.replicas || one.replicas > most.replicas ? one : most), undefined)
  const [first] = failures
  const error = first ? `invalid metrics (${failures.length} invalid out of ${metrics.length}), first error is: ${first.error}` : ''
  if (!highest || (first && highest.replicas < subject.replicas.current)) {
    status.condition('ScalingActive', 'False', first?.reason ?? '', `the HPA was unable to compute the replica count: ${first?.message ?? ''}`)
    return { replicas: undefined, metric: '', statuses, error }
  }
  status.condition('ScalingActive', 'True', 'ValidMetricFound', `the HPA was able to successfully calculate a replica count from ${highest.name}`)
  return { replicas: highest.replicas, metric: highest.name, statuses, ...(first ? { error } : {}) }
}

function verdictOf(spec: V2MetricSpec, subject: Subject): MetricVerdict | Failure {
  const source = metricSources[spec.type]
  const data = source && spec[source.field]
  if (!source || !data) {
    const message = `unknown metric source type ${JSON.stringify(spec.type)}`
    return { reason: 'InvalidMetricSourceType', message, error: message }
  }
  try {
    return source.propose(data, subject)
  } catch (error) {
    if (!(error instanceof MetricsError)) throw error
    return { reason: source.failure, message: error.message, error: `${source.about(data)}: ${error.message}` }
  }
}
