/** Whether a job has come to its end, and to which. Models syncJob of pkg/controller/job. */
import { parseTime } from '../../../api/time.ts'
import type { JobCondition, Pod } from '../../../api/types.ts'
import { type Counts, hasFailed } from './counting.ts'
import { failJobMessage } from './failure-policy.ts'
import { hasCondition } from './finished.ts'
import type { Round } from './job.ts'

export interface End {
  readonly success: boolean
  readonly reason: string
  readonly message: string
}

const failure = (reason: string, message: string): End => ({ success: false, reason, message })

/** `active`, where it is known how many pods run after this round: all completions may be reached then. */
export function endOf(round: Round, counts: Counts, active?: number): End | undefined {
  if (active !== undefined) return completed(round, counts, active)
  return decided(round) ?? failed(round, counts) ?? succeededEarly(round, counts)
}

/** What was decided in a round before, while pods were still ending. */
function decided({ job }: Round): End | undefined {
  const type = ['FailureTarget', 'SuccessCriteriaMet'].find((each) => hasCondition(job, each))
  const { reason = '', message = '' } = job.status.conditions?.find((condition) => condition.type === type) ?? {}
  return type === undefined ? undefined : { success: type === 'SuccessCriteriaMet', reason, message }
}

function failed(round: Round, counts: Counts): End | undefined {
  const { job, spec, pods, now } = round
  for (const pod of pods) {
    const message = hasFailed(pod, job) ? failJobMessage(spec, pod) : undefined
    if (message !== undefined) return failure('PodFailurePolicy', message)
  }
  if (counts.failed > (spec.backoffLimit ?? 6) || tooManyRestarts(round)) return failure('BackoffLimitExceeded', 'Job has reached the specified backoff limit')
  const deadline = spec.activeDeadlineSeconds
  if (deadline !== undefined && job.status.startTime && !spec.suspend && now - parseTime(job.status.startTime) >= deadline * 1000)
    return failure('DeadlineExceeded', 'Job was active longer than specified deadline')
  return failedByIndex(round, counts)
}

function failedByIndex({ spec }: Round, { failedIndexes: lost, succeededIndexes: done }: Counts): End | undefined {
  if (spec.backoffLimitPerIndex === undefined) return undefined
  if (spec.maxFailedIndexes !== undefined && lost.size > spec.maxFailedIndexes)
    return failure('MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes')
  return lost.size > 0 && lost.size + done.size >= (spec.completions ?? 0) ? failure('FailedIndexes', 'Job has failed indexes') : undefined
}

/** Containers that are restarted in place count too. */
function tooManyRestarts({ spec, active }: Round): boolean {
  if (spec.template.spec?.restartPolicy !== 'OnFailure') return false
  const restarts = active.reduce((sum, pod) => sum + restartsOf(pod), 0)
  const limit = spec.backoffLimit ?? 6
  return limit === 0 ? restarts > 0 : restarts >= limit
}

const restartsOf = ({ status }: Pod): number =>
  [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].reduce((sum, { restartCount }) => sum + restartCount, 0)

function succeededEarly({ spec }: Round, { succeededIndexes: done }: Counts): End | undefined {
  for (const [i, { succeededIndexes: list, succeededCount }] of (spec.successPolicy?.rules ?? []).entries()) {
    const asked = list === undefined ? undefined : parse(list)
    const matching = asked ? asked.filter((index) => done.has(index)).length : done.size
    if (matching >= (succeededCount ?? asked?.length ?? Number.POSITIVE_INFINITY))
      return { success: true, reason: 'SuccessPolicy', message: `Matched rules at index ${i}` }
  }
  return undefined
}

const parse = (list: string): number[] =>
  list.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, i) => first + i)
  })

function completed({ spec }: Round, { succeeded }: Counts, active: number): End | undefined {
  if (active > 0 || succeeded < (spec.completions ?? 1)) return undefined
  return { success: true, reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' }
}

/** First what the job is to come to, and when all pods have ended (`final`) that it has. */
export function conditionsAfter(conditions: readonly JobCondition[], { success, reason, message }: End, final: boolean, at: string): JobCondition[] {
  const types = [success ? 'SuccessCriteriaMet' : 'FailureTarget', ...(final ? [success ? 'Complete' : 'Failed'] : [])]
  const missing = types.filter((type) => !conditions.some((condition) => condition.type === type))
  return [...conditions, ...missing.map((type) => ({ type, status: 'True', lastProbeTime: at, lastTransitionTime: at, reason, message }))]
}
