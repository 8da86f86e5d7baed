/** Models pkg/apis/certificates/validation. */
import { isDns1123Label, isDns1123Subdomain } from '../../../../api/names.ts'
import { duplicate, type FieldError, forbiddenField, invalidValue, notSupported, required, tooLong } from '../../../../api/status.ts'
import type { CertificateSigningRequest } from '../../../../api/types.ts'
import { certificatesProblem } from '../../../../api/x509/certificate.ts'
import { RequestError } from '../../../../api/x509/certificate-request.ts'
import { textOfBytes } from '../../../../api/x509/pem.ts'
import type { RegistryContext } from '../../resource.ts'
import { conditionsOf } from './conditions.ts'

type Request = CertificateSigningRequest

const usages = [
  'signing',
  'digital signature',
  'content commitment',
  'key encipherment',
  'key agreement',
  'data encipherment',
  'cert sign',
  'crl sign',
  'encipher only',
  'decipher only',
  'any',
  'server auth',
  'client auth',
  'code signing',
  'email protection',
  's/mime',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'timestamping',
  'ocsp signing',
  'microsoft sgc',
  'netscape sgc',
]
const decisions = ['Approved', 'Denied']
const final = [...decisions, 'Failed']

export function validateRequest(object: Request, { pki }: RegistryContext): FieldError[] {
  const { spec } = object
  const asked = spec?.usages ?? []
  const seconds = spec?.expirationSeconds
  return [
    ...validatePem(spec?.request ?? '', (pem) => void pki.readRequest(pem)),
    ...(asked.length === 0 ? [required('spec.usages')] : []),
    ...asked.flatMap((usage, i) => (usages.includes(usage) ? [] : [notSupported(`spec.usages[${i}]`, usage, usages)])),
    ...asked.flatMap((usage, i) => (asked.indexOf(usage) < i ? [duplicate(`spec.usages[${i}]`, usage)] : [])),
    ...validateSigner(spec?.signerName ?? ''),
    ...(seconds !== undefined && seconds < 600
      ? [invalidValue('spec.expirationSeconds', seconds, 'may not specify a duration less than 600 seconds (10 minutes)')]
      : []),
    ...validateConditions(object),
  ]
}

function validatePem(base64: string, read: (pem: string) => void): FieldError[] {
  try {
    read(textOfBytes(base64))
    return []
  } catch (error) {
    if (error instanceof RequestError) return [invalidValue('spec.request', base64, error.message)]
    throw error
  }
}

const signer = 'spec.signerName'

function validateSigner(name: string): FieldError[] {
  if (name === '') return [required(signer)]
  if (name === 'kubernetes.io/legacy-unknown') return [invalidValue(signer, name, 'the legacy signerName is not allowed via this API version')]
  const [domain = '', path = '', ...more] = name.split('/')
  if (!name.includes('/') || more.length > 0)
    return [invalidValue(signer, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'")]
  return [
    ...(domain.length > 253 ? [tooLong(signer, 253)] : []),
    ...wrongLabel(domain, isDns1123Label),
    ...(domain.includes('.') ? [] : [invalidValue(signer, domain, 'should be a domain with at least two segments separated by dots')]),
    ...wrongLabel(path, isDns1123Subdomain),
    ...(name.length > 571 ? [tooLong(signer, 571)] : []),
  ]
}

/** What is wrong with the first label that is wrong. */
function wrongLabel(segment: string, check: (label: string) => readonly string[]): FieldError[] {
  for (const label of segment.split('.')) {
    const problems = check(label)
    if (problems.length > 0) return problems.map((problem) => invalidValue(signer, segment, `validating label ${JSON.stringify(label)}: ${problem}`))
  }
  return []
}

function validateConditions({ status }: Request): FieldError[] {
  const conditions = status?.conditions ?? []
  const before = (i: number, type: string): boolean => conditions.slice(0, i).some((condition) => condition.type === type)
  return conditions.flatMap(({ type, status: value }, i) => {
    const path = `status.conditions[${i}]`
    const allowed = final.includes(type) ? ['True'] : ['True', 'False', 'Unknown']
    const opposite = decisions.find((decision) => decision !== type && decisions.includes(type))
    return [
      ...(type ? [] : [required(`${path}.type`)]),
      ...(value ? [] : [required(`${path}.status`)]),
      ...(value && !allowed.includes(value) ? [notSupported(`${path}.status`, value, allowed)] : []),
      ...(opposite && before(i, opposite) ? [invalidValue(`${path}.type`, type, 'Approved and Denied conditions are mutually exclusive')] : []),
      ...(before(i, type) ? [duplicate(`${path}.type`, type)] : []),
    ]
  })
}

const removed = (object: Request, old: Request): FieldError[] =>
  final
    .filter((type) => conditionsOf(object, type).length < conditionsOf(old, type).length)
    .map((type) => forbiddenField('status.conditions', `updates may not remove a condition of type ${JSON.stringify(type)}`))

const decided = (object: Request, old: Request): FieldError[] =>
  decisions
    .filter((type) => conditionsOf(object, type).length > conditionsOf(old, type).length)
    .map((type) => forbiddenField('status.conditions', `updates may not add a condition of type ${JSON.stringify(type)}`))

export const validateRequestUpdate = (object: Request, old: Request): FieldError[] => [...removed(object, old), ...decided(object, old)]

export const validateApprovalUpdate = (object: Request, old: Request): FieldError[] => [...validateConditions(object), ...removed(object, old)]

export function validateStatusUpdate(object: Request, old: Request): FieldError[] {
  const [certificate = '', before = ''] = [object.status?.certificate, old.status?.certificate]
  const problem = certificate === before || certificate === '' ? undefined : certificatesProblem(textOfBytes(certificate))
  return [
    ...validateConditions(object),
    ...(problem === undefined ? [] : [invalidValue('status.certificate', '<certificate data>', problem)]),
    ...removed(object, old),
    ...decided(object, old),
    ...(before !== '' && certificate !== before ? [forbiddenField('status.certificate', 'updates may not modify existing certificate content')] : []),
  ]
}
