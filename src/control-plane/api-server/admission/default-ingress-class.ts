/** An Ingress that names no class gets the default one, if there is any. Models plugin/pkg/admission/network/defaultingressclass. */
import { ingressClasses, ingresses } from '../../../api/kinds.ts'
import type { Ingress } from '../../../api/types.ts'
import { defineAdmission, isAbout, newestByName } from './admission.ts'

export const defaultIngressClass = defineAdmission({
  name: 'DefaultIngressClass',
  about: [ingresses],
  admit(attributes, context) {
    if (attributes.operation !== 'CREATE' || !isAbout(attributes, ingresses)) return
    const { metadata, spec } = attributes.object as unknown as Ingress
    if (!spec || spec.ingressClassName !== undefined || metadata.annotations?.['kubernetes.io/ingress.class'] !== undefined) return
    const defaults = context.list(ingressClasses, '').filter((each) => each.metadata.annotations?.['ingressclass.kubernetes.io/is-default-class'] === 'true')
    const chosen = newestByName(defaults)
    if (chosen) spec.ingressClassName = chosen.metadata.name
  },
})
