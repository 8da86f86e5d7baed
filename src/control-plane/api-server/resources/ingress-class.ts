/** IngressClasses: which ingress controller serves an Ingress. Models pkg/registry/networking/ingressclass. */
import { ingressClasses } from '../../../api/kinds.ts'
import type { IngressClass } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { validateIngressClass, validateIngressClassUpdate } from './ingress/class-validation.ts'

export const ingressClass = defineResource<IngressClass>({
  of: ingressClasses,
  generation: true,
  defaults(object) {
    object.spec ??= {}
    if (object.spec.parameters) object.spec.parameters.scope ??= 'Cluster'
  },
  validate: validateIngressClass,
  validateUpdate: validateIngressClassUpdate,
  columns: [{ name: 'Controller', cell: ({ spec }) => spec?.controller ?? '' }, { name: 'Parameters', cell: parameters }, age],
})

/** `IngressParameters.k8s.example.com/external-lb` */
function parameters({ spec }: IngressClass): string {
  if (!spec?.parameters) return '<none>'
  const { kind, apiGroup, name } = spec.parameters
  return `${kind}${apiGroup === undefined ? '' : `.${apiGroup}`}/${name}`
}
