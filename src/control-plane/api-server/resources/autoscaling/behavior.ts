/** The rules of scaling, read back from the annotation, where they stand in the words of the server's internal types. */
import type { V2HorizontalPodAutoscalerBehavior, V2HPAScalingRules } from '../../../../api/types.ts'

export function behaviorFromInternal(internal: any): V2HorizontalPodAutoscalerBehavior {
  const { ScaleUp, ScaleDown } = internal ?? {}
  return { ...(ScaleUp ? { scaleUp: rulesOf(ScaleUp) } : {}), ...(ScaleDown ? { scaleDown: rulesOf(ScaleDown) } : {}) }
}

function rulesOf({ StabilizationWindowSeconds: window, SelectPolicy: selectPolicy, Policies: policies, Tolerance: tolerance }: any): V2HPAScalingRules {
  return {
    ...(window === null || window === undefined ? {} : { stabilizationWindowSeconds: window }),
    ...(selectPolicy ? { selectPolicy } : {}),
    ...(policies ? { policies: policies.map(({ Type, Value, PeriodSeconds }: any) => ({ type: Type, value: Value, periodSeconds: PeriodSeconds })) } : {}),
    ...(tolerance ? { tolerance } : {}),
  }
}
