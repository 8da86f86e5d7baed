import { isDns1035Label } from '../../../../api/names.ts'
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { CustomResourceConversion } from '../../../../api/types.ts'

const strategies = ['None', 'Webhook']

/** The fields are named as the real server's internal type has them. */
export function validateConversion(conversion: CustomResourceConversion | undefined, path: string): FieldError[] {
  if (!conversion) return []
  const { strategy, webhook } = conversion
  const { clientConfig, conversionReviewVersions = [] } = webhook ?? {}
  const config = `${path}.webhookClientConfig`
  const errors: FieldError[] = strategy
    ? strategies.includes(strategy)
      ? []
      : [notSupported(`${path}.strategy`, strategy, strategies)]
    : [required(`${path}.strategy`)]
  if (strategy !== 'Webhook') {
    if (clientConfig) errors.push(forbiddenField(config, 'should not be set when strategy is not set to Webhook'))
    if (conversionReviewVersions.length > 0)
      errors.push(forbiddenField(`${path}.conversionReviewVersions`, 'should not be set when strategy is not set to Webhook'))
    return errors
  }
  if (!clientConfig) errors.push(required(config, 'required when strategy is set to Webhook'))
  else if ((clientConfig.url === undefined) === (clientConfig.service === undefined)) errors.push(required(config, 'exactly one of url or service is required'))
  return [...errors, ...validateReviewVersions(conversionReviewVersions, `${path}.conversionReviewVersions`)]
}

function validateReviewVersions(versions: readonly string[], path: string): FieldError[] {
  if (versions.length === 0) return [required(path)]
  const errors = versions.flatMap((version, i) =>
    versions.indexOf(version) < i
      ? [invalidValue(`${path}[${i}]`, version, 'duplicate version')]
      : isDns1035Label(version).map((problem) => invalidValue(`${path}[${i}]`, version, problem)),
  )
  return versions.some((version) => version === 'v1' || version === 'v1beta1')
    ? errors
    : [...errors, invalidValue(path, versions, 'must include at least one of v1, v1beta1')]
}
