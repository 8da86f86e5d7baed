/** Nothing is created in a namespace that is not there or is going away, and three namespaces stay. Models apiserver's plugin/namespace/lifecycle. */
import { namespaces } from '../../../api/kinds.ts'
import { notFound, StatusError } from '../../../api/status.ts'
import { type AdmissionAttributes, type AdmissionContext, defineAdmission, isAbout, refuse } from './admission.ts'

const immortal = new Set(['default', 'kube-system', 'kube-public'])

export const namespaceLifecycle = defineAdmission({
  name: 'NamespaceLifecycle',
  admit(attributes, context) {
    if (attributes.definition.of.namespaced && attributes.namespace !== '' && attributes.operation !== 'DELETE') requireNamespace(attributes, context)
  },
  validate(attributes) {
    if (attributes.operation === 'DELETE' && isAbout(attributes, namespaces) && immortal.has(attributes.name))
      throw refuse(attributes, 'this namespace may not be deleted')
  },
})

function requireNamespace(attributes: AdmissionAttributes, context: AdmissionContext): void {
  const { namespace, operation } = attributes
  const found = context.get(namespaces, namespace)
  if (!found) throw notFound(namespaces, namespace)
  if (operation !== 'CREATE' || found.status?.phase !== 'Terminating') return
  const { status } = refuse(attributes, `unable to create new content in namespace ${namespace} because it is being terminated`)
  const cause = { reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' }
  throw new StatusError(403, 'Forbidden', status.message ?? '', { ...status.details, causes: [cause] })
}
