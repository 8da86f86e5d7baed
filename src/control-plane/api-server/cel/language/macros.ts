/** Calls that are no functions: what they are given is not evaluated first but put into another tree. */
import type { Issue } from './issues.ts'
import type { Call, Expression, Fold, FoldMacro } from './syntax.ts'

type Expand = (node: Call, issues: Issue[]) => Expression | undefined

/** The tree that a macro stands for; undefined if the call is none. */
export function expandMacro(node: Call, issues: Issue[]): Expression | undefined {
  const key = `${node.target ? '.' : ''}${node.name}/${node.arguments.length}`
  return Object.hasOwn(macros, key) ? macros[key]?.(node, issues) : undefined
}

/** A fold with `count` variables; `parts` says what the arguments after them are. */
const fold =
  (macro: FoldMacro, count: number, parts: readonly ('predicate' | 'transform')[]): Expand =>
  (node, issues) => {
    const given = node.arguments.slice(0, count)
    for (const variable of given) {
      if (variable.kind !== 'identifier')
        return problem(
          issues,
          variable,
          count === 1
            ? macro === 'filter' || macro === 'list'
              ? 'argument is not an identifier'
              : 'argument must be a simple name'
            : 'argument must be a simple name',
        )
      if (variable.name === '__result__') return problem(issues, variable, 'iteration variable overwrites accumulator variable')
    }
    const at = (part: 'predicate' | 'transform'): Expression | undefined => (parts.includes(part) ? node.arguments[count + parts.indexOf(part)] : undefined)
    const variables = given.map((variable) => (variable as { name: string }).name)
    return {
      kind: 'fold',
      at: node.at,
      macro,
      range: node.target as Expression,
      variables,
      predicate: at('predicate'),
      transform: at('transform'),
    } satisfies Fold
  }

const bind =
  (macro: 'optMap' | 'optFlatMap'): Expand =>
  (node, issues) => {
    const [variable, body] = node.arguments as readonly [Expression, Expression]
    if (variable.kind !== 'identifier') return problem(issues, variable, `${macro}() variable name must be a simple identifier`)
    return { kind: 'bind', at: node.at, macro, variable: variable.name, value: node.target as Expression, body }
  }

const has: Expand = (node, issues) => {
  const [field] = node.arguments as readonly [Expression]
  if (field.kind === 'select') return { ...field, at: node.at, test: true }
  return problem(issues, field, 'invalid argument to has() macro')
}

const macros: Readonly<Record<string, Expand>> = {
  'has/1': has,
  '.all/2': fold('all', 1, ['predicate']),
  '.exists/2': fold('exists', 1, ['predicate']),
  '.exists_one/2': fold('existsOne', 1, ['predicate']),
  '.existsOne/2': fold('existsOne', 1, ['predicate']),
  '.filter/2': fold('filter', 1, ['predicate']),
  '.map/2': fold('list', 1, ['transform']),
  '.map/3': fold('list', 1, ['predicate', 'transform']),
  '.all/3': fold('all', 2, ['predicate']),
  '.exists/3': fold('exists', 2, ['predicate']),
  '.existsOne/3': fold('existsOne', 2, ['predicate']),
  '.exists_one/3': fold('existsOne', 2, ['predicate']),
  '.transformList/3': fold('list', 2, ['transform']),
  '.transformList/4': fold('list', 2, ['predicate', 'transform']),
  '.transformMap/3': fold('map', 2, ['transform']),
  '.transformMap/4': fold('map', 2, ['predicate', 'transform']),
  '.transformMapEntry/3': fold('entries', 2, ['transform']),
  '.transformMapEntry/4': fold('entries', 2, ['predicate', 'transform']),
  '.optMap/2': bind('optMap'),
  '.optFlatMap/2': bind('optFlatMap'),
}

/** Reported, and the call left as it is: the checker never sees it. */
function problem(issues: Issue[], { at }: Expression, message: string): undefined {
  issues.push({ at, message })
  return undefined
}
