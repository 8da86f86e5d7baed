/** RuntimeClasses: which container runtime runs a pod. Models pkg/registry/node/runtimeclass. */
import { runtimeClasses } from '../../../api/kinds.ts'
import { validateLabels } from '../../../api/labels.ts'
import type { RuntimeClass } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { dnsLabel } from './checks.ts'
import { containerResourceName, validateResources } from './pod/validation-resources.ts'
import { validateTolerations } from './pod/validation-tolerations.ts'

export const runtimeClass = defineResource<RuntimeClass>({
  of: runtimeClasses,
  validate: ({ handler, overhead, scheduling }) => [
    ...dnsLabel('handler', handler ?? ''),
    ...(overhead ? validateResources({ limits: overhead.podFixed ?? {} }, containerResourceName, [], 'overhead') : []),
    ...(scheduling?.nodeSelector ? validateLabels(scheduling.nodeSelector, 'scheduling.nodeSelector') : []),
    ...validateTolerations(scheduling?.tolerations ?? [], 'scheduling.tolerations'),
  ],
  immutable: ['handler'],
  columns: [{ name: 'Handler', cell: ({ handler }) => handler }, age],
})
