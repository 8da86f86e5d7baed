/** What pods, replica sets and deployments have in common: the columns and the checks of a pod template. */
import { formatLabelSelector, validateLabels } from '../../../api/labels.ts'
import type { FieldError } from '../../../api/status.ts'
import type { Container, LabelSelector, PodTemplateSpec } from '../../../api/types.ts'
import type { Column } from '../resource.ts'
import { defaultPodSpec } from './pod/defaults-spec.ts'
import { forbidEphemeralContainers, validatePodSpec } from './pod/validation-spec.ts'

interface Workload {
  spec?: { template?: PodTemplateSpec; selector?: LabelSelector }
}

const containersOf = (workload: Workload): readonly Container[] => workload.spec?.template?.spec?.containers ?? []

/** `Containers`, `Images` and `Selector`, shown with `-o wide`. */
export const templateColumns: readonly Column<any>[] = [
  {
    name: 'Containers',
    priority: 1,
    cell: (workload: Workload) =>
      containersOf(workload)
        .map((container) => container.name)
        .join(','),
  },
  {
    name: 'Images',
    priority: 1,
    cell: (workload: Workload) =>
      containersOf(workload)
        .map((container) => container.image)
        .join(','),
  },
  { name: 'Selector', priority: 1, cell: (workload: Workload) => formatLabelSelector(workload.spec?.selector) },
]

export function defaultPodTemplate(template: PodTemplateSpec | undefined): void {
  if (template?.spec) defaultPodSpec(template.spec)
}

export function validatePodTemplate(template: PodTemplateSpec | undefined, path: string): FieldError[] {
  return [
    ...validateLabels(template?.metadata?.labels, `${path}.metadata.labels`),
    ...validatePodSpec(template?.spec ?? { containers: [] }, `${path}.spec`, { isPod: false, annotations: template?.metadata?.annotations ?? {} }),
    ...(template?.spec ? forbidEphemeralContainers(template.spec, `${path}.spec`) : []),
  ]
}
