/** What is checked of a pod on create and on update. Models validatePodMetadataAndSpec and ValidatePodCreate of pkg/apis/core/validation. */
import { type FieldError, forbiddenField, invalidValue } from '../../../../api/status.ts'
import type { Pod } from '../../../../api/types.ts'
import { validateImageSpace } from './validation-container.ts'
import { validatePodSpec } from './validation-spec.ts'

const mirror = 'kubernetes.io/config.mirror'
const deletionCost = 'controller.kubernetes.io/pod-deletion-cost'

export function validatePod(pod: Pod): FieldError[] {
  const spec = pod.spec ?? { containers: [] }
  const annotations = pod.metadata.annotations ?? {}
  return [
    ...validateAnnotations(pod),
    ...validatePodSpec(spec, 'spec', { isPod: true, annotations }),
    ...tokensNeedAccount(pod),
    ...(spec.containers ?? []).flatMap((container, i) => validateImageSpace(container, `spec.containers[${i}]`)),
    ...(spec.initContainers ?? []).flatMap((container, i) => validateImageSpace(container, `spec.initContainers[${i}]`)),
  ]
}

export function validatePodCreate({ spec }: Pod): FieldError[] {
  return [
    ...(spec?.ephemeralContainers?.length ? [forbiddenField('spec.ephemeralContainers', 'cannot be set on create')] : []),
    ...(spec?.nodeName && spec.schedulingGates?.length ? [forbiddenField('spec.nodeName', 'cannot be set until all schedulingGates have been cleared')] : []),
  ]
}

function validateAnnotations({ metadata, spec }: Pod): FieldError[] {
  const annotations = metadata.annotations ?? {}
  const errors: FieldError[] = []
  if (mirror in annotations && !spec?.nodeName)
    errors.push(invalidValue(`metadata.annotations[${mirror}]`, annotations[mirror], 'must set spec.nodeName if mirror pod annotation is set'))
  const cost = annotations[deletionCost]
  if (cost !== undefined && !/^(0|-?[1-9]\d{0,9})$/.test(cost))
    errors.push(invalidValue(`metadata.annotations[${deletionCost}]`, cost, 'must be a 32bit integer'))
  return errors
}

function tokensNeedAccount({ spec }: Pod): FieldError[] {
  if (spec?.serviceAccountName) return []
  return (spec?.volumes ?? []).flatMap((volume, i) =>
    (volume.projected?.sources ?? []).flatMap((source, j) =>
      source.serviceAccountToken
        ? [forbiddenField(`spec.volumes[${i}].projected.sources[${j}].serviceAccountToken`, 'must not be specified when serviceAccountName is not set')]
        : [],
    ),
  )
}
