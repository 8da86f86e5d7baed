/** What workloads have in common: the columns, the defaults and the checks of a pod template. */
import { formatLabelSelector, validateLabels } from '../../../../api/labels.ts'
import type { FieldError } from '../../../../api/status.ts'
import type { Container, LabelSelector, ObjectMeta, PodTemplateSpec } from '../../../../api/types.ts'
import type { Column } from '../../resource.ts'
import { defaultPodSpec } from '../pod/defaults-spec.ts'
import { forbidEphemeralContainers, validatePodSpec } from '../pod/validation-spec.ts'

interface Workload {
  spec?: { template?: PodTemplateSpec; selector?: LabelSelector }
}

/** `Containers` and `Images` of the template that `templateOf` finds, shown with `-o wide` unless told. */
export const containerColumns = <T>(templateOf: (object: T) => PodTemplateSpec | undefined, priority = 1): readonly Column<T>[] => {
  const list = (object: T, field: (container: Container) => string | undefined): string => (templateOf(object)?.spec?.containers ?? []).map(field).join(',')
  return [
    { name: 'Containers', priority, cell: (object) => list(object, ({ name }) => name) },
    { name: 'Images', priority, cell: (object) => list(object, ({ image }) => image) },
  ]
}

/** `Containers`, `Images` and `Selector`, shown with `-o wide`. */
export const templateColumns: readonly Column<any>[] = [
  ...containerColumns((workload: Workload) => workload.spec?.template),
  { name: 'Selector', priority: 1, cell: (workload: Workload) => formatLabelSelector(workload.spec?.selector) },
]

export function defaultPodTemplate(template: PodTemplateSpec | undefined): void {
  if (template?.spec) defaultPodSpec(template.spec)
}

/** Go has no absent structs: a template that is not there is an empty one, and is defaulted and refused as such. */
export function defaultOwnTemplate(owner: { template?: PodTemplateSpec }): void {
  const template = (owner.template ??= {} as PodTemplateSpec)
  template.metadata ??= {} as ObjectMeta
  template.spec ??= { containers: [] }
  defaultPodSpec(template.spec)
}

export function validatePodTemplate(template: PodTemplateSpec | undefined, path: string): FieldError[] {
  return [
    ...validateLabels(template?.metadata?.labels, `${path}.metadata.labels`),
    ...validatePodSpec(template?.spec ?? { containers: [] }, `${path}.spec`, { isPod: false, annotations: template?.metadata?.annotations ?? {} }),
    ...(template?.spec ? forbidEphemeralContainers(template.spec, `${path}.spec`) : []),
  ]
}
