/** What a request has come to: Approved, Denied, Failed, and when. */
import type { CertificateSigningRequest, CertificateSigningRequestCondition } from '../../../../api/types.ts'

type Request = CertificateSigningRequest

export const conditionsOf = ({ status }: Request, type: string): CertificateSigningRequestCondition[] =>
  (status?.conditions ?? []).filter((condition) => condition.type === type)

/** Whoever writes the status leaves the decision as it was; if there are more or fewer of it, validation will say so. */
export function keepApprovals(object: Request, old: Request): void {
  const conditions = [...(object.status?.conditions ?? [])]
  for (const type of ['Approved', 'Denied']) {
    const before = conditionsOf(old, type)
    if (conditionsOf(object, type).length !== before.length) continue
    let next = 0
    for (const [i, condition] of conditions.entries()) if (condition.type === type) conditions[i] = before[next++] as CertificateSigningRequestCondition
  }
  if (conditions.length > 0) object.status = { ...object.status, conditions }
}

/** Fills in the times that nobody set; a condition that was there already keeps that of its transition. */
export function stampConditions(object: Request, old: Request, timestamp: string): void {
  if (!object.status?.conditions) return
  const conditions = object.status.conditions.map((condition) => ({
    ...condition,
    lastUpdateTime: condition.lastUpdateTime ?? timestamp,
    lastTransitionTime: condition.lastTransitionTime ?? transitionBefore(old, condition) ?? timestamp,
  }))
  object.status = { ...object.status, conditions }
}

const transitionBefore = (old: Request, { type, status }: CertificateSigningRequestCondition): string | undefined =>
  conditionsOf(old, type).find((condition) => condition.status === status)?.lastTransitionTime
