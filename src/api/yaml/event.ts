/** What a YAML text is made of, in order, before anything is understood. Lines count from 0 within the document. */
export type YamlEvent =
  | { readonly type: 'scalar'; readonly value: string; readonly plain: boolean; readonly tag: string; readonly anchor: string; readonly line: number }
  | { readonly type: 'alias'; readonly anchor: string; readonly line: number }
  | { readonly type: 'mapping' | 'sequence'; readonly tag: string; readonly anchor: string; readonly line: number }
  | { readonly type: 'end'; readonly line: number }
