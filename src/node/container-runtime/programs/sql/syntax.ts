/** What SQL text means: the shapes that the parser makes and the engine runs. */

export type Value = null | number | string | boolean

/** How values of a column compare and print. */
export type Kind = 'integer' | 'numeric' | 'double' | 'text' | 'boolean' | 'timestamp' | 'date' | 'unknown'

export interface Type {
  readonly kind: Kind
  /** As the server names it: `character varying(30)`, `varchar(30)`. */
  readonly name: string
  /** Digits after the point of a numeric. */
  readonly scale?: number
}

/** `at` is where it begins in the statement's text, for error messages. */
export type Expression =
  /** `scale` are the digits after the point of a number that has one. */
  | { readonly kind: 'value'; readonly value: Value; readonly scale?: number; readonly at: number }
  | { readonly kind: 'column'; readonly table?: string; readonly name: string; readonly at: number }
  | { readonly kind: 'star'; readonly table?: string; readonly at: number }
  | { readonly kind: 'unary'; readonly operator: '-' | '+' | 'not'; readonly operand: Expression; readonly at: number }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression; readonly at: number }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[]; readonly distinct: boolean; readonly at: number }
  | { readonly kind: 'in'; readonly operand: Expression; readonly list: readonly Expression[] | Query; readonly not: boolean; readonly at: number }
  | { readonly kind: 'between'; readonly operand: Expression; readonly low: Expression; readonly high: Expression; readonly not: boolean; readonly at: number }
  | { readonly kind: 'is'; readonly operand: Expression; readonly what: null | boolean; readonly not: boolean; readonly at: number }
  | { readonly kind: 'like'; readonly operand: Expression; readonly pattern: Expression; readonly not: boolean; readonly anyCase: boolean; readonly at: number }
  | {
      readonly kind: 'case'
      readonly operand?: Expression
      readonly branches: readonly { readonly when: Expression; readonly result: Expression }[]
      readonly otherwise?: Expression
      readonly at: number
    }
  | { readonly kind: 'cast'; readonly operand: Expression; readonly type: Type; readonly at: number }
  | { readonly kind: 'exists' | 'query'; readonly query: Query; readonly at: number }
  | { readonly kind: 'variable'; readonly name: string; readonly at: number }

export interface Item {
  readonly expression: Expression
  readonly alias?: string
  /** The words as they were written, which is what MySQL calls a column without a name. */
  readonly text: string
}

export type Source =
  | { readonly kind: 'table'; readonly database?: string; readonly name: string; readonly alias?: string; readonly at: number }
  | { readonly kind: 'query'; readonly query: Query; readonly alias?: string; readonly columns?: readonly string[] }
  | { readonly kind: 'call'; readonly call: Expression & { kind: 'call' }; readonly alias?: string }
  | {
      readonly kind: 'join'
      readonly type: 'inner' | 'left' | 'right' | 'cross'
      readonly left: Source
      readonly right: Source
      readonly on?: Expression
      readonly using?: readonly string[]
    }

export interface Ordering {
  readonly expression: Expression
  readonly descending: boolean
}

export interface Select {
  readonly kind: 'select'
  readonly distinct: boolean
  readonly items: readonly Item[]
  readonly from?: Source
  readonly where?: Expression
  readonly groupBy: readonly Expression[]
  readonly having?: Expression
  readonly orderBy: readonly Ordering[]
  readonly limit?: Expression
  readonly offset?: Expression
  readonly union?: { readonly all: boolean; readonly query: Query }
}

export type Query = Select | { readonly kind: 'values'; readonly rows: readonly (readonly Expression[])[] }

export interface ColumnDefinition {
  readonly name: string
  readonly type: Type
  readonly notNull: boolean
  readonly primary: boolean
  readonly unique: boolean
  /** Counts up by itself: serial, auto_increment. */
  readonly counts: boolean
  readonly default?: Expression
  readonly defaultText?: string
  readonly references?: Reference
}

export interface Reference {
  readonly columns: readonly string[]
  readonly table: string
  readonly targets: readonly string[]
}

export interface TableName {
  readonly database?: string
  readonly name: string
  readonly at: number
}

export type Change =
  | { readonly kind: 'add'; readonly column: ColumnDefinition }
  | { readonly kind: 'drop' | 'rename'; readonly name: string; readonly to?: string; readonly at: number }
  | { readonly kind: 'rename-table'; readonly to: string }

export type Statement =
  | { readonly kind: 'query'; readonly query: Query }
  | {
      readonly kind: 'insert'
      readonly table: TableName
      readonly columns?: readonly { name: string; at: number }[]
      readonly query?: Query
      readonly onConflict?: 'nothing' | 'update'
      readonly set?: readonly Assignment[]
      readonly returning?: readonly Item[]
    }
  | {
      readonly kind: 'update'
      readonly table: TableName
      readonly set: readonly Assignment[]
      readonly where?: Expression
      readonly returning?: readonly Item[]
    }
  | { readonly kind: 'delete'; readonly table: TableName; readonly where?: Expression; readonly returning?: readonly Item[] }
  | {
      readonly kind: 'create-table'
      readonly table: TableName
      readonly ifNotExists: boolean
      readonly columns: readonly ColumnDefinition[]
      readonly primary?: readonly string[]
      readonly uniques: readonly (readonly string[])[]
      readonly references: readonly Reference[]
      readonly query?: Query
    }
  | {
      readonly kind: 'create-index'
      readonly table: TableName
      readonly name?: string
      readonly unique: boolean
      readonly columns: readonly string[]
      readonly exists: boolean
    }
  | { readonly kind: 'create-view'; readonly table: TableName; readonly replace: boolean; readonly query: Query; readonly text: string }
  | { readonly kind: 'alter-table'; readonly table: TableName; readonly changes: readonly Change[] }
  | {
      readonly kind: 'drop-table'
      readonly what: 'table' | 'view'
      readonly tables: readonly TableName[]
      readonly ifExists: boolean
      readonly cascade: boolean
    }
  | { readonly kind: 'truncate'; readonly tables: readonly TableName[] }
  | { readonly kind: 'create-database' | 'drop-database'; readonly name: string; readonly exists: boolean }
  | {
      readonly kind: 'create-user' | 'alter-user' | 'drop-user'
      readonly name: string
      readonly password?: string
      readonly exists: boolean
      readonly word: string
    }
  | { readonly kind: 'begin' | 'commit' | 'rollback' }
  | { readonly kind: 'use'; readonly name: string }
  | { readonly kind: 'show'; readonly words: readonly string[]; readonly like?: string }
  | { readonly kind: 'describe'; readonly table: TableName }
  /** Known and without effect here: `tag` is what the server answers. */
  | { readonly kind: 'accepted'; readonly tag: string }

export interface Assignment {
  readonly name: string
  readonly at: number
  readonly value: Expression
}
