/** A JSONPath template, parsed. */

export type PathNode =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'slice'; readonly start?: number; readonly end?: number; readonly step?: number /** `[-1]`: the end is implied. */; readonly one: boolean }
  | { readonly type: 'filter'; readonly left: readonly PathNode[]; readonly operator: string; readonly right: readonly PathNode[] }
  | { readonly type: 'literal'; readonly value: number | boolean; readonly float: boolean }
  | { readonly type: 'wildcard' }
  | { readonly type: 'recursive' }
  | { readonly type: 'union'; readonly lists: readonly (readonly PathNode[])[] }
  | { readonly type: 'identifier'; readonly name: string }

/** A text between actions, or what stands between two braces. */
export type TemplatePart = { readonly type: 'text'; readonly text: string } | { readonly type: 'action'; readonly nodes: readonly PathNode[] }

/** The message is client-go's, without what kubectl puts before it. */
export class JsonPathError extends Error {}

/** A number written in the template remembers whether it had a point: Go compares whole numbers with whole numbers only. */
export class Literal {
  constructor(
    readonly value: number | boolean,
    readonly float: boolean,
  ) {}
}
