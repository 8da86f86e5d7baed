/** The text of a description: lines at some depth, their cells lined up with Go's tabwriter (0, 8, 2, ' ', 0). */
import { TabWriter } from '../output/tab-writer.ts'
import { escapeTerminal } from '../output/terminal.ts'

export class Description {
  private done = ''

  constructor(
    private readonly writer = new TabWriter({ leastWidth: 0, padding: 2, remembers: false }),
    /** Stands before whatever is written. */
    private readonly prefix = '',
  ) {}

  /** The same, so many levels deeper: for a description within another. */
  nested(level: number): Description {
    return new Description(this.writer, this.prefix + '  '.repeat(level))
  }

  /** Text as it is, two spaces per level before it. */
  write(level: number, text: string): void {
    this.writer.write(escapeTerminal(this.prefix + '  '.repeat(level) + text))
  }

  /** `Name:  value` */
  field(level: number, name: string, value: unknown): void {
    this.write(level, `${name}:\t${value}\n`)
  }

  /** A line of several cells. */
  row(level: number, ...cells: readonly unknown[]): void {
    this.write(level, `${cells.join('\t')}\n`)
  }

  /** What follows is lined up by itself. */
  flush(): void {
    this.done += this.writer.flush()
  }

  text(): string {
    this.flush()
    return this.done
  }
}
