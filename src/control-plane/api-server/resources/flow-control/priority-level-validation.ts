/** PriorityLevelConfigurations. Models pkg/apis/flowcontrol/validation. */
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { LimitedPriorityLevelConfiguration, LimitResponse, PriorityLevelConfigurationSpec, QueuingConfiguration } from '../../../../api/types.ts'

const mostQueues = 10_000_000

export function validatePriorityLevel(name: string, { type, limited, exempt }: PriorityLevelConfigurationSpec): FieldError[] {
  const errors: FieldError[] =
    (name === 'exempt') === (type === 'Exempt') ? [] : [invalidValue('spec.type', type, "type must be 'Exempt' if and only if name is 'exempt'")]
  if (type === 'Exempt') {
    if (limited) errors.push(forbiddenField('spec.limited', 'must be nil if the type is not Limited'))
    return [...errors, ...validateShares(exempt ?? {}, 'spec.exempt')]
  }
  if (type !== 'Limited') return [...errors, notSupported('spec.type', type, ['Exempt', 'Limited'])]
  if (exempt) errors.push(forbiddenField('spec.exempt', 'must be nil if the type is Limited'))
  return [...errors, ...(limited ? validateLimited(limited, 'spec.limited') : [required('spec.limited', 'must not be empty when type is Limited')])]
}

const percent = (value: number | undefined, at: string): FieldError[] =>
  value !== undefined && (value < 0 || value > 100) ? [invalidValue(at, value, 'must be between 0 and 100, inclusive')] : []

const shares = (value: number | undefined, at: string): FieldError[] =>
  value !== undefined && value < 0 ? [invalidValue(at, value, 'must be a non-negative integer')] : []

const validateShares = (
  { nominalConcurrencyShares, lendablePercent }: { nominalConcurrencyShares?: number; lendablePercent?: number },
  at: string,
): FieldError[] => [...shares(nominalConcurrencyShares, `${at}.nominalConcurrencyShares`), ...percent(lendablePercent, `${at}.lendablePercent`)]

function validateLimited(limited: LimitedPriorityLevelConfiguration, at: string): FieldError[] {
  const { borrowingLimitPercent: borrowing, limitResponse } = limited
  return [
    ...shares(limited.nominalConcurrencyShares, `${at}.nominalConcurrencyShares`),
    ...validateResponse(limitResponse ?? { type: '' }, `${at}.limitResponse`),
    ...percent(limited.lendablePercent, `${at}.lendablePercent`),
    ...(borrowing !== undefined && borrowing < 0
      ? [invalidValue(`${at}.borrowingLimitPercent`, borrowing, 'if specified, must be a non-negative integer')]
      : []),
  ]
}

function validateResponse({ type, queuing }: LimitResponse, at: string): FieldError[] {
  if (type === 'Reject') return queuing ? [forbiddenField(`${at}.queuing`, 'must be nil if limited.limitResponse.type is not Limited')] : []
  if (type !== 'Queue') return [notSupported(`${at}.type`, type, ['Queue', 'Reject'])]
  return queuing ? validateQueuing(queuing, `${at}.queuing`) : [required(`${at}.queuing`, 'must not be empty if limited.limitResponse.type is Limited')]
}

function validateQueuing({ queues = 0, handSize = 0, queueLengthLimit = 0 }: QueuingConfiguration, at: string): FieldError[] {
  return [
    ...(queueLengthLimit <= 0 ? [invalidValue(`${at}.queueLengthLimit`, queueLengthLimit, 'must be positive')] : []),
    ...(queues <= 0 ? [invalidValue(`${at}.queues`, queues, 'must be positive')] : []),
    ...(queues > mostQueues ? [invalidValue(`${at}.queues`, queues, `must not be greater than ${mostQueues}`)] : []),
    ...(handSize <= 0 ? [invalidValue(`${at}.handSize`, handSize, 'must be positive')] : []),
    ...(handSize > queues ? [invalidValue(`${at}.handSize`, handSize, `should not be greater than queues (${queues})`)] : []),
  ]
}
