/** A template, parsed. `at` is the offset that Go names in its errors, `text` what it shows. */
import type { GoNumber } from './values.ts'

export type Operand =
  | { readonly type: 'dot' | 'nil'; readonly at: number; readonly text: string }
  | { readonly type: 'constant'; readonly value: boolean | string | GoNumber; readonly at: number; readonly text: string }
  | { readonly type: 'field'; readonly fields: readonly string[]; readonly at: number; readonly text: string }
  | { readonly type: 'variable'; readonly name: string; readonly fields: readonly string[]; readonly at: number; readonly text: string }
  | { readonly type: 'function'; readonly name: string; readonly at: number; readonly text: string }
  | { readonly type: 'chain'; readonly of: Operand; readonly fields: readonly string[]; readonly at: number; readonly text: string }
  | { readonly type: 'pipe'; readonly pipe: Pipe; readonly at: number; readonly text: string }

export interface Command {
  readonly args: readonly Operand[]
  readonly text: string
  readonly at: number
}

export interface Pipe {
  readonly variables: readonly string[]
  /** `=` rather than `:=`. */
  readonly assigns: boolean
  readonly commands: readonly Command[]
  readonly at: number
  readonly text: string
}

export type Node =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'action'; readonly pipe: Pipe }
  | { readonly type: 'if' | 'with' | 'range'; readonly pipe: Pipe; readonly then: readonly Node[]; readonly otherwise: readonly Node[] }
  | { readonly type: 'template'; readonly name: string; readonly pipe?: Pipe; readonly at: number; readonly text: string }
  | { readonly type: 'break' | 'continue' }

export interface Template {
  readonly text: string
  readonly root: readonly Node[]
  /** By `{{define}}` and `{{block}}`. */
  readonly defined: ReadonlyMap<string, readonly Node[]>
}

/** The message is Go's, `template: output:1: …`. */
export class TemplateError extends Error {}
