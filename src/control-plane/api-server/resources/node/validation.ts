/** Models ValidateNode and ValidateNodeUpdate of pkg/apis/core/validation. */

import { familyOf, validateCIDR } from '../../../../api/ip.ts'
import { isLabelValue } from '../../../../api/names.ts'
import { duplicate, type FieldError, forbiddenField, invalidValue } from '../../../../api/status.ts'
import type { Node, Taint } from '../../../../api/types.ts'
import { oneOf, qualifiedName } from '../checks.ts'
import { internalValue } from '../internal-json.ts'
import { validateQuantity } from '../pod/validation-resources.ts'
import { taintEffects } from '../pod/validation-tolerations.ts'

export function validateNode(node: Node): FieldError[] {
  return [...validateTaints(node.spec?.taints ?? []), ...validateAmounts(node), ...validatePodCIDRs(node.spec?.podCIDRs ?? [])]
}

/** The real findings name metadata as the parent of the taints. */
function validateTaints(taints: readonly Taint[]): FieldError[] {
  const seen = new Set<string>()
  return taints.flatMap((taint, i) => {
    const at = `metadata.taints[${i}]`
    const errors = qualifiedName(`${at}.key`, taint.key ?? '')
    const value = isLabelValue(taint.value ?? '')
    if (value.length > 0) errors.push(invalidValue(`${at}.value`, taint.value, value.join(';')))
    errors.push(...oneOf(`${at}.effect`, taint.effect, taintEffects))
    const pair = `${taint.key}:${taint.effect}`
    if (seen.has(pair)) errors.push({ ...duplicate(at, internalValue(taint, 'Taint')), detail: 'taints must be unique by key and effect pair' })
    seen.add(pair)
    return errors
  })
}

/** Lists of amounts that were found to be right: nodes are written often, and what they have hardly ever changes. */
const sound = new WeakSet<object>()

const validateAmounts = ({ status }: Node): FieldError[] =>
  (['capacity', 'allocatable'] as const).flatMap((list) => {
    const amounts = status?.[list]
    if (!amounts || sound.has(amounts)) return []
    const errors = Object.entries(amounts).flatMap(([name, quantity]) => validateQuantity(name, quantity, `status.${list}.${name}`))
    if (errors.length === 0) sound.add(amounts)
    return errors
  })

function validatePodCIDRs(ranges: readonly string[]): FieldError[] {
  const errors = ranges.flatMap((range, i) => validateCIDR(`spec.podCIDRs[${i}]`, range))
  if (ranges.length < 2) return errors
  if (ranges.length > 2 || new Set(ranges.map((range) => familyOf(range.split('/')[0] ?? ''))).size !== 2)
    errors.push(invalidValue('spec.podCIDRs', ranges, 'may specify no more than one CIDR for each IP family'))
  return [...errors, ...ranges.flatMap((range, i) => (ranges.indexOf(range) < i ? [duplicate(`spec.podCIDRs[${i}]`, range)] : []))]
}

export function validateNodeUpdate({ spec = {}, status }: Node, { spec: old = {} }: Node): FieldError[] {
  const errors: FieldError[] = []
  const addresses = (status?.addresses ?? []).map((address) => JSON.stringify([address.type, address.address]))
  addresses.forEach((address, i) => {
    if (addresses.indexOf(address) < i) errors.push(duplicate(`status.addresses[${i}]`, status?.addresses?.[i]))
  })
  if (old.podCIDRs?.length && old.podCIDRs.join() !== (spec.podCIDRs ?? []).join())
    errors.push(forbiddenField('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'))
  if (old.providerID && old.providerID !== spec.providerID)
    errors.push(forbiddenField('spec.providerID', 'node updates may not change providerID except from "" to valid'))
  if ((spec.externalID ?? '') !== (old.externalID ?? '')) errors.push(forbiddenField('spec.externalID', 'may not be updated'))
  return errors
}
