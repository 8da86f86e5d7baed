/** When a single container is started again, apart from its pod's policy. Models validateContainerRestartPolicy (ContainerRestartRules, on by default). */
import { type FieldError, invalidValue, notSupported, required, tooMany } from '../../../../api/status.ts'
import type { Container } from '../../../../api/types.ts'

export function validateRestartRules(container: Container, at: string): FieldError[] {
  const { restartPolicy, restartPolicyRules: rules = [] } = container
  const errors: FieldError[] = []
  if (restartPolicy === undefined) {
    if (rules.length > 0) errors.push(required(`${at}.restartPolicy`, 'must specify restartPolicy when restart rules are used'))
    return errors
  }
  const supported = ['Always', 'Never', 'OnFailure']
  if (!supported.includes(restartPolicy)) errors.push(notSupported(`${at}.restartPolicy`, restartPolicy, supported))
  if (rules.length > 20) errors.push(tooMany(`${at}.restartPolicyRules`, rules.length, 20))
  for (const [i, rule] of rules.entries()) {
    const path = `${at}.restartPolicyRules[${i}]`
    if (rule.action !== 'Restart') errors.push(notSupported(`${path}.action`, rule.action, ['Restart']))
    if (!rule.exitCodes) {
      errors.push(required(`${path}.exitCodes`, 'must be specified'))
      continue
    }
    if (!['In', 'NotIn'].includes(rule.exitCodes.operator)) errors.push(notSupported(`${path}.exitCodes.operator`, rule.exitCodes.operator, ['In', 'NotIn']))
    if ((rule.exitCodes.values ?? []).length > 255) errors.push(invalidValue(`${path}.exitCodes.values`, rule.exitCodes.values, 'must have at most 255 items'))
  }
  return errors
}
