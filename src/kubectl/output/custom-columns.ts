/** `-o custom-columns=NAME:.metadata.name,…`: a table of one's own. Models kubectl pkg/cmd/get/customcolumn.go. */

import { JsonPath, JsonPathError, relaxedPath } from '../../api/jsonpath/jsonpath.ts'
import { CommandError } from '../errors.ts'
import { goPrint } from './go-value.ts'
import { itemsOf, type Printable, type Printer } from './printer.ts'
import { TabWriter } from './tab-writer.ts'
import { escapeTerminal } from './terminal.ts'

interface Column {
  readonly header: string
  readonly path: string
}

const column = (header: string, path: string): Column => ({ header, path: orFail(() => relaxedPath(path)) })

function orFail<T>(run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (error instanceof JsonPathError) throw new CommandError(error.message)
    throw error
  }
}

/** Columns from `HEADER:path,HEADER:path`. Throws CommandError. */
export const columnsFromSpec = (spec: string): Column[] =>
  spec.split(',').map((part) => {
    const colon = part.indexOf(':')
    if (colon === -1) throw new CommandError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`)
    return column(part.slice(0, colon), part.slice(colon + 1))
  })

/** Columns from a file: a line of headers and a line of paths. Throws CommandError. */
export function columnsFromTemplate(text: string): Column[] {
  const [first, second] = text === '' ? [] : text.replace(/\n$/, '').split('\n')
  const missing = (what: string): CommandError =>
    new CommandError(
      `invalid template, missing ${what} line. Expected format is one line of space separated headers, one line of space separated column specs.`,
    )
  if (first === undefined) throw missing('header')
  if (second === undefined) throw missing('spec')
  const headers = first.split(/\s+/).filter(Boolean)
  const paths = second.split(/\s+/).filter(Boolean)
  if (headers.length !== paths.length) throw new CommandError(`number of headers (${headers.length}) and field specifications (${paths.length}) don't match`)
  return headers.map((header, i) => column(header, paths[i]!))
}

/** Lines come out of flush(). */
export class CustomColumnsPrinter implements Printer {
  private readonly writer = new TabWriter()
  private headed = false

  constructor(
    private readonly columns: readonly Column[],
    private readonly options: { readonly noHeaders?: boolean } = {},
  ) {}

  print(object: Printable, event?: string): string {
    if (!this.options.noHeaders && !this.headed) this.writer.write(`${this.columns.map(({ header }) => header).join('\t')}\n`)
    this.headed = true
    const paths = this.columns.map(({ path }) => orFail(() => JsonPath.parse(path)))
    const rows = event === undefined ? itemsOf(object) : [{ type: event, object }]
    for (const row of rows) this.writer.write(`${paths.map((path) => cell(path, row)).join('\t')}\n`)
    return ''
  }

  flush(): string {
    return this.writer.flush()
  }
}

function cell(path: JsonPath, row: unknown): string {
  const found = orFail(() => path.find(row))
  const none = (found[0]?.length ?? 0) === 0 ? ['<none>'] : []
  return [...none, ...found.flat().map((value) => escapeTerminal(goPrint(value)))].join(',')
}
