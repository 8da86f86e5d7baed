/**
 * Where each command of a script writes to. just-bash gives a script's output only when it has ended; a learner wants to
 * see a loop's output while it runs. So each command whose output reaches the terminal is marked, and our wrapper around
 * it (bash-commands.ts) writes at once and leaves nothing to collect. The mark is a variable set for that one command.
 * Not marking is always right, and only later: what is unclear stays unmarked.
 *
 * A mark has three letters: where standard output goes (1 terminal's output, 2 its error output, - collected), where
 * error output goes, and where input comes from (k keyboard, - elsewhere).
 */

/** The name under which jobs.ts's `wait` goes. */
export const waitCommand = '__ktutor_wait'
/** just-bash's syntax tree is not exported by its browser entry; its shape is in its dist/ast/types.d.ts. */
export type Node = { type: string; [key: string]: any }

/** Variables of ours among the learner's start with this, and are kept from sight. */
export const ownVariables = '__ktutor_'
export const markName = `${ownVariables}streams`
export const collected = '---'

interface Streams {
  readonly out: '1' | '2' | '-' | 'inherit'
  readonly err: '1' | '2' | '-' | 'inherit'
  readonly in: 'k' | '-' | 'inherit'
}

const terminal: Streams = { out: '1', err: '2', in: 'k' }
/** In a function, or a script within the script (`bash -c`, xargs): as its caller is marked, which the variable says by itself. */
const asCaller: Streams = { out: 'inherit', err: 'inherit', in: 'inherit' }

/** These belong to the interpreter, which collects what they say, or run texts whose commands we can't see. */
const unmarked = new Set(
  'cd export declare typeset local readonly unset set shopt read mapfile readarray getopts let eval source . exec exit return break continue shift type hash : [ test trap'.split(
    ' ',
  ),
)
const runsTexts = new Set(['eval', 'source', '.'])

/** Marks a script whose output goes to the terminal (`nested`: to where its starter's goes). `collects`: names whose output must not be written at once. */
export function markStreams(script: Node, nested: boolean, collects: (name: string) => boolean): void {
  const marker = new Marker(collects)
  marker.statements(script.statements, nested ? asCaller : terminal)
}

class Marker {
  constructor(private readonly collects: (name: string) => boolean) {}

  statements(statements: readonly Node[] | null | undefined, streams: Streams): void {
    for (const statement of statements ?? []) for (const pipeline of statement.pipelines) this.#pipeline(pipeline, streams)
  }

  #pipeline(pipeline: Node, streams: Streams): void {
    pipeline.commands.forEach((command: Node, index: number) => {
      const last = index === pipeline.commands.length - 1
      const out = last ? streams.out : '-'
      const err = !last && pipeline.pipeStderr?.[index] ? '-' : streams.err
      this.#command(command, { out, err, in: index === 0 ? streams.in : '-' })
    })
  }

  #command(command: Node, outer: Streams): void {
    const streams = redirected(outer, command.redirections ?? [])
    this.#substitutions(command, streams)
    if (command.type === 'SimpleCommand') this.#mark(command, streams)
    else if (command.type === 'FunctionDef') this.#command(command.body, asCaller)
    else for (const body of bodies(command)) this.statements(body, streams)
  }

  #mark(command: Node, streams: Streams): void {
    const name = literal(command.name)
    // just-bash's own knows of no jobs.
    if (name === 'wait') command.name = word(waitCommand)
    if (!command.name || (unmarked.has(name ?? '') && !runsTexts.has(name ?? ''))) return
    const inherits = streams.out === 'inherit' && streams.err === 'inherit' && streams.in === 'inherit'
    const opaque = name !== undefined && (runsTexts.has(name) || this.collects(name))
    if (inherits && !opaque) return
    const letters = opaque ? collected : [streams.out, streams.err, streams.in].map((letter) => (letter === 'inherit' ? '-' : letter)).join('')
    command.assignments = [{ type: 'Assignment', name: markName, value: word(letters), append: false, array: null }, ...command.assignments]
  }

  /** What stands in `$(…)` and `<(…)` is collected; its errors go where ours go. */
  #substitutions(node: Node, streams: Streams): void {
    for (const [key, value] of Object.entries(node)) {
      if (key === 'body' || key === 'elseBody' || key === 'clauses' || key === 'items') {
        if (node.type !== 'BraceExpansion') continue
      }
      for (const child of Array.isArray(value) ? value : [value]) {
        if (typeof child !== 'object' || child === null) continue
        if (child.type === 'CommandSubstitution' || child.type === 'ProcessSubstitution')
          this.statements(child.body.statements, { out: '-', err: streams.err === 'inherit' ? '-' : streams.err, in: '-' })
        else this.#substitutions(child, streams)
      }
    }
  }
}

function* bodies(command: Node): Generator<readonly Node[]> {
  for (const clause of command.clauses ?? []) yield* [clause.condition, clause.body]
  for (const item of command.items ?? []) yield item.body
  if (Array.isArray(command.condition)) yield command.condition
  if (Array.isArray(command.body)) yield command.body
  if (command.elseBody) yield command.elseBody
}

function redirected(before: Streams, redirections: readonly Node[]): Streams {
  let { out, err, in: input } = before
  for (const { operator, fd, target } of redirections) {
    if (operator.startsWith('<')) input = '-'
    else if (operator.startsWith('&>')) out = err = '-'
    else if (operator === '>&' && literal(target) === '1' && fd === 2) err = out
    else if (operator === '>&' && literal(target) === '2' && (fd ?? 1) === 1) out = err
    else if (fd === 2) err = '-'
    else if ((fd ?? 1) === 1) out = '-'
    else out = err = '-'
  }
  return { out, err, in: input }
}

const word = (value: string): Node => ({ type: 'Word', parts: [{ type: 'Literal', value }] })

/** The text of a word without quotes and expansions; undefined for any other. */
function literal(word: Node | null | undefined): string | undefined {
  return word?.parts?.length === 1 && word.parts[0].type === 'Literal' ? word.parts[0].value : undefined
}
