/** Tolerations. Models ValidateTolerations of pkg/apis/core/validation. */
import { isLabelValue } from '../../../../api/names.ts'
import { type FieldError, invalidValue, notSupported } from '../../../../api/status.ts'
import type { Toleration } from '../../../../api/types.ts'
import { qualifiedName, rememberingFine } from '../checks.ts'
import { internalValue } from '../internal-json.ts'

export const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

export const validateTolerations = rememberingFine((tolerations: readonly Toleration[], path: string): FieldError[] =>
  tolerations.flatMap((toleration, i) => {
    const at = `${path}[${i}]`
    const { key = '', operator = '', value = '', effect = '', tolerationSeconds } = toleration
    const errors = key === '' ? [] : qualifiedName(`${at}.key`, key)
    if (key === '' && operator !== 'Exists')
      errors.push(invalidValue(`${at}.operator`, operator, 'operator must be Exists when `key` is empty, which means "match all values and all keys"'))
    if (tolerationSeconds !== undefined && effect !== 'NoExecute')
      errors.push(invalidValue(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"))
    errors.push(...validateOperator(toleration, operator, value, at))
    if (effect !== '' && !taintEffects.includes(effect)) errors.push(notSupported(`${at}.effect`, effect, taintEffects))
    return errors
  }),
)

function validateOperator(toleration: Toleration, operator: string, value: string, at: string): FieldError[] {
  if (operator === 'Equal' || operator === '') {
    const messages = isLabelValue(value)
    return messages.length > 0 ? [invalidValue(`${at}.operator`, value, messages.join(';'))] : []
  }
  if (operator === 'Exists')
    return value === '' ? [] : [invalidValue(`${at}.operator`, internalValue(toleration, 'Toleration'), "value must be empty when `operator` is 'Exists'")]
  return [notSupported(`${at}.operator`, operator, ['Equal', 'Exists'])]
}
