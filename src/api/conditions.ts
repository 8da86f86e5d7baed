/** Conditions of objects: one of each type, which remember when their status last changed. Models SetStatusCondition of apimachinery pkg/api/meta. */

interface AnyCondition {
  readonly type: string
  readonly status: string
  readonly lastTransitionTime?: string
}

/** The list with this condition in it, in the place of that of its type or at the end; `timestamp` counts if the status is another than before. */
export function setCondition<C extends AnyCondition>(
  conditions: readonly C[],
  condition: Omit<C, 'lastTransitionTime'> & AnyCondition,
  timestamp: string,
): C[] {
  const before = conditions.find(({ type }) => type === condition.type)
  const lastTransitionTime = before?.status === condition.status ? (before.lastTransitionTime ?? timestamp) : timestamp
  const now = { ...before, ...condition, lastTransitionTime } as unknown as C
  return before ? conditions.map((each) => (each === before ? now : each)) : [...conditions, now]
}
