/** What can go wrong with a statement, before a server puts it into its own words. */
export type Problem =
  | { readonly what: 'syntax'; readonly near: string; readonly rest: string; readonly at: number }
  | { readonly what: 'no-table'; readonly name: string; readonly at?: number }
  | { readonly what: 'table-exists' | 'no-such-table-to-drop' | 'no-such-user' | 'user-exists' | 'database-in-use'; readonly name: string }
  | { readonly what: 'no-column'; readonly name: string; readonly table?: string; readonly clause: string; readonly hint?: string; readonly at?: number }
  | { readonly what: 'column-exists'; readonly name: string; readonly table: string }
  | { readonly what: 'no-database' | 'database-exists' | 'no-database-to-drop'; readonly name: string }
  | { readonly what: 'no-database-selected' }
  | { readonly what: 'not-null'; readonly column: string; readonly table: string; readonly row: string; readonly missing: boolean }
  | { readonly what: 'duplicate'; readonly constraint: string; readonly columns: string; readonly values: string; readonly table: string }
  | {
      readonly what: 'no-parent' | 'has-children'
      readonly constraint: string
      readonly table: string
      readonly other: string
      readonly columns: string
      readonly values: string
    }
  | { readonly what: 'depended-on'; readonly name: string; readonly constraint: string; readonly other: string }
  | { readonly what: 'no-function'; readonly name: string; readonly args: string; readonly at: number }
  | { readonly what: 'invalid-text'; readonly type: string; readonly text: string; readonly column?: string; readonly at?: number }
  | { readonly what: 'too-long'; readonly type: string; readonly column: string }
  | { readonly what: 'division-by-zero' }
  | { readonly what: 'expressions'; readonly more: boolean; readonly at: number }
  | { readonly what: 'not-grouped'; readonly name: string; readonly at: number }
  | { readonly what: 'no-operator'; readonly text: string; readonly at: number }
  | { readonly what: 'aborted' | 'more-than-one-row' | 'read-only' }
  | { readonly what: 'no-parameter'; readonly name: string }
  | { readonly what: 'denied'; readonly text: string }
  /** Real, and left out here. */
  | { readonly what: 'not-simulated'; readonly thing: string }

/** The problems that `what` can be. */
export type ProblemOf<What extends Problem['what']> = Problem extends infer One
  ? One extends { what: infer Name }
    ? What extends Name
      ? One
      : never
    : never
  : never

export class SqlError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.what)
  }
}
