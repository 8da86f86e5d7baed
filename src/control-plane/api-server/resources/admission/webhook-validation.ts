/** Webhooks. Models pkg/apis/admissionregistration/validation. Not checked: whether match conditions compile. */
import { validateLabelSelector } from '../../../../api/labels.ts'
import { isDns1035Label, isDns1123Subdomain } from '../../../../api/names.ts'
import { duplicate, type FieldError, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { MutatingWebhook, ValidatingWebhook } from '../../../../api/types.ts'
import { each, oneOfIfSet } from '../checks.ts'
import { validateClientConfig } from './client-config.ts'
import { validateMatchConditions } from './match-conditions.ts'
import { validateRuleWithOperations } from './rules.ts'

const sideEffects = ['None', 'NoneOnDryRun']
const reviewVersions = ['v1', 'v1beta1']

export function validateWebhooks(webhooks: readonly (MutatingWebhook | ValidatingWebhook)[]): FieldError[] {
  return webhooks.flatMap((webhook, i) => {
    const at = `webhooks[${i}]`
    return [
      ...validateWebhook(webhook, at),
      ...validateReviewVersions(webhook.admissionReviewVersions ?? [], `${at}.admissionReviewVersions`),
      ...(webhook.name && webhooks.findIndex(({ name }) => name === webhook.name) < i ? [duplicate(`${at}.name`, webhook.name)] : []),
    ]
  })
}

function validateWebhook(webhook: MutatingWebhook & ValidatingWebhook, at: string): FieldError[] {
  const { name, rules = [], failurePolicy, matchPolicy, timeoutSeconds, namespaceSelector, objectSelector } = webhook
  return [
    ...fullyQualified(name, `${at}.name`),
    ...rules.flatMap((rule, i) => validateRuleWithOperations(rule, `${at}.rules[${i}]`)),
    ...oneOfIfSet(`${at}.failurePolicy`, failurePolicy, ['Fail', 'Ignore']),
    ...oneOfIfSet(`${at}.matchPolicy`, matchPolicy, ['Equivalent', 'Exact']),
    ...validateSideEffects(webhook.sideEffects, `${at}.sideEffects`),
    ...(timeoutSeconds !== undefined && (timeoutSeconds > 30 || timeoutSeconds < 1)
      ? [invalidValue(`${at}.timeoutSeconds`, timeoutSeconds, 'the timeout value must be between 1 and 30 seconds')]
      : []),
    ...validateLabelSelector(namespaceSelector, `${at}.namespaceSelector`),
    ...validateLabelSelector(objectSelector, `${at}.objectSelector`),
    ...oneOfIfSet(`${at}.reinvocationPolicy`, webhook.reinvocationPolicy, ['IfNeeded', 'Never']),
    ...validateClientConfig(webhook.clientConfig ?? {}, `${at}.clientConfig`),
    ...validateMatchConditions(webhook.matchConditions ?? [], `${at}.matchConditions`),
  ]
}

function fullyQualified(name: string | undefined, at: string): FieldError[] {
  if (!name) return [required(at)]
  const wrong = isDns1123Subdomain(name)
  if (wrong.length > 0) return [invalidValue(at, name, wrong.join(','))]
  return name.split('.').length < 3 ? [invalidValue(at, name, 'should be a domain with at least three segments separated by dots')] : []
}

function validateSideEffects(given: string | undefined, at: string): FieldError[] {
  if (!given) return [required(at, `must specify one of ${sideEffects.join(', ')}`)]
  return sideEffects.includes(given) ? [] : [notSupported(at, given, sideEffects)]
}

function validateReviewVersions(versions: readonly string[], at: string): FieldError[] {
  if (versions.length === 0) return [required(at, `must specify one of ${reviewVersions.join(', ')}`)]
  return [
    ...versions.flatMap((version, i) =>
      versions.indexOf(version) < i ? [invalidValue(`${at}[${i}]`, version, 'duplicate version')] : each(`${at}[${i}]`, version, isDns1035Label(version)),
    ),
    ...(versions.some((version) => reviewVersions.includes(version))
      ? []
      : [invalidValue(at, versions, `must include at least one of ${reviewVersions.join(', ')}`)]),
  ]
}
