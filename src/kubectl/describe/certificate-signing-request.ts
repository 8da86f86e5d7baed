import { humanDuration } from '../../api/duration.ts'
import { certificateSigningRequests } from '../../api/kinds.ts'
import type { CertificateSigningRequest } from '../../api/types.ts'
import { type CertificateRequest, parseRequest, RequestError } from '../../api/x509/certificate-request.ts'
import { textOfBytes } from '../../api/x509/pem.ts'
import { CommandError } from '../errors.ts'
import { labelsText } from '../output/table.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'

/** What matters in a request stands inside of it: whose name the certificate will bear. */
export const certificateSigningRequest = defineDescriber({
  group: 'certificates.k8s.io',
  kind: 'CertificateSigningRequest',
  async describe(subject) {
    const found = await subject.read.get(certificateSigningRequests, '', subject.name)
    const events = await eventsOf(subject, found)
    const { metadata, spec } = found
    const request = requestIn(spec.request)
    const out = new Description()
    out.field(0, 'Name', metadata.name)
    out.field(0, 'Labels', labelsText(metadata.labels))
    out.field(0, 'Annotations', labelsText(metadata.annotations))
    out.field(0, 'CreationTimestamp', subject.times.point(metadata.creationTimestamp))
    out.field(0, 'Requesting User', spec.username ?? '')
    if (spec.signerName) out.field(0, 'Signer', spec.signerName)
    if (spec.expirationSeconds !== undefined) out.field(0, 'Requested Duration', humanDuration(spec.expirationSeconds * 1000))
    out.field(0, 'Status', decision(found))
    writeSubject(out, request)
    writeAlternatives(out, request)
    writeEvents(out, events, subject.times)
    return out.text()
  },
})

function requestIn(base64: string): CertificateRequest {
  try {
    return parseRequest(textOfBytes(base64))
  } catch (error) {
    if (error instanceof RequestError) throw new CommandError(`Error parsing CSR: ${error.message}`)
    throw error
  }
}

function decision({ status }: CertificateSigningRequest): string {
  const has = (type: string): boolean => status?.conditions?.some((condition) => condition.type === type) ?? false
  const text = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending'
  return `${text}${has('Failed') ? ',Failed' : ''}${status?.certificate ? ',Issued' : ''}`
}

function writeSubject(out: Description, { subject }: CertificateRequest): void {
  out.write(0, 'Subject:\n')
  out.field(0, '\tCommon Name', subject.commonName)
  out.field(0, '\tSerial Number', subject.serialNumber)
  writeList(out, 'Organization', subject.organizations)
  writeList(out, 'Organizational Unit', subject.organizationalUnits)
  writeList(out, 'Country', subject.countries)
  writeList(out, 'Locality', subject.localities)
  writeList(out, 'Province', subject.provinces)
  writeList(out, 'StreetAddress', subject.streetAddresses)
  writeList(out, 'PostalCode', subject.postalCodes)
}

function writeAlternatives(out: Description, { dnsNames, emailAddresses, uris, ipAddresses }: CertificateRequest): void {
  if (dnsNames.length + emailAddresses.length + uris.length + ipAddresses.length === 0) return
  out.write(0, 'Subject Alternative Names:\n')
  writeList(out, 'DNS Names', dnsNames)
  writeList(out, 'Email Addresses', emailAddresses)
  writeList(out, 'URIs', uris)
  writeList(out, 'IP Addresses', ipAddresses)
}

function writeList(out: Description, name: string, values: readonly string[]): void {
  if (values.length > 0) out.field(0, `\t${name}`, values.join('\n\t\t'))
}
