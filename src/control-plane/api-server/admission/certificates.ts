/**
 * Certificates are identities, so that being allowed to write requests is not enough: who approves or signs must be allowed
 * to for that signer, and nobody gets system:masters this way. Models plugin/pkg/admission/certificates/{approval,signing,subjectrestriction}.
 */
import { certificateSigningRequests } from '../../../api/kinds.ts'
import { deepEqual } from '../../../api/object.ts'
import type { CertificateSigningRequest } from '../../../api/types.ts'
import { parseRequest, RequestError } from '../../../api/x509/certificate-request.ts'
import { textOfBytes } from '../../../api/x509/pem.ts'
import { type AdmissionAttributes, type AdmissionContext, defineAdmission, isAbout, refuse } from './admission.ts'

/** The request as it was: its signer can't be changed on the way. */
const before = ({ oldObject }: AdmissionAttributes): CertificateSigningRequest => oldObject as unknown as CertificateSigningRequest

export const certificateApproval = defineAdmission({
  name: 'CertificateApproval',
  about: [certificateSigningRequests],
  validate(attributes, context) {
    if (attributes.operation !== 'UPDATE' || !isAbout(attributes, certificateSigningRequests, 'approval')) return
    const { signerName } = before(attributes).spec
    if (!may('approve', signerName, attributes, context))
      throw refuse(attributes, `user not permitted to approve requests with signerName ${JSON.stringify(signerName)}`)
  },
})

export const certificateSigning = defineAdmission({
  name: 'CertificateSigning',
  about: [certificateSigningRequests],
  validate(attributes, context) {
    if (attributes.operation !== 'UPDATE' || !isAbout(attributes, certificateSigningRequests, 'status')) return
    const { spec, status = {} } = before(attributes)
    const now = (attributes.object as unknown as CertificateSigningRequest).status ?? {}
    if (now.certificate === status.certificate && deepEqual(now.conditions, status.conditions)) return
    if (!may('sign', spec.signerName, attributes, context))
      throw refuse(attributes, `user not permitted to sign requests with signerName ${JSON.stringify(spec.signerName)}`)
  },
})

const apiServerClient = 'kubernetes.io/kube-apiserver-client'

export const certificateSubjectRestriction = defineAdmission({
  name: 'CertificateSubjectRestriction',
  about: [certificateSigningRequests],
  validate(attributes) {
    if (attributes.operation !== 'CREATE' || !isAbout(attributes, certificateSigningRequests)) return
    const { spec } = attributes.object as unknown as CertificateSigningRequest
    if (spec.signerName === apiServerClient && organizations(attributes, spec.request).includes('system:masters'))
      throw refuse(attributes, `use of ${apiServerClient} signer with system:masters group is not allowed`)
  },
})

function organizations(attributes: AdmissionAttributes, request: string): readonly string[] {
  try {
    return parseRequest(textOfBytes(request)).subject.organizations
  } catch (error) {
    if (error instanceof RequestError) throw refuse(attributes, `failed to parse CSR: ${error.message}`)
    throw error
  }
}

/** By the signer's name, or that of its domain: `example.com/*`. */
function may(verb: string, signerName: string, { user }: AdmissionAttributes, { authorizer }: AdmissionContext): boolean {
  const signer = { user, verb, isResource: true, group: 'certificates.k8s.io', version: '*', resource: 'signers', subresource: '', namespace: '', path: '' }
  return [signerName, `${signerName.split('/')[0]}/*`].some((name) => authorizer.authorize({ ...signer, name }).allowed)
}
