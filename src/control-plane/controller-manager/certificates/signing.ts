/**
 * Signs approved requests with the cluster's authority: certificates for users, for kubelets, and for what kubelets serve.
 * A certificate begins five minutes ago, for clocks that go wrong, and is good for a year or the shorter time that was
 * asked for. Requests for other signers are other programs' business. Models pkg/controller/certificates/signer.
 */
import { certificateSigningRequests } from '../../../api/kinds.ts'
import type { Pki, Validity } from '../../../api/pki.ts'
import { formatTime } from '../../../api/time.ts'
import type { CertificateSigningRequest } from '../../../api/types.ts'
import { textOfBytes } from '../../../api/x509/pem.ts'
import { type ControllerDefinition, defineController } from '../../../client/controller.ts'
import { kubeletClientProblem, kubeletServingProblem, type RequestCheck } from './kubelet-requests.ts'

const minute = 60_000
/** --cluster-signing-duration */
const longest = 365 * 24 * 60 * minute
const shortest = 10 * minute
const backdate = 5 * minute
/** Five minutes are much of the life of a certificate that is shorter than this; it gets them back. */
const short = 8 * 60 * minute

const userProblem: RequestCheck = (_, usages) => {
  const other = usages.find((usage) => !['digital signature', 'key encipherment', 'client auth'].includes(usage))
  if (other !== undefined) return `invalid usage for client certificate: ${other}`
  return usages.includes('client auth') ? undefined : 'missing required usage for client certificate: client auth'
}

const signers: Readonly<Record<string, RequestCheck>> = {
  'kubernetes.io/kube-apiserver-client': userProblem,
  'kubernetes.io/kube-apiserver-client-kubelet': kubeletClientProblem,
  'kubernetes.io/kubelet-serving': kubeletServingProblem,
  'kubernetes.io/legacy-unknown': () => undefined,
}

export const csrSigning = (pki: Pki): ControllerDefinition<CertificateSigningRequest> =>
  defineController<CertificateSigningRequest>({
    name: 'csrsigning',
    for: certificateSigningRequests,
    reconcile({ client, clock, lister }, { name }) {
      const object = lister(certificateSigningRequests).get(name)
      const check = object && Object.hasOwn(signers, object.spec.signerName) ? signers[object.spec.signerName] : undefined
      if (!object || !check || object.status?.certificate || !isApproved(object)) return
      const { request, usages = [], expirationSeconds } = object.spec
      const pem = textOfBytes(request)
      const problem = check(pki.readRequest(pem), usages)
      const status =
        problem === undefined
          ? { certificate: btoa(pki.signRequest(pem, { usages, validity: validityOf(expirationSeconds, clock.now()) })) }
          : { conditions: [...(object.status?.conditions ?? []), failure(problem, clock.now())] }
      client.updateStatus(certificateSigningRequests, { ...object, status: { ...object.status, ...status } })
    },
  })

function isApproved({ status }: CertificateSigningRequest): boolean {
  const has = (type: string): boolean => status?.conditions?.some((condition) => condition.type === type) ?? false
  return has('Approved') && !has('Denied') && !has('Failed')
}

const failure = (message: string, now: number) => ({
  type: 'Failed',
  status: 'True',
  reason: 'SignerValidationFailure',
  message,
  lastUpdateTime: formatTime(now),
})

function validityOf(expirationSeconds: number | undefined, now: number): Validity {
  const life = Math.max(shortest, Math.min(longest, (expirationSeconds ?? Number.POSITIVE_INFINITY) * 1000))
  return { notBefore: now - backdate, notAfter: now + life - (life < short ? 0 : backdate) }
}
