/** What is checked of a job. Models ValidateJob of pkg/apis/batch/validation; what its pods and indexes may do to it stands in policy-validation.ts. */
import { inOrder, matches, selectorInOrder, validateLabelSelector } from '../../../../api/labels.ts'
import { isDns1123Label } from '../../../../api/names.ts'
import { type FieldError, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { Job, JobSpec } from '../../../../api/types.ts'
import { nonNegative } from '../checks.ts'
import { validatePodTemplate } from '../workload/template.ts'
import { parsedSelector, validateTemplateLabels } from '../workload/template-validation.ts'
import { validateIndexed } from './indexed-validation.ts'
import { generatedLabels } from './job-selector.ts'
import { validateManagedBy } from './managed-by-validation.ts'
import { validatePodFailurePolicy } from './pod-failure-policy-validation.ts'
import { validateSuccessPolicy } from './success-policy-validation.ts'

export function validateJob(job: Job): FieldError[] {
  const { spec } = job
  if (!spec) return [required('spec')]
  return [...validateGeneratedSelector(job), ...validateJobSpec(spec, 'spec'), ...validateSelector(spec), ...validateHostname(job)]
}

/** Unless it is manual, the selector must be the one that the server makes. */
function validateGeneratedSelector(job: Job): FieldError[] {
  const { spec, metadata } = job
  if (!spec?.selector || spec.manualSelector) return []
  const path = 'spec.template.metadata'
  const labels = spec.template.metadata?.labels ?? {}
  const expected = generatedLabels(job)
  const errors = metadata.uid ? [] : [required('metadata.uid')]
  for (const [key, value] of expected) {
    const at = `${path}.labels`
    if (labels[key] === undefined) errors.push(required(`${at}[${key}]`, `must be '${value}'`))
    else if (labels[key] !== value) errors.push(invalidValue(`${at}[${key}]`, inOrder(labels), `must be '${value}'`))
  }
  const chosen = parsedSelector(spec.selector)
  if (chosen && !matches(chosen, Object.fromEntries(expected)))
    errors.push(invalidValue('spec.selector', selectorInOrder(spec.selector), '`selector` not auto-generated'))
  return errors
}

function validateSelector({ selector, template }: JobSpec): FieldError[] {
  const errors = selector ? validateLabelSelector(selector, 'spec.selector') : [required('spec.selector')]
  const chosen = parsedSelector(selector)
  return chosen ? [...errors, ...validateTemplateLabels(template, chosen, 'spec.template')] : errors
}

/** The index is part of the host names of an indexed job's pods. */
function validateHostname({ metadata, spec }: Job): FieldError[] {
  if (spec?.completionMode !== 'Indexed' || !spec.completions || spec.completions < 0) return []
  const longest = `${metadata.name}-${spec.completions - 1}`
  if (isDns1123Label(longest).length === 0) return []
  return [invalidValue('metadata.name', metadata.name, `will not able to create pod with invalid DNS label: ${longest}`)]
}

const amounts = ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished', 'backoffLimitPerIndex'] as const

/** `path`: `spec`, or `spec.jobTemplate.spec`. */
export function validateJobSpec(spec: JobSpec, path: string): FieldError[] {
  return [
    ...amounts.flatMap((field) => nonNegative(`${path}.${field}`, spec[field])),
    ...validateMaxFailedIndexes(spec, path),
    ...validateManagedBy(spec.managedBy, `${path}.managedBy`),
    ...validateIndexed(spec, path),
    ...validatePodFailurePolicy(spec, `${path}.podFailurePolicy`),
    ...validateSuccessPolicy(spec, `${path}.successPolicy`),
    ...validateReplacementPolicy(spec, `${path}.podReplacementPolicy`),
    ...validatePodTemplate(spec.template, `${path}.template`),
    ...validateRestartPolicy(spec, `${path}.template.spec.restartPolicy`),
  ]
}

function validateMaxFailedIndexes({ maxFailedIndexes, backoffLimitPerIndex }: JobSpec, path: string): FieldError[] {
  if (maxFailedIndexes === undefined) return []
  const errors = nonNegative(`${path}.maxFailedIndexes`, maxFailedIndexes)
  return backoffLimitPerIndex === undefined ? [...errors, required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified')] : errors
}

function validateReplacementPolicy({ podReplacementPolicy: policy, podFailurePolicy }: JobSpec, path: string): FieldError[] {
  if (policy === undefined) return []
  const supported = podFailurePolicy ? ['Failed'] : ['Failed', 'TerminatingOrFailed']
  return supported.includes(policy) ? [] : [notSupported(path, policy, supported)]
}

/** `Always`, which is also what a template without a policy has, would never end. */
function validateRestartPolicy({ template, podFailurePolicy }: JobSpec, path: string): FieldError[] {
  const policy = template.spec?.restartPolicy
  if (!policy || policy === 'Always') return [required(path, 'valid values: "OnFailure", "Never"')]
  if (policy !== 'OnFailure' && policy !== 'Never') return [notSupported(path, policy, ['OnFailure', 'Never'], 'as listed')]
  return podFailurePolicy && policy !== 'Never' ? [invalidValue(path, policy, 'only "Never" is supported when podFailurePolicy is specified')] : []
}
