/** How many bytes questions and answers are on the wire. CoreDNS does not compress names unless it has to. */
import type { DnsRecord } from '../../node/network/dns.ts'
import type { Question, Reply } from './plugin.ts'

const header = 12
const ednsOption = 11
/** A pointer to a name that stands before. */
const pointer = 2

const nameSize = (name: string): number => (name === '' || name === '.' ? 1 : name.replace(/\.$/, '').length + 2)

export const querySize = ({ name, bufsize }: Question): number => header + nameSize(name) + 4 + (bufsize === undefined ? 0 : ednsOption)

export const replySize = (question: Question, { answer, authority = [] }: Reply): number =>
  querySize(question) + [...answer, ...authority].reduce((sum, record) => sum + recordSize(record, nameSize(record.name)), 0)

/** Type, class, TTL and the length of the data are ten bytes. */
const recordSize = (record: DnsRecord, name: number): number => name + 10 + dataSize(record)

function dataSize({ type, data }: DnsRecord): number {
  const [first = '', second = '', , target = ''] = data.split(' ')
  if (type === 'A') return 4
  if (type === 'AAAA') return 16
  if (type === 'SRV') return 6 + nameSize(target)
  if (type === 'SOA') return nameSize(first) + nameSize(second) + 20
  return type === 'TXT' ? data.length : nameSize(data)
}

/** The size of what is sent where not more than so much may be. */
export const fittingSize = (size: number, limit: number | undefined): number => Math.min(size, limit ?? size)

/** As many records as fit in an answer of `limit` bytes, with compressed names. */
export function fitting(question: Question, reply: Reply, limit: number): { readonly records: readonly DnsRecord[]; readonly truncated: boolean } {
  if (replySize(question, reply) <= limit) return { records: reply.answer, truncated: false }
  let size = querySize(question)
  const records: DnsRecord[] = []
  for (const record of reply.answer) {
    size += recordSize(record, pointer)
    if (size > limit) return { records, truncated: true }
    records.push(record)
  }
  return { records, truncated: false }
}
