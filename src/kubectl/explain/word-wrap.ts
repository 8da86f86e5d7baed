/** Breaks lines between words where they would grow beyond a width. Models mitchellh/go-wordwrap. */
export function wordWrap(text: string, limit: number): string {
  let written = ''
  let current = 0
  let word = ''
  let space = ''
  const flush = (): void => {
    written += space + word
    current += space.length + [...word].length
    space = ''
    word = ''
  }
  for (const char of text) {
    if (char === '\n') {
      if (word !== '' || current + space.length <= limit) flush()
      space = ''
      written += '\n'
      current = 0
    } else if (/\s/.test(char) && char !== '\u00a0') {
      if (space === '' || word !== '') flush()
      space += char
    } else {
      word += char
      const length = [...word].length
      if (current + length + space.length > limit && length < limit) {
        written += '\n'
        current = 0
        space = ''
      }
    }
  }
  if (word !== '' || current + space.length <= limit) written += space + word
  return written
}

/** Puts blanks before every line. */
export const indent = (amount: number, text: string): string => {
  const blanks = ' '.repeat(amount)
  return blanks + text.replaceAll('\n', `\n${blanks}`)
}
