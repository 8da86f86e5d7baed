/**
 * Lines up columns as Go's text/tabwriter does (cells end in a tab, neighbouring lines that have a cell share its width),
 * in the variant that remembers widths from one flush to the next, so that rows which come later stay in line.
 * Settings are kubectl's: at least 6 wide, 3 blanks between.
 */
const minWidth = 6
const padding = 3

export class TabWriter {
  #lines: string[][] = [[]]
  #remembered: number[] = []
  #text = ''

  constructor(
    readonly out: (text: string) => void,
    readonly settings: { readonly minWidth: number; readonly padding: number; readonly remember?: boolean } = { minWidth, padding, remember: true },
  ) {}

  /** Takes text; cells end in a tab, lines in a newline. */
  write(text: string): void {
    for (const [i, line] of text.split('\n').entries()) {
      if (i > 0) this.#lines.push([])
      const cells = this.#lines.at(-1) as string[]
      for (const [j, cell] of line.split('\t').entries()) {
        if (j > 0 || cells.length === 0) cells.push(cell)
        else cells[cells.length - 1] += cell
      }
    }
  }

  flush(): void {
    this.#format([], 0, this.#lines.length)
    this.#lines = [[]]
    if (this.#text !== '') this.out(this.#text)
    this.#text = ''
  }

  /** Forgets the widths of earlier flushes: another table begins. */
  forget(): void {
    this.#remembered = []
  }

  #format(widths: readonly number[], from: number, to: number): void {
    const column = widths.length
    const has = (line: number): boolean => column < (this.#lines[line] as string[]).length - 1
    let start = from
    for (let line = from; line < to; line++) {
      if (!has(line)) continue
      this.#print(widths, start, line)
      start = line
      let width = Math.max(this.settings.minWidth, this.#remembered[column] ?? 0)
      for (; line < to && has(line); line++) width = Math.max(width, widthOf((this.#lines[line] as string[])[column] as string) + this.settings.padding)
      if (this.settings.remember) this.#remembered[column] = width
      this.#format([...widths, width], start, line)
      start = line
      line--
    }
    this.#print(widths, start, to)
  }

  #print(widths: readonly number[], from: number, to: number): void {
    for (let line = from; line < to; line++) {
      const cells = this.#lines[line] as string[]
      this.#text += cells.map((cell, i) => (i < widths.length ? cell + ' '.repeat(Math.max(0, (widths[i] as number) - widthOf(cell))) : cell)).join('')
      if (line < this.#lines.length - 1) this.#text += '\n'
    }
  }
}

const widthOf = (text: string): number => [...text].length
