/** Models SetDefaults_HorizontalPodAutoscaler of pkg/apis/autoscaling/v2. */
import type { V2HorizontalPodAutoscaler, V2HPAScalingPolicy, V2HPAScalingRules, V2MetricSpec } from '../../../../api/types.ts'

export const defaultCpuUtilization = 80

export const cpuMetric = (averageUtilization: number): V2MetricSpec => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
})

export function defaultAutoscaler(object: V2HorizontalPodAutoscaler): void {
  const spec = (object.spec ??= {} as V2HorizontalPodAutoscaler['spec'])
  spec.scaleTargetRef ??= { kind: '', name: '' }
  spec.maxReplicas ??= 0
  spec.minReplicas ??= 1
  if ((spec.metrics ?? []).length === 0) spec.metrics = [cpuMetric(defaultCpuUtilization)]
  const { behavior } = spec
  if (!behavior) return
  behavior.scaleUp = withDefaults(behavior.scaleUp, {
    stabilizationWindowSeconds: 0,
    selectPolicy: 'Max',
    policies: [policy('Pods', 4), policy('Percent', 100)],
  })
  // Down, the window is left to a flag of the controller.
  behavior.scaleDown = withDefaults(behavior.scaleDown, { selectPolicy: 'Max', policies: [policy('Percent', 100)] })
}

const policy = (type: string, value: number): V2HPAScalingPolicy => ({ type, value, periodSeconds: 15 })

const withDefaults = (rules: V2HPAScalingRules | undefined, defaults: V2HPAScalingRules): V2HPAScalingRules => ({ ...defaults, ...rules })
