/** How many bytes questions and answers are on the wire. CoreDNS does not compress names unless it has to. */
import type { DnsRecord } from './dns.ts'

/** A question; `bufsize` is what the client says that it takes over UDP, by EDNS. */
interface Asked {
  readonly name: string
  readonly bufsize?: number
}

const header = 12
const ednsOption = 11
/** A pointer to a name that stands before. */
const pointer = 2

const nameSize = (name: string): number => (name === '' || name === '.' ? 1 : name.replace(/\.$/, '').length + 2)

export const querySize = ({ name, bufsize }: Asked): number => header + nameSize(name) + 4 + (bufsize === undefined ? 0 : ednsOption)

export const replySize = (question: Asked, records: readonly DnsRecord[]): number =>
  querySize(question) + records.reduce((sum, record) => sum + recordSize(record, nameSize(record.name)), 0)

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

/** As many of the answer's records as fit into `limit` bytes, with compressed names where it must be. */
export function fitting(question: Asked, answer: readonly DnsRecord[], authority: readonly DnsRecord[], limit: number) {
  if (replySize(question, [...answer, ...authority]) <= limit) return { records: answer, truncated: false }
  let size = querySize(question)
  const records: DnsRecord[] = []
  for (const record of answer) {
    size += recordSize(record, pointer)
    if (size > limit) return { records, truncated: true }
    records.push(record)
  }
  return { records, truncated: false }
}
