/** Taints and tolerations, as the scheduler, the eviction controller and kubelets read them. Models k8s.io/component-helpers scheduling/corev1. */
import { deepEqual } from './object.ts'
import type { Taint, Toleration } from './types.ts'

/** An empty key with Exists tolerates everything; an empty effect, all effects. */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false
  if (toleration.key && toleration.key !== taint.key) return false
  switch (toleration.operator ?? 'Equal') {
    case 'Exists':
      return true
    case 'Equal':
      return (toleration.value ?? '') === (taint.value ?? '') && (toleration.key ?? '') === taint.key
    case 'Lt':
    case 'Gt':
      return compares(toleration, taint)
    default:
      return false
  }
}

/** Gt and Lt (1.35): the taint's value is above, or below, the toleration's. */
function compares(toleration: Toleration, taint: Taint): boolean {
  const [wanted, value] = [toleration.value ?? '', taint.value ?? '']
  if (!/^-?\d+$/.test(wanted) || !/^-?\d+$/.test(value)) return false
  return toleration.operator === 'Gt' ? BigInt(value) > BigInt(wanted) : BigInt(value) < BigInt(wanted)
}

/** The first taint with one of these effects that no toleration covers. */
export const untolerated = (
  taints: readonly Taint[] | undefined,
  tolerations: readonly Toleration[] | undefined,
  effects: readonly string[],
): Taint | undefined => taints?.find((taint) => effects.includes(taint.effect) && !tolerations?.some((toleration) => tolerates(toleration, taint)))

/** Both lists in one, without what another of them covers. Models kubernetes pkg/util/tolerations. */
export function mergeTolerations(first: readonly Toleration[], second: readonly Toleration[]): Toleration[] {
  const all = [...first, ...second]
  const merged: Toleration[] = []
  for (const [i, toleration] of all.entries()) {
    if (merged.some((other) => covers(other, toleration))) continue
    if (all.slice(i + 1).some((other) => !deepEqual(other, toleration) && covers(other, toleration))) continue
    merged.push(toleration)
  }
  return merged
}

/** Whether `wide` tolerates all that `narrow` does. */
function covers(wide: Toleration, narrow: Toleration): boolean {
  if (deepEqual(wide, narrow)) return true
  if (narrow.key !== wide.key && !(!wide.key && wide.operator === 'Exists')) return false
  if (wide.effect && narrow.effect !== wide.effect) return false
  if (wide.effect === 'NoExecute' && wide.tolerationSeconds !== undefined)
    if (narrow.tolerationSeconds === undefined || narrow.tolerationSeconds > wide.tolerationSeconds) return false
  if (wide.operator === 'Exists') return true
  return (wide.operator ?? 'Equal') === 'Equal' && narrow.operator === 'Equal' && narrow.value === wide.value
}
