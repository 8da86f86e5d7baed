/** Breaks a line between words, so that the bar before it stays whole. `Code` is not torn apart. `taken`: columns of the first line that are not free. */
export function wrap(line: string, width: number, taken = 0): string[] {
  if (shownLength(line) + taken <= width) return [line]
  const indent = /^ */.exec(line)?.[0] ?? ''
  const lines: string[] = []
  let current = ''
  for (const word of words(line.trimStart())) {
    const longer = current === '' ? indent + word : `${current} ${word}`
    if (current !== '' && shownLength(longer) + (lines.length === 0 ? taken : 0) > width) {
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
