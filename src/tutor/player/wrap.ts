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

/** Paragraphs and items of a list in which a line does not fit become one line, to be broken anew; the rest stays as it was written. */
export function reflowed(text: string, width: number): string {
  const blocks: string[][] = []
  for (const line of text.split('\n')) {
    const block = blocks.at(-1)
    if (block && goesOn(line, block)) block.push(line)
    else blocks.push([line])
  }
  return blocks
    .map((lines) => (lines.every((line) => shownLength(line) <= width) ? lines.join('\n') : lines.map((line, i) => (i === 0 ? line : line.trim())).join(' ')))
    .join('\n')
}

const item = /^(?:- |\d+\. )/

/** Prose goes on at the margin, an item of a list two or three blanks behind it. */
function goesOn(line: string, [first = '']: readonly string[]): boolean {
  if (line === '' || first === '' || item.test(line)) return false
  return item.test(first) ? /^ {2,3}\S/.test(line) : /^\S/.test(line) && /^\S/.test(first)
}
