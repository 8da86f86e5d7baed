/** What kubelets may ask for. Models ValidateKubeletClientCSR and ValidateKubeletServingCSR of pkg/apis/certificates/helpers.go. */
import type { CertificateRequest } from '../../../api/x509/certificate-request.ts'

type Request = CertificateRequest

/** What is wrong with a request; undefined if nothing. */
export type RequestCheck = (request: Request, usages: readonly string[]) => string | undefined

const ofNodes = ({ subject }: Request): boolean => subject.organizations.length === 1 && subject.organizations[0] === 'system:nodes'
const ofANode = ({ subject }: Request): boolean => subject.commonName.startsWith('system:node:')

const notOfNodes = 'subject organization is not system:nodes'
const notOfANode = 'subject common name does not begin with system:node:'

/** Key encipherment is for RSA keys, and may be left out. */
function usagesProblem(usages: readonly string[], purpose: string): string | undefined {
  const wanted = ['digital signature', 'key encipherment', purpose].sort()
  const given = [...new Set(usages)].sort().join()
  const fits = given === wanted.join() || given === wanted.filter((usage) => usage !== 'key encipherment').join()
  return fits ? undefined : `usages did not match [${wanted.join(' ')}]`
}

export const kubeletClientProblem: RequestCheck = (request, usages) => {
  if (!ofNodes(request)) return notOfNodes
  if (request.dnsNames.length > 0) return 'DNS subjectAltNames are not allowed'
  if (request.emailAddresses.length > 0) return 'Email subjectAltNames are not allowed'
  if (request.ipAddresses.length > 0) return 'IP subjectAltNames are not allowed'
  if (request.uris.length > 0) return 'URI subjectAltNames are not allowed'
  return ofANode(request) ? usagesProblem(usages, 'client auth') : notOfANode
}

export const kubeletServingProblem: RequestCheck = (request, usages) => {
  if (!ofNodes(request)) return notOfNodes
  if (request.dnsNames.length + request.ipAddresses.length === 0) return 'DNS or IP subjectAltName is required'
  if (request.emailAddresses.length > 0) return 'Email subjectAltNames are not allowed'
  if (request.uris.length > 0) return 'URI subjectAltNames are not allowed'
  return usagesProblem(usages, 'server auth') ?? (ofANode(request) ? undefined : notOfANode)
}
