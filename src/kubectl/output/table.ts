/** The tables of `kubectl get`: columns that the server chose, lined up, with what the flags add. Models cli-runtime tableprinter.go. */
import { humanDuration } from '../../api/duration.ts'
import type { AnyObject } from '../../api/object.ts'
import { timeOf } from '../../api/time.ts'
import type { Status } from '../../api/types.ts'
import { goPrint } from './go-value.ts'
import { itemsOf, type Printable, type Printer } from './printer.ts'
import { TabWriter } from './tab-writer.ts'
import { cellText } from './terminal.ts'

export interface TableColumn {
  readonly name: string
  readonly type: string
  readonly format?: string
  readonly description?: string
  readonly priority?: number
}

interface TableRow {
  readonly cells: readonly unknown[]
  readonly conditions?: readonly unknown[]
  /** PartialObjectMetadata, or with includeObject=Object the object. */
  readonly object?: { readonly metadata?: { readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> } } & Record<string, any>
}

/** meta.k8s.io/v1 Table, as the server sends it. */
export interface Table {
  readonly apiVersion: string
  readonly kind: 'Table'
  readonly metadata?: Record<string, any>
  readonly columnDefinitions: readonly TableColumn[]
  readonly rows: readonly TableRow[]
}

export const isTable = (object: unknown): object is Table =>
  typeof object === 'object' && object !== null && (object as Table).kind === 'Table' && Array.isArray((object as Table).columnDefinitions ?? [])

export interface TableOptions {
  readonly noHeaders?: boolean
  readonly wide?: boolean
  readonly showLabels?: boolean
  readonly columnLabels?: readonly string[]
  readonly withNamespace?: boolean
  /** `deployment.apps`: put before names, with a slash. */
  readonly withKind?: string
  /** Milliseconds since the epoch, for ages of objects that came without a Table. */
  readonly now: number
}

/** Prints Tables as they are, other objects as NAME and AGE. Lines come out of flush(). */
export class TablePrinter implements Printer {
  private readonly writer = new TabWriter()
  private columns: readonly TableColumn[] | undefined
  private printedHeaders = false

  constructor(private readonly options: TableOptions) {}

  print(object: Printable, event?: string): string {
    const table = isTable(object) ? object : tableOf(object, this.options.now)
    const sent = table.columnDefinitions ?? []
    const same = sent.length === 0 || sameColumns(sent, this.columns)
    const columns = sent.length === 0 ? (this.columns ?? []) : sent
    const headers = !(this.options.noHeaders || (this.printedHeaders && same))
    if (!same) this.printedHeaders = false
    this.columns = columns
    if (table.rows.length > 0) this.printedHeaders = true
    this.write(this.decorated({ ...table, columnDefinitions: columns }, event), headers)
    return ''
  }

  flush(): string {
    return this.writer.flush()
  }

  private write({ columns, rows }: Decorated, headers: boolean): void {
    if (rows.length === 0) return
    const visible = columns.flatMap((column, i) => (this.options.wide || !column.priority ? [i] : []))
    if (headers) this.writer.write(`${visible.map((i) => columns[i]!.name.toUpperCase()).join('\t')}\n`)
    for (const row of rows)
      this.writer.write(
        `${visible
          .filter((i) => i < row.length)
          .map((i) => cell(row[i]))
          .join('\t')}\n`,
      )
  }

  private decorated(table: Table, event: string | undefined): Decorated {
    const { columnLabels = [], showLabels, withNamespace, withKind } = this.options
    const added = (name: string): TableColumn => ({ name, type: 'string' })
    const nameColumn = withKind ? table.columnDefinitions.findIndex((column) => column.format === 'name' && column.type === 'string') : -1
    return {
      columns: [
        ...(event === undefined ? [] : [added('Event')]),
        ...(withNamespace ? [added('Namespace')] : []),
        ...table.columnDefinitions,
        ...columnLabels.map((label) => added(label.split('/').at(-1)!)),
        ...(showLabels ? [added('Labels')] : []),
      ],
      rows: table.rows.map(({ cells, object }) => {
        const labels = object?.metadata?.labels ?? {}
        return [
          ...(event === undefined ? [] : [eventNames[event] ?? event]),
          ...(withNamespace ? [object?.metadata?.namespace ?? ''] : []),
          ...table.columnDefinitions.map((_, i) => (i === nameColumn ? `${withKind!.toLowerCase()}/${goPrint(cells[i])}` : cells[i])),
          ...columnLabels.map((label) => labels[label] ?? ''),
          ...(showLabels ? [labelsText(labels)] : []),
        ]
      }),
    }
  }
}

interface Decorated {
  readonly columns: readonly TableColumn[]
  readonly rows: readonly (readonly unknown[])[]
}

const eventNames: Record<string, string> = { ADDED: 'ADDED   ', MODIFIED: 'MODIFIED', DELETED: 'DELETED ', ERROR: 'ERROR   ' }

const cell = (value: unknown): string => (value === null || value === undefined ? '' : cellText(goPrint(value)))

/** `a=1,b=2`, `<none>` */
export const labelsText = (labels: Readonly<Record<string, string>> | undefined): string =>
  Object.keys(labels ?? {})
    .sort()
    .map((key) => `${key}=${labels![key]}`)
    .join(',') || '<none>'

const sameColumns = (a: readonly TableColumn[], b: readonly TableColumn[] | undefined): boolean =>
  b !== undefined && a.length === b.length && a.every((column, i) => JSON.stringify(column) === JSON.stringify(b[i]))

/** What kubectl makes of objects for which the server sent no Table. */
function tableOf(object: Printable, now: number): Table {
  const head = { apiVersion: 'meta.k8s.io/v1', kind: 'Table' } as const
  const column = (name: string): TableColumn => ({ name, type: 'string', ...(name === 'Name' ? { format: 'name' } : {}) })
  if (object.kind === 'Status') {
    const { status, reason, message } = object as unknown as Status
    return { ...head, columnDefinitions: ['Status', 'Reason', 'Message'].map(column), rows: [{ cells: [status, reason, message] }] }
  }
  const rows = itemsOf(object).map((item) => ({ cells: [item.metadata.name, age(item, now)], object: item }))
  return { ...head, columnDefinitions: ['Name', 'Age'].map(column), rows }
}

function age(object: AnyObject, now: number): string {
  const created = timeOf(object.metadata.creationTimestamp)
  return created === undefined ? '<unknown>' : humanDuration(now - created)
}
