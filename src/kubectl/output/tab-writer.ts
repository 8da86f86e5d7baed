/** Lines up cells between tabs, as kubectl's tables are. Models liggitt/tabwriter with kubectl's settings: at least 6 wide, 3 apart. */

const leastWidth = 6
const padding = 3

interface Cell {
  readonly text: string
  readonly width: number
}

export class TabWriter {
  private pending = ''
  /** Widths reached so far by each column; they outlive a flush, so that a watch stays in line. */
  private remembered: number[] = []

  write(text: string): void {
    this.pending += text
  }

  /** All lines written since the last flush, lined up. */
  flush(): string {
    if (this.pending === '') return ''
    const ended = this.pending.endsWith('\n')
    const lines = (ended ? this.pending.slice(0, -1) : this.pending).split('\n').map(cellsOf)
    this.pending = ''
    return this.block(lines, []).join('\n') + (ended ? '\n' : '')
  }

  /** Lines that share the widths of their first columns. A column ends where a line has no cell in it; the last cell of a line is in none. */
  private block(lines: readonly Cell[][], widths: readonly number[]): string[] {
    const column = widths.length
    const written: string[] = []
    let from = 0
    while (from < lines.length) {
      let to = from
      while (to < lines.length && column < lines[to]!.length - 1) to++
      if (to === from) {
        written.push(lineText(lines[from]!, widths))
        from++
        continue
      }
      const width = this.columnWidth(lines.slice(from, to), column, widths)
      written.push(...this.block(lines.slice(from, to), [...widths, width]))
      from = to
    }
    return written
  }

  private columnWidth(lines: readonly Cell[][], column: number, widths: readonly number[]): number {
    const widest = Math.max(leastWidth, ...lines.map((line) => line[column]!.width + padding))
    while (this.remembered.length < column) this.remembered.push(widths[this.remembered.length]!)
    const width = Math.max(widest, this.remembered[column] ?? 0)
    this.remembered[column] = width
    return width
  }
}

const cellsOf = (line: string): Cell[] => line.split('\t').map((text) => ({ text, width: [...text].length }))

const lineText = (cells: readonly Cell[], widths: readonly number[]): string =>
  cells.map(({ text, width }, i) => (i < widths.length ? text + ' '.repeat(Math.max(0, widths[i]! - width)) : text)).join('')
