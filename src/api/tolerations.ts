/** Taints and tolerations, as the scheduler, the eviction controller and kubelets read them. Models k8s.io/component-helpers scheduling/corev1. */
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
