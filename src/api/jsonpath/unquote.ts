/** A quoted text with Go's escapes, in double or single quotes; undefined if it breaks the rules. */
export function unquote(quoted: string): string | undefined {
  const quote = quoted[0]
  const inner = quoted.slice(1, -1)
  let text = ''
  let at = 0
  while (at < inner.length) {
    const char = inner[at]!
    if (char === quote) return undefined
    if (char !== '\\') {
      text += char
      at++
      continue
    }
    const escaped = readEscape(inner.slice(at + 1), quote!)
    if (!escaped) return undefined
    text += escaped.char
    at += 1 + escaped.length
  }
  return text
}

const single: Record<string, string> = { a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\u000b', '\\': '\\' }

function readEscape(rest: string, quote: string): { char: string; length: number } | undefined {
  const first = rest[0]
  if (first === undefined) return undefined
  const plain = single[first]
  if (plain !== undefined) return { char: plain, length: 1 }
  if (first === quote) return { char: quote, length: 1 }
  const code = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2}))/.exec(rest)
  if (!code) return undefined
  const value = code[4] !== undefined ? Number.parseInt(code[4], 8) : Number.parseInt((code[1] ?? code[2] ?? code[3])!, 16)
  return value > 0x10ffff ? undefined : { char: String.fromCodePoint(value), length: code[0].length }
}
