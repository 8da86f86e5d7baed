/** What can be wrong with an expression: before it runs (an issue, with its place in the text) and while it runs. */

export interface Issue {
  /** Characters from the start of the expression. */
  readonly at: number
  readonly message: string
}

/** An error that evaluation came upon; `&&`, `||` and the macros may get over it. */
export class EvaluationError extends Error {}

/** The expression cost more than it may. Nothing gets over that. */
export class CostExceeded extends Error {
  constructor() {
    super('operation cancelled: actual cost limit exceeded')
  }
}

export const noSuchOverload = (): EvaluationError => new EvaluationError('no such overload')

/** `ERROR: <input>:1:5: undefined field 'foo'`, the line, and a mark under the place. */
export const formatIssues = (source: string, issues: readonly Issue[]): string =>
  [...issues]
    .map((issue) => ({ ...issue, ...placeOf(source, issue.at) }))
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .map(({ line, column, text, message }) => `ERROR: <input>:${line}:${column + 1}: ${message}\n | ${text}\n | ${'.'.repeat(column)}^`)
    .join('\n')

/** Columns count characters, not UTF-16 units. */
function placeOf(source: string, at: number): { line: number; column: number; text: string } {
  const before = source.slice(0, at)
  const line = before.split('\n').length
  const start = before.lastIndexOf('\n') + 1
  const text = (source.split('\n')[line - 1] as string).replaceAll('\t', ' ')
  return { line, column: [...source.slice(start, at)].length, text }
}
