/** HorizontalPodAutoscalers, stored as autoscaling/v2. Models pkg/registry/autoscaling/horizontalpodautoscaler and pkg/apis/autoscaling; v1 is autoscaling/version-1.ts. */
import { horizontalPodAutoscalers } from '../../../api/kinds.ts'
import { isDns1123Subdomain } from '../../../api/names.ts'
import type { V2HorizontalPodAutoscaler } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { defaultAutoscaler } from './autoscaling/defaults.ts'
import { metricsText } from './autoscaling/metrics-text.ts'
import { validateAutoscalerCreate, validateAutoscalerUpdate } from './autoscaling/validation.ts'
import { nonNegative } from './checks.ts'

export const horizontalPodAutoscaler = defineResource<V2HorizontalPodAutoscaler>({
  of: horizontalPodAutoscalers,
  type: 'V2HorizontalPodAutoscaler',
  short: ['hpa'],
  categories: ['all'],
  status: true,
  generation: false,
  nameRule: isDns1123Subdomain,
  defaults: defaultAutoscaler,
  prepareForCreate(object) {
    object.status = emptyStatus()
  },
  validateCreate: validateAutoscalerCreate,
  validateUpdate: validateAutoscalerUpdate,
  validateStatusUpdate: ({ status }) => (['currentReplicas', 'desiredReplicas'] as const).flatMap((field) => nonNegative(`status.${field}`, status?.[field])),
  columns: [
    { name: 'Reference', cell: ({ spec }) => `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}` },
    { name: 'Targets', cell: metricsText },
    { name: 'MinPods', cell: ({ spec }) => String(spec.minReplicas ?? '<unset>') },
    { name: 'MaxPods', type: 'integer', cell: ({ spec }) => spec.maxReplicas ?? 0 },
    { name: 'Replicas', type: 'integer', cell: ({ status }) => status?.currentReplicas ?? 0 },
    age,
  ],
})

/** Neither a pointer nor left out when empty, so that there is a null on the wire. */
const emptyStatus = () => ({ desiredReplicas: 0, currentMetrics: null }) as unknown as NonNullable<V2HorizontalPodAutoscaler['status']>
