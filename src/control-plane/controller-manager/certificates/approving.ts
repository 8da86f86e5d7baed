/**
 * Approves the requests of kubelets for client certificates, if the authorizer says that whoever asks may have one: for a
 * node of its own, or for any. All other requests wait for a person. Models pkg/controller/certificates/approver.
 */
import { certificateSigningRequests, subjectAccessReviews } from '../../../api/kinds.ts'
import type { CertificateSigningRequest } from '../../../api/types.ts'
import { type CertificateRequest, parseRequest } from '../../../api/x509/certificate-request.ts'
import { textOfBytes } from '../../../api/x509/pem.ts'
import { type ControllerContext, defineController } from '../../../client/controller.ts'
import { kubeletClientProblem } from './kubelet-requests.ts'

const kubeletClient = 'kubernetes.io/kube-apiserver-client-kubelet'

const isNodeClient = ({ spec }: CertificateSigningRequest, request: CertificateRequest): boolean =>
  spec.signerName === kubeletClient && kubeletClientProblem(request, spec.usages ?? []) === undefined

const recognizers = [
  {
    recognizes: (object: CertificateSigningRequest, request: CertificateRequest) =>
      object.spec.username === request.subject.commonName && isNodeClient(object, request),
    subresource: 'selfnodeclient',
    message: 'Auto approving self kubelet client certificate after SubjectAccessReview.',
  },
  { recognizes: isNodeClient, subresource: 'nodeclient', message: 'Auto approving kubelet client certificate after SubjectAccessReview.' },
]

export const csrApproving = defineController<CertificateSigningRequest>({
  name: 'csrapproving',
  for: certificateSigningRequests,
  reconcile(context, { name }) {
    const object = context.lister(certificateSigningRequests).get(name)
    if (!object || object.status?.certificate || object.status?.conditions?.some(({ type }) => type === 'Approved' || type === 'Denied')) return
    const request = parseRequest(textOfBytes(object.spec.request))
    const found = recognizers.find(({ recognizes, subresource }) => recognizes(object, request) && mayHave(context, object, subresource))
    if (!found) return
    const approved = { type: 'Approved', status: 'True', reason: 'AutoApproved', message: found.message }
    const conditions = [...(object.status?.conditions ?? []), approved]
    context.client.update(certificateSigningRequests, { ...object, status: { ...object.status, conditions } }, 'approval')
  },
})

function mayHave({ client }: ControllerContext, { spec }: CertificateSigningRequest, subresource: string): boolean {
  const { username: user = '', uid, groups, extra } = spec
  const resourceAttributes = { group: 'certificates.k8s.io', resource: 'certificatesigningrequests', verb: 'create', subresource }
  const asked = { user, ...(uid ? { uid } : {}), ...(groups ? { groups } : {}), ...(extra ? { extra } : {}), resourceAttributes }
  return client.create(subjectAccessReviews, { metadata: {}, spec: asked }).status?.allowed ?? false
}
