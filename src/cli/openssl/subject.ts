/** Names of certificates as openssl takes them (`/CN=jane/O=dev`) and shows them (`CN=jane, O=dev`). */
import type { NameParts } from '../../server/pki/request.ts'
import { OpensslError } from './subcommand.ts'

const oids: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  commonName: '2.5.4.3',
  O: '2.5.4.10',
  organizationName: '2.5.4.10',
  OU: '2.5.4.11',
  C: '2.5.4.6',
  ST: '2.5.4.8',
  L: '2.5.4.7',
  street: '2.5.4.9',
  postalCode: '2.5.4.17',
  serialNumber: '2.5.4.5',
  emailAddress: '1.2.840.113549.1.9.1',
}

/** What it says of parts that it leaves out goes to `warn`. @throws OpensslError */
export function parseSubject(text: string, warn: (line: string) => void): NameParts {
  const wrong = new OpensslError(
    `req: subject name is expected to be in the format /type0=value0/type1=value1/type2=... where characters may be escaped by \\. This name is not in that format: '${text}'`,
  )
  if (!text.startsWith('/')) throw wrong
  const parts: [string, string][] = []
  for (const part of text.slice(1).match(/(?:\\.|[^\\/])+/g) ?? []) {
    const at = part.indexOf('=')
    if (at < 0) throw wrong
    const [type, value] = [part.slice(0, at), part.slice(at + 1).replace(/\\(.)/g, '$1')]
    const id = oids[type]
    if (id === undefined) warn(`req: Skipping unknown subject name attribute "${type}"`)
    else if (value === '') warn(`req: No value provided for subject name attribute "${type}", skipped`)
    else parts.push([id, value])
  }
  return parts
}

export function showName(parts: NameParts): string {
  const shortName = (id: string): string => Object.entries(oids).find(([, other]) => other === id)?.[0] ?? id
  return parts.map(([id, value]) => `${shortName(id)}=${/[,+"\\<>;]/.test(value) ? JSON.stringify(value) : value}`).join(', ')
}
