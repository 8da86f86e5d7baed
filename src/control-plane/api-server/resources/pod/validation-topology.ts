/** Topology spread constraints. Models validateTopologySpreadConstraints of pkg/apis/core/validation. */

import { validateLabelSelector } from '../../../../api/labels.ts'
import { duplicate, type FieldError, forbiddenField, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { TopologySpreadConstraint } from '../../../../api/types.ts'
import { qualifiedName } from '../checks.ts'

const positive = 'must be greater than zero'

export function validateTopologySpread(constraints: readonly TopologySpreadConstraint[], path: string): FieldError[] {
  return constraints.flatMap((constraint, i) => {
    const at = `${path}[${i}]`
    const { maxSkew, topologyKey, whenUnsatisfiable, minDomains, labelSelector } = constraint
    const errors: FieldError[] = []
    if (!(maxSkew > 0)) errors.push(invalidValue(`${at}.maxSkew`, maxSkew ?? 0, positive))
    if (!topologyKey) errors.push(required(`${at}.topologyKey`, 'can not be empty'))
    if (!['DoNotSchedule', 'ScheduleAnyway'].includes(whenUnsatisfiable))
      errors.push(notSupported(`${at}.whenUnsatisfiable`, whenUnsatisfiable ?? '', ['DoNotSchedule', 'ScheduleAnyway']))
    if (constraints.slice(i + 1).some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable))
      errors.push(duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, `{${topologyKey}, ${whenUnsatisfiable}}`))
    if (minDomains !== undefined && minDomains <= 0) errors.push(invalidValue(`${at}.minDomains`, minDomains, positive))
    if (minDomains !== undefined && whenUnsatisfiable !== 'DoNotSchedule')
      errors.push(invalidValue(`${at}.minDomains`, minDomains, `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`))
    for (const field of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
      const policy = constraint[field]
      if (policy !== undefined && policy !== 'Honor' && policy !== 'Ignore') errors.push(notSupported(`${at}.${field}`, policy, ['Honor', 'Ignore']))
    }
    errors.push(...validateLabelKeys(constraint, at))
    return labelSelector ? [...errors, ...validateLabelSelector(labelSelector, `${at}.labelSelector`)] : errors
  })
}

function validateLabelKeys({ matchLabelKeys = [], labelSelector }: TopologySpreadConstraint, at: string): FieldError[] {
  if (matchLabelKeys.length === 0) return []
  const missing = labelSelector ? [] : [forbiddenField(`${at}.matchLabelKeys`, 'must not be specified when labelSelector is not set')]
  return [...missing, ...matchLabelKeys.flatMap((key, i) => qualifiedName(`${at}.matchLabelKeys[${i}]`, key))]
}
