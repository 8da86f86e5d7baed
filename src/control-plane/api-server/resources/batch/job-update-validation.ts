/** What may still change of a job. Models ValidateJobSpecUpdate of pkg/apis/batch/validation and validationOptionsForJob of pkg/registry/batch/job. */
import { deepCopy, deepEqual } from '../../../../api/object.ts'
import { type FieldError, invalidValue } from '../../../../api/status.ts'
import type { Affinity, Job, JobSpec, PodSpec, PodTemplateSpec } from '../../../../api/types.ts'
import { unchanged } from '../checks.ts'
import { internalValue } from '../internal-json.ts'

export function validateJobUpdate({ spec }: Job, old: Job): FieldError[] {
  if (!spec || !old.spec) return []
  const before = old.spec
  const fixed = (field: 'completionMode' | 'backoffLimitPerIndex' | 'managedBy'): FieldError[] => unchanged(`spec.${field}`, spec[field], before[field])
  const fixedPolicy = (field: 'podFailurePolicy' | 'successPolicy', type: string): FieldError[] =>
    deepEqual(spec[field], before[field]) ? [] : [immutable(`spec.${field}`, spec[field] && internalValue(spec[field], type))]
  return [
    ...validateCompletions(spec, before),
    ...unchanged('spec.selector', spec.selector, before.selector),
    ...validateTemplateUpdate(spec.template, old),
    ...fixed('completionMode'),
    ...fixedPolicy('podFailurePolicy', 'PodFailurePolicy'),
    ...fixed('backoffLimitPerIndex'),
    ...fixed('managedBy'),
    ...fixedPolicy('successPolicy', 'SuccessPolicy'),
  ]
}

const immutable = (path: string, value: unknown): FieldError => invalidValue(path, value ?? null, 'field is immutable')

/** An indexed job may grow or shrink, if its parallelism does the same. */
function validateCompletions({ completionMode, completions, parallelism }: JobSpec, old: JobSpec): FieldError[] {
  if (completionMode !== 'Indexed') return unchanged('spec.completions', completions, old.completions)
  if (completions === undefined || completions === old.completions || completions === parallelism) return []
  return [invalidValue('spec.completions', completions, 'can only be modified in tandem with spec.parallelism')]
}

/** While a job is suspended and has no pods, it may be said anew where they go and what they need. */
function validateTemplateUpdate(template: PodTemplateSpec, old: Job): FieldError[] {
  const before = old.spec?.template ?? {}
  if (!isAtRest(old)) return deepEqual(template, before) ? [] : [immutable('spec.template', shownTemplate(template))]
  const expected = withResources(withPlacement(deepCopy(before), template).spec, template.spec)
  return deepEqual(template.spec, expected) ? [] : [immutable('spec.template.spec', template.spec && internalValue(template.spec, 'PodSpec'))]
}

function isAtRest({ spec, status }: Job): boolean {
  const suspended = status?.conditions?.some(({ type, status }) => type === 'Suspended' && status === 'True') ?? false
  return (spec?.suspend ?? false) && (status?.startTime === undefined || suspended)
}

/** As the server shows it: metadata as on the wire, the spec in the fields of its internal types. */
const shownTemplate = ({ metadata, spec }: PodTemplateSpec): object => ({ ...metadata, Spec: internalValue(spec ?? {}, 'PodSpec') })

/** The old template with what may be changed of the new one. */
function withPlacement(old: PodTemplateSpec, { metadata, spec }: PodTemplateSpec): PodTemplateSpec {
  const merged = { ...old.spec, affinity: affinityOf(old.spec?.affinity, spec?.affinity) } as PodSpec
  for (const field of ['nodeSelector', 'tolerations', 'schedulingGates'] as const) Object.assign(merged, { [field]: spec?.[field] })
  return { metadata: { ...old.metadata, annotations: metadata?.annotations, labels: metadata?.labels } as never, spec: merged }
}

function affinityOf(old: Affinity | undefined, now: Affinity | undefined): Affinity | undefined {
  const merged = { ...old, nodeAffinity: now?.nodeAffinity }
  return now === undefined && Object.values(merged).every((part) => part === undefined) ? undefined : merged
}

function withResources(old: PodSpec | undefined, now: PodSpec | undefined): PodSpec | undefined {
  if (!old || !now) return old
  const taken = (field: 'containers' | 'initContainers') =>
    old[field]?.length === now[field]?.length
      ? old[field]?.map((container, i) => (container.name === now[field]?.[i]?.name ? { ...container, resources: now[field]?.[i]?.resources } : container))
      : old[field]
  return { ...old, containers: taken('containers') ?? [], ...(old.initContainers ? { initContainers: taken('initContainers') } : {}) } as PodSpec
}
