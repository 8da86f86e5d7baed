/** Breaks lines between words, so that the bar before them stays whole. `Code` is not torn apart. */
export function wrap(line: string, width: number): string[] {
  if (shownLength(line) <= width) return [line]
  const indent = /^ */.exec(line)?.[0] ?? ''
  const lines: string[] = []
  let current = ''
  for (const word of words(line.trimStart())) {
    const longer = current === '' ? indent + word : `${current} ${word}`
    if (current !== '' && shownLength(longer) > width) {
      lines.push(current)
      current = indent + word
    } else current = longer
  }
  return [...lines, current]
}

/** Separated by blanks, but not by those inside of `code`. */
const words = (text: string): readonly string[] => text.match(/(?:`[^`]*`|[^\s`]|`)+/g) ?? []

/** Without the signs that only set words apart. */
const shownLength = (text: string): number => [...text.replace(/`([^`]+)`/g, '$1').replace(/\*\*([^*]+)\*\*/g, '$1')].length
