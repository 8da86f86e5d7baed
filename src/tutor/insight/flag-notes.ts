/** What a flag does not do here: rules that the flag table alone does not say. One line each. */

export interface Seen {
  /** Which part of the line it is. */
  readonly index: number
  readonly name: string
  readonly value: string | undefined
}

interface Line {
  readonly seen: readonly Seen[]
  /** The kinds asked for, if none of them lives in a namespace. */
  readonly clusterScoped: string | undefined
}

type Rule = (flag: Seen, line: Line) => string | undefined

const given = ({ seen }: Line, name: string): Seen | undefined => seen.find((flag) => flag.name === name)
const repeatable = new Set([
  'filename',
  'from-literal',
  'from-file',
  'from-env-file',
  'env',
  'image',
  'tcp',
  'verb',
  'resource',
  'resource-name',
  'user',
  'group',
  'serviceaccount',
  'as-group',
  'label-columns',
  'for',
  'limits',
  'requests',
])

const rules: readonly Rule[] = [
  (flag, line) => (flag.name === 'namespace' && line.clusterScoped ? `no effect here: ${line.clusterScoped} lives in no namespace` : undefined),
  (flag, line) => (flag.name === 'all-namespaces' && line.clusterScoped ? `no effect here: ${line.clusterScoped} lives in no namespace` : undefined),
  (flag, line) => (flag.name === 'namespace' && given(line, 'all-namespaces') ? 'no effect here: --all-namespaces looks into all of them' : undefined),
  (flag, line) =>
    flag.name === 'show-labels' && /^(json|yaml|name|jsonpath|go-template|custom-columns)/.test(given(line, 'output')?.value ?? '')
      ? 'no effect here: only tables have columns'
      : undefined,
  (flag, line) =>
    flag.name === 'no-headers' && /^(json|yaml|name|jsonpath|go-template)/.test(given(line, 'output')?.value ?? '')
      ? 'no effect here: this output has no headers'
      : undefined,
  (flag, line) =>
    flag.name === 'label-columns' && /^(json|yaml|name|jsonpath|go-template)/.test(given(line, 'output')?.value ?? '')
      ? 'no effect here: only tables have columns'
      : undefined,
  (flag, line) => (flag.name === 'grace-period' && flag.value === '0' && !given(line, 'force') ? 'kubectl asks for --force with 0' : undefined),
  (flag, line) => (flag.name === 'tty' && !given(line, 'stdin') ? 'without -i the terminal has no keyboard' : undefined),
  (flag, line) =>
    flag.name === 'dry-run' && flag.value === 'client' && !given(line, 'output') ? 'nothing is sent; with -o yaml you see what would be' : undefined,
  (flag, line) => {
    const last = line.seen.findLast(({ name }) => name === flag.name)
    return last !== flag && !repeatable.has(flag.name) ? 'no effect here: the same flag stands once more, and the last one counts' : undefined
  },
]

/** Notes by the index of the part. */
export function notesOn(line: Line): { notes: Map<number, string[]> } {
  const notes = new Map<number, string[]>()
  for (const flag of line.seen) {
    const own = rules.map((rule) => rule(flag, line)).filter((note) => note !== undefined)
    if (own.length > 0) notes.set(flag.index, own)
  }
  return { notes }
}
