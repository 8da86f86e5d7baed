/** What a failed pod means, by the job's pod failure policy. Models pkg/controller/job/pod_failure_policy.go. */
import type { ContainerStatus, JobSpec, Pod, PodFailurePolicyRule } from '../../../api/types.ts'

interface Match {
  readonly action: string
  /** Of a rule that fails the job. */
  readonly message: string
}

export const actionFor = (spec: JobSpec, pod: Pod): string | undefined => matchOf(spec, pod)?.action

/** Why the job has failed, if a rule says that it has because of this pod. */
export function failJobMessage(spec: JobSpec, pod: Pod): string | undefined {
  const match = matchOf(spec, pod)
  return match?.action === 'FailJob' ? match.message : undefined
}

/** The first rule that fits. */
function matchOf({ podFailurePolicy }: JobSpec, pod: Pod): Match | undefined {
  for (const [i, rule] of (podFailurePolicy?.rules ?? []).entries()) {
    const why = reason(rule, pod)
    if (why !== undefined) return { action: rule.action, message: `${why} matching ${rule.action} rule at index ${i}` }
  }
  return undefined
}

function reason({ onExitCodes, onPodConditions = [] }: PodFailurePolicyRule, pod: Pod): string | undefined {
  const { name, namespace } = pod.metadata
  const container = onExitCodes && statuses(pod).find((status) => exitFits(onExitCodes, status))
  if (container) return `Container ${container.name} for pod ${namespace}/${name} failed with exit code ${container.state?.terminated?.exitCode}`
  for (const { type, status } of onPodConditions)
    if (pod.status?.conditions?.some((condition) => condition.type === type && condition.status === status))
      return `Pod ${namespace}/${name} has condition ${type}`
  return undefined
}

const statuses = ({ status }: Pod): ContainerStatus[] => [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])]

function exitFits({ containerName, operator, values = [] }: NonNullable<PodFailurePolicyRule['onExitCodes']>, { name, state }: ContainerStatus): boolean {
  const code = state?.terminated?.exitCode ?? 0
  if (code === 0 || (containerName !== undefined && containerName !== name)) return false
  return values.includes(code) === (operator === 'In')
}
