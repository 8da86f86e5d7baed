/** Pods. Models pkg/registry/core/pod; the parts are in pod/. */
import { pods } from '../../../api/kinds.ts'
import { deepEqual } from '../../../api/object.ts'
import type { Pod } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { podColumns } from './pod/columns.ts'
import { defaultPod } from './pod/defaults.ts'
import { preparePod } from './pod/prepare.ts'
import { validatePod, validatePodCreate } from './pod/validation.ts'
import { validateEphemeralContainersUpdate } from './pod/validation-ephemeral.ts'
import { validatePodResize } from './pod/validation-resize.ts'
import { validatePodStatusUpdate } from './pod/validation-status.ts'
import { validatePodUpdate } from './pod/validation-update.ts'
import { podWarnings } from './pod/warnings.ts'

export const pod = defineResource<Pod>({
  of: pods,
  short: ['po'],
  categories: ['all'],
  status: true,
  generation: true,
  defaults: defaultPod,
  prepareForCreate: preparePod,
  validate: validatePod,
  validateCreate: validatePodCreate,
  validateUpdate: validatePodUpdate,
  validateStatusUpdate: validatePodStatusUpdate,
  validateSubresource: { ephemeralcontainers: validateEphemeralContainersUpdate, resize: validatePodResize },
  prepareForSubresource: { resize: countResize },
  warnings: podWarnings,
  selectableFields: {
    'spec.nodeName': (object) => object.spec?.nodeName ?? '',
    'spec.restartPolicy': (object) => object.spec?.restartPolicy ?? '',
    'spec.schedulerName': (object) => object.spec?.schedulerName ?? '',
    'spec.serviceAccountName': (object) => object.spec?.serviceAccountName ?? '',
    'spec.hostNetwork': (object) => String(object.spec?.hostNetwork ?? false),
    'status.phase': (object) => object.status?.phase ?? '',
    'status.podIP': (object) => object.status?.podIPs?.[0]?.ip ?? object.status?.podIP ?? '',
    'status.nominatedNodeName': (object) => object.status?.nominatedNodeName ?? '',
  },
  gracePeriod,
  columns: podColumns,
})

/** A resize is a change of the spec. */
function countResize(object: Pod, old: Pod): void {
  if (!deepEqual(object.spec, old.spec)) object.metadata.generation = (old.metadata.generation ?? 0) + 1
}

/** Models podStrategy.CheckGracefulDelete: what no kubelet has to stop is deleted at once. */
function gracePeriod({ spec, status }: Pod, requested: number | undefined): number {
  const wanted = requested ?? spec?.terminationGracePeriodSeconds ?? 30
  if (!spec?.nodeName) return 0
  if (status?.phase === 'Failed' || status?.phase === 'Succeeded') return 0
  return wanted < 0 ? 1 : wanted
}
