/** openssl x509: what is in a certificate. -text is shorter than the real one, which also shows keys and signatures in full. */
import { X509Certificate } from 'node:crypto'
import { pem } from '../../server/pki/der.ts'
import { has, OpensslError, optionParser, readInput, type Subcommand, writeOutput } from './subcommand.ts'

export const x509: Subcommand = {
  name: 'x509',
  parse: optionParser('x509', ['in', 'out'], ['noout', 'subject', 'issuer', 'dates', 'startdate', 'enddate', 'serial', 'text', 'fingerprint', 'sha256']),
  async run(options, world) {
    const certificate = read(await readInput(options, world, 'certificate'))
    for (const option of options.order) world.io.stdout(shown(certificate, option))
    if (!has(options, 'noout')) writeOutput(options, world, pem('CERTIFICATE', certificate.raw))
  },
}

function read(text: string): X509Certificate {
  try {
    return new X509Certificate(text)
  } catch {
    throw new OpensslError('Unable to load certificate')
  }
}

/** Node puts each part in a line of its own. */
const inLine = (name: string): string => name.split('\n').join(', ')

function shown(certificate: X509Certificate, option: string): string {
  switch (option) {
    case 'subject':
      return `subject=${inLine(certificate.subject)}\n`
    case 'issuer':
      return `issuer=${inLine(certificate.issuer)}\n`
    case 'dates':
      return shown(certificate, 'startdate') + shown(certificate, 'enddate')
    case 'startdate':
      return `notBefore=${certificate.validFrom}\n`
    case 'enddate':
      return `notAfter=${certificate.validTo}\n`
    case 'serial':
      return `serial=${certificate.serialNumber}\n`
    case 'fingerprint':
      return `sha256 Fingerprint=${certificate.fingerprint256}\n`
    case 'text':
      return text(certificate)
    default:
      return ''
  }
}

const usages: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.3.1': 'TLS Web Server Authentication',
  '1.3.6.1.5.5.7.3.2': 'TLS Web Client Authentication',
}

function text(certificate: X509Certificate): string {
  const { subject, issuer, validFrom, validTo, serialNumber, publicKey, keyUsage, subjectAltName, ca } = certificate
  const extension = (name: string, value: string): string[] => [`            ${name}`, `                ${value}`]
  return [
    'Certificate:',
    '    Data:',
    '        Version: 3 (0x2)',
    `        Serial Number: ${BigInt(`0x${serialNumber}`)} (0x${serialNumber.toLowerCase().replace(/^0+/, '')})`,
    `        Issuer: ${inLine(issuer)}`,
    '        Validity',
    `            Not Before: ${validFrom}`,
    `            Not After : ${validTo}`,
    `        Subject: ${inLine(subject)}`,
    '        Subject Public Key Info:',
    `            Public Key Algorithm: ${publicKey.asymmetricKeyType}`,
    '        X509v3 extensions:',
    ...(keyUsage ? extension('X509v3 Extended Key Usage: ', keyUsage.map((id) => usages[id] ?? id).join(', ')) : []),
    ...extension('X509v3 Basic Constraints: critical', `CA:${ca ? 'TRUE' : 'FALSE'}`),
    ...(subjectAltName ? extension('X509v3 Subject Alternative Name: ', subjectAltName) : []),
    '',
  ].join('\n')
}
