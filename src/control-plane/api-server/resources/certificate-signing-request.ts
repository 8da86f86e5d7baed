/** CertificateSigningRequests: somebody with a key asks the cluster for a certificate. Models pkg/registry/certificates/certificates. */
import { humanDuration } from '../../../api/duration.ts'
import { certificateSigningRequests } from '../../../api/kinds.ts'
import type { CertificateSigningRequest } from '../../../api/types.ts'
import { defineResource, type RegistryContext } from '../resource.ts'
import { age } from './age.ts'
import { keepApprovals, stampConditions } from './certificate-signing-request/conditions.ts'
import { validateApprovalUpdate, validateRequest, validateRequestUpdate, validateStatusUpdate } from './certificate-signing-request/validation.ts'

type Request = CertificateSigningRequest

export const certificateSigningRequest = defineResource<Request>({
  of: certificateSigningRequests,
  short: ['csr'],
  status: true,
  generation: false,
  nameRule: () => [],
  prepareForCreate: noteRequester,
  prepareForUpdate(object, old) {
    object.spec = old.spec
  },
  prepareForSubresource: {
    status(object, old, { timestamp }) {
      keepApprovals(object, old)
      stampConditions(object, old, timestamp)
    },
    approval: (object, old, { timestamp }) => stampConditions(object, old, timestamp),
  },
  validate: validateRequest,
  validateUpdate: validateRequestUpdate,
  validateStatusUpdate,
  validateSubresource: { approval: validateApprovalUpdate },
  selectableFields: { 'spec.signerName': ({ spec }) => spec.signerName ?? '' },
  columns: [
    age,
    { name: 'SignerName', cell: ({ spec }) => spec.signerName || '<none>' },
    { name: 'Requestor', cell: ({ spec }) => spec.username ?? '' },
    {
      name: 'RequestedDuration',
      cell: ({ spec }) => (spec.expirationSeconds === undefined ? '<none>' : humanDuration(spec.expirationSeconds * 1000)),
    },
    { name: 'Condition', cell: conditionText },
  ],
})

/** Who asks is what the server knows, whatever the object says. */
function noteRequester(object: Request, { user }: RegistryContext): void {
  const { username: _, uid: __, groups: ___, extra: ____, ...asked } = object.spec ?? {}
  object.spec = {
    ...asked,
    username: user.username,
    ...(user.uid ? { uid: user.uid } : {}),
    ...(user.groups.length > 0 ? { groups: [...user.groups] } : {}),
    ...(user.extra && Object.keys(user.extra).length > 0
      ? { extra: Object.fromEntries(Object.entries(user.extra).map(([key, values]) => [key, [...values]])) }
      : {}),
  }
}

/** `Pending`, `Approved,Issued`, `Denied`, `Approved,Failed` */
function conditionText({ status }: Request): string {
  const has = (type: string): boolean => status?.conditions?.some((condition) => condition.type === type) ?? false
  const decision = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending'
  return `${decision}${has('Failed') ? ',Failed' : ''}${status?.certificate ? ',Issued' : ''}`
}
