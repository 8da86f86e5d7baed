/** Ephemeral containers may be added to a running pod, never changed or taken away. Models ValidatePodEphemeralContainersUpdate of pkg/apis/core/validation. */
import { deepEqual } from '../../../../api/object.ts'
import { type FieldError, forbiddenField } from '../../../../api/status.ts'
import type { Pod } from '../../../../api/types.ts'
import { valueDiff } from './spec-diff.ts'
import { validatePod } from './validation.ts'

const path = 'spec.ephemeralContainers'

export function validateEphemeralContainersUpdate(pod: Pod, old: Pod): FieldError[] {
  if ('kubernetes.io/config.mirror' in (old.metadata.annotations ?? {})) return [forbiddenField('[]', 'static pods do not support ephemeral containers')]
  const now = pod.spec?.ephemeralContainers ?? []
  const changes = (old.spec?.ephemeralContainers ?? []).flatMap((before) => {
    const after = now.find((container) => container.name === before.name)
    if (!after) return [forbiddenField(path, `existing ephemeral containers "${before.name}" may not be removed\n`)]
    if (deepEqual(before, after)) return []
    return [forbiddenField(path, `existing ephemeral containers "${before.name}" may not be changed\n${valueDiff(before, after, 'EphemeralContainer')}`)]
  })
  return [...validatePod(pod), ...changes]
}
