/** Warnings about the pod template of a workload. */
import type { KubeObject } from '../../../../api/object.ts'
import type { PodTemplateSpec } from '../../../../api/types.ts'
import { podSpecWarnings } from '../pod/warnings.ts'

export function templateWarnings(workload: KubeObject & { spec?: { template?: PodTemplateSpec } }): string[] {
  const template = workload.spec?.template
  return template?.spec ? podSpecWarnings(template.spec, template.metadata?.annotations ?? {}, 'spec.template') : []
}
