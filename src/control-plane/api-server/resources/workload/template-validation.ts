/** What workloads demand of their selector and template. Models ValidatePodTemplateSpecForReplicaSet and its like in pkg/apis/apps/validation. */
import { inOrder, matches, type Selector, SelectorError, selectorInOrder, selectorOf, validateLabelSelector } from '../../../../api/labels.ts'
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { LabelSelector, PodTemplateSpec } from '../../../../api/types.ts'
import { validatePodTemplate } from './template.ts'

const path = 'spec.template'

export const isEmptySelector = (selector: LabelSelector): boolean =>
  Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0

export function validateSelector(selector: LabelSelector | undefined, kind: string): FieldError[] {
  if (!selector) return [required('spec.selector')]
  return [
    ...validateLabelSelector(selector, 'spec.selector'),
    ...(isEmptySelector(selector) ? [invalidValue('spec.selector', selector, `empty selector is invalid for ${kind}`)] : []),
  ]
}

/** What the selector chooses, or undefined if it is broken. A selector that is not there chooses nothing. */
export function parsedSelector(selector: LabelSelector | undefined): Selector | undefined {
  try {
    return selectorOf(selector)
  } catch (error) {
    if (error instanceof SelectorError) return undefined
    throw error
  }
}

/** `because`: what the finding about a broken selector ends with. The template is then not looked at. */
export function validateTemplate(template: PodTemplateSpec | undefined, selector: LabelSelector | undefined, because: string): FieldError[] {
  const chosen = parsedSelector(selector)
  if (!chosen) return [invalidValue('spec.selector', selector && selectorInOrder(selector), because)]
  if (!template) return [required(path)]
  return [...validateTemplateLabels(template, chosen, path), ...validatePodTemplate(template, path), ...runsForever(template, 'ReplicaSet')]
}

/** An empty selector chooses everything. */
export function validateTemplateLabels(template: PodTemplateSpec, selector: Selector, at: string): FieldError[] {
  const labels = template.metadata?.labels
  if (matches(selector, labels)) return []
  return [mismatch(labels, at)]
}

export const mismatch = (labels: Readonly<Record<string, string>> | undefined, at: string): FieldError =>
  invalidValue(`${at}.metadata.labels`, labels ? inOrder(labels) : null, '`selector` does not match template `labels`')

/** The pods of all workloads but jobs are meant to run on. */
export function runsForever({ spec }: PodTemplateSpec, kind: string): FieldError[] {
  const policy = spec?.restartPolicy
  const errors = policy === 'Always' ? [] : [notSupported(`${path}.spec.restartPolicy`, policy ?? '', ['Always'])]
  if (spec?.activeDeadlineSeconds !== undefined)
    errors.push(forbiddenField(`${path}.spec.activeDeadlineSeconds`, `activeDeadlineSeconds in ${kind} is not Supported`))
  return errors
}
