/** What deployments and replica sets demand of their selector and template. Models ValidatePodTemplateSpecForReplicaSet of pkg/apis/apps/validation. */
import { matches, selectorOf, validateLabelSelector } from '../../../../api/labels.ts'
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { LabelSelector, PodTemplateSpec } from '../../../../api/types.ts'
import { validatePodTemplate } from '../pod-template.ts'

export function validateSelector(selector: LabelSelector | undefined, kind: string): FieldError[] {
  if (!selector) return [required('spec.selector')]
  const empty = Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0
  return [
    ...validateLabelSelector(selector, 'spec.selector'),
    ...(empty ? [invalidValue('spec.selector', selector, `empty selector is invalid for ${kind}`)] : []),
  ]
}

export function validateTemplate(template: PodTemplateSpec | undefined, selector: LabelSelector | undefined): FieldError[] {
  if (!template) return [required('spec.template')]
  const path = 'spec.template'
  const errors: FieldError[] = []
  const labels = template.metadata?.labels ?? {}
  if (mismatch(selector, labels)) errors.push(invalidValue(`${path}.metadata.labels`, labels, '`selector` does not match template `labels`'))
  errors.push(...validatePodTemplate(template, path))
  const policy = template.spec?.restartPolicy
  if (policy !== 'Always') errors.push(notSupported(`${path}.spec.restartPolicy`, policy ?? '', ['Always']))
  if (template.spec?.activeDeadlineSeconds !== undefined)
    errors.push(forbiddenField(`${path}.spec.activeDeadlineSeconds`, 'activeDeadlineSeconds in ReplicaSet is not Supported'))
  return errors
}

/** A broken selector has been reported already; an empty one chooses nothing to compare with. */
function mismatch(selector: LabelSelector | undefined, labels: Readonly<Record<string, string>>): boolean {
  if (!selector || validateSelector(selector, '').length > 0) return false
  return !matches(selectorOf(selector), labels)
}
