/** A reply as redis-cli tells it apart. */
export type Reply =
  | { readonly kind: 'simple' | 'error' | 'bulk'; readonly text: string }
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'nil' }
  | { readonly kind: 'array'; readonly items: readonly Reply[] }

export const ok: Reply = { kind: 'simple', text: 'OK' }
export const nil: Reply = { kind: 'nil' }
export const bulk = (text: string | undefined): Reply => (text === undefined ? nil : { kind: 'bulk', text })
export const integer = (value: number): Reply => ({ kind: 'integer', value })
export const array = (items: readonly string[]): Reply => ({ kind: 'array', items: items.map(bulk) })
export const error = (text: string): Reply => ({ kind: 'error', text })

/** The reply as it stands on the wire (RESP). */
export function wireText(reply: Reply): string {
  switch (reply.kind) {
    case 'simple':
      return `+${reply.text}\r\n`
    case 'error':
      return `-${reply.text}\r\n`
    case 'integer':
      return `:${reply.value}\r\n`
    case 'nil':
      return '$-1\r\n'
    case 'bulk':
      return `$${new TextEncoder().encode(reply.text).length}\r\n${reply.text}\r\n`
    case 'array':
      return `*${reply.items.length}\r\n${reply.items.map(wireText).join('')}`
  }
}

/** Reads what wireText wrote. */
export function readReply(text: string): Reply {
  let at = 0
  const line = (): string => {
    const end = text.indexOf('\r\n', at)
    const found = text.slice(at, end)
    at = end + 2
    return found
  }
  const read = (): Reply => {
    const head = line()
    const rest = head.slice(1)
    if (head.startsWith('+')) return { kind: 'simple', text: rest }
    if (head.startsWith('-')) return { kind: 'error', text: rest }
    if (head.startsWith(':')) return integer(Number(rest))
    if (head.startsWith('*')) return { kind: 'array', items: Array.from({ length: Number(rest) }, read) }
    if (rest === '-1') return nil
    let content = ''
    while (new TextEncoder().encode(content).length < Number(rest)) content += text[at++]
    at += 2
    return bulk(content)
  }
  return read()
}

export const splitWords = (line: string): string[] => (line.match(/"(?:\\.|[^"])*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^(["'])(.*)\1$/s, '$2'))
