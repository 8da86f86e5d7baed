/** The shape of a parsed shell script. Models the grammar of POSIX.1-2017, chapter 2 of Shell & Utilities. */

export type Word = readonly WordPart[]

export type WordPart =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'parameter'; readonly name: string; readonly operator?: string; readonly word?: Word; readonly quoted: boolean }
  | { readonly kind: 'command'; readonly script: Script; readonly quoted: boolean }
  | { readonly kind: 'arithmetic'; readonly word: Word; readonly quoted: boolean }

export interface Redirection {
  readonly fd: number
  readonly operator: '<' | '>' | '>>' | '>|' | '<>' | '<&' | '>&' | '<<' | '<<<'
  readonly target: Word
}

export interface Assignment {
  readonly name: string
  readonly value: Word
  readonly append: boolean
}

export type Command =
  | {
      readonly kind: 'simple'
      readonly assignments: readonly Assignment[]
      readonly words: readonly Word[]
      readonly redirections: readonly Redirection[]
      readonly line: number
    }
  | { readonly kind: 'group' | 'subshell'; readonly body: Script; readonly redirections: readonly Redirection[] }
  | {
      readonly kind: 'if'
      readonly branches: readonly { readonly test: Script; readonly body: Script }[]
      readonly otherwise?: Script
      readonly redirections: readonly Redirection[]
    }
  | { readonly kind: 'loop'; readonly until: boolean; readonly test: Script; readonly body: Script; readonly redirections: readonly Redirection[] }
  | { readonly kind: 'for'; readonly name: string; readonly words?: readonly Word[]; readonly body: Script; readonly redirections: readonly Redirection[] }
  | {
      readonly kind: 'case'
      readonly subject: Word
      readonly clauses: readonly { readonly patterns: readonly Word[]; readonly body: Script }[]
      readonly redirections: readonly Redirection[]
    }
  | { readonly kind: 'function'; readonly name: string; readonly body: Command; readonly redirections: readonly Redirection[] }

export interface Pipeline {
  readonly commands: readonly Command[]
  readonly negated: boolean
}

export interface AndOr {
  readonly first: Pipeline
  readonly rest: readonly { readonly operator: '&&' | '||'; readonly pipeline: Pipeline }[]
  readonly background: boolean
}

export type Script = readonly AndOr[]

export class SyntaxProblem extends Error {
  constructor(
    message: string,
    readonly line: number,
    /** More input could make it right: an interactive shell asks for it. */
    readonly incomplete = false,
  ) {
    super(message)
  }
}

/** Words with a meaning of their own where a command may begin. */
export const reserved = new Set(['if', 'then', 'else', 'elif', 'fi', 'do', 'done', 'case', 'esac', 'while', 'until', 'for', '{', '}', '!', 'in'])

/** Words that end a list of commands. */
export const closers = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', 'esac', '}', ';;', ')'])
