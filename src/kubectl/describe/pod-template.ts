import type { PodTemplateSpec } from '../../api/types.ts'
import { writeContainers } from './containers.ts'
import type { Description } from './description.ts'
import { writeAnnotations, writeLabels } from './labels.ts'
import { writeScheduling, writeSpreading } from './scheduling.ts'
import { writeVolumes } from './volumes.ts'

const space = '  '

/** The pods that a controller makes. */
export function writePodTemplate(out: Description, template: PodTemplateSpec | undefined): void {
  const { metadata, spec } = template ?? {}
  out.write(0, 'Pod Template:\n')
  writeLabels(out, `${space}Labels`, metadata?.labels)
  if (Object.keys(metadata?.annotations ?? {}).length > 0) writeAnnotations(out, `${space}Annotations`, metadata?.annotations)
  if (spec === undefined) return
  if (spec.serviceAccountName) out.field(1, 'Service Account', spec.serviceAccountName)
  if (spec.initContainers?.length) writeContainers(out, 'Init Containers', spec.initContainers, undefined, space)
  writeContainers(out, 'Containers', spec.containers, undefined, space)
  writeVolumes(out, spec.volumes, space)
  writeSpreading(out, spec, space)
  if (spec.priorityClassName) out.field(1, 'Priority Class Name', spec.priorityClassName)
  writeScheduling(out, spec, space)
}
