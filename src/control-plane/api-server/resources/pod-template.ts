/** PodTemplates: a template by itself, which nothing in Kubernetes makes pods of. Models pkg/registry/core/podtemplate. */
import { podTemplates } from '../../../api/kinds.ts'
import { formatSelector, selectorFromLabels } from '../../../api/labels.ts'
import type { PodTemplate } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { podSpecWarnings } from './pod/warnings.ts'
import { containerColumns, defaultOwnTemplate, validatePodTemplate } from './workload/template.ts'

export const podTemplate = defineResource<PodTemplate>({
  of: podTemplates,
  generation: true,
  defaults: defaultOwnTemplate,
  validate: ({ template }) => validatePodTemplate(template, 'template'),
  warnings: ({ template }) => (template?.spec ? podSpecWarnings(template.spec, template.metadata?.annotations ?? {}, 'template') : []),
  columns: [
    ...containerColumns<PodTemplate>(({ template }) => template, 0),
    { name: 'Pod Labels', cell: ({ template }) => formatSelector(selectorFromLabels(template?.metadata?.labels)) || '<none>' },
  ],
})
