/** The scale subresource of deployments and replica sets. */
import { formatLabelSelector } from '../../../../api/labels.ts'
import type { KubeObject } from '../../../../api/object.ts'
import type { LabelSelector } from '../../../../api/types.ts'

type Scaled = KubeObject & { spec?: { replicas?: number; selector?: LabelSelector }; status?: { replicas?: number } }

export const scaleOf = ({ spec, status }: Scaled): { replicas: number; statusReplicas: number; selector: string } => ({
  replicas: spec?.replicas ?? 0,
  statusReplicas: status?.replicas ?? 0,
  selector: formatLabelSelector(spec?.selector),
})

export function setReplicas(object: Scaled, replicas: number): void {
  object.spec = { ...object.spec, replicas }
}
