/** Lines up cells between tabs, as kubectl's tables and descriptions are. Models liggitt/tabwriter and Go's text/tabwriter. */

export interface TabSettings {
  readonly leastWidth: number
  /** Between the widest cell of a column and the next column. */
  readonly padding: number
  /** Widths outlive a flush, so that a watch stays in line (liggitt/tabwriter). */
  readonly remembers: boolean
}

const tableSettings: TabSettings = { leastWidth: 6, padding: 3, remembers: true }

interface Cell {
  readonly text: string
  readonly width: number
}

export class TabWriter {
  private pending = ''
  /** Widths reached so far by each column. */
  private remembered: number[] = []

  /** With the settings of kubectl's tables, unless told. */
  constructor(private readonly settings: TabSettings = tableSettings) {}

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
    const { leastWidth, padding, remembers } = this.settings
    const widest = Math.max(leastWidth, ...lines.map((line) => line[column]!.width + padding))
    if (!remembers) return widest
    while (this.remembered.length < column) this.remembered.push(widths[this.remembered.length]!)
    const width = Math.max(widest, this.remembered[column] ?? 0)
    this.remembered[column] = width
    return width
  }
}

const cellsOf = (line: string): Cell[] => line.split('\t').map((text) => ({ text, width: [...text].length }))

const lineText = (cells: readonly Cell[], widths: readonly number[]): string =>
  cells.map(({ text, width }, i) => (i < widths.length ? text + ' '.repeat(Math.max(0, widths[i]! - width)) : text)).join('')
