/** Prose as `explain` wrapped it before OpenAPI v3: lines of a list and after a colon stay apart, code stays as it is. Models kubectl pkg/explain/formatter.go. */

/** Each line after `indent` spaces and none longer than `width` with them, unless a word is; ends with a line break, empty for no text. */
export function wrapped(text: string, indent: number, width: number): string {
  return linesOf(text, width - indent)
    .map((line) => (line === '' ? '\n' : `${' '.repeat(indent)}${line}\n`))
    .join('')
}

function linesOf(text: string, limit: number): string[] {
  const lines: string[] = []
  let words: string[] = []
  let last = ''
  const flush = (): void => {
    if (words.length === 0) return
    last = ''
    lines.push(words.join(' '))
    words = []
  }
  for (const part of text.split('\n')) {
    if (part.startsWith('    ')) {
      flush()
      lines.push(part)
      continue
    }
    if (lines.length > 0 && part.trim() === '') {
      flush()
      lines.push('')
      continue
    }
    if (last.endsWith(':') || part.trim() === '' || /^(\d+\.?|-|\*)\s/.test(part.trim())) flush()
    for (const word of part.split(/\s+/).filter((each) => each !== '')) {
      last = word
      if (words.length > 0 && bytes([...words, word].join(' ')) > limit) flush()
      words.push(word)
    }
  }
  flush()
  return lines
}

const bytes = (text: string): number => new TextEncoder().encode(text).length
