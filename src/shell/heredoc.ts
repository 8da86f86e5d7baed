/**
 * In the body of a heredoc nothing is a pattern: `['']` stays as it is written. just-bash reads patterns there and takes
 * their quotes away, so they are turned back into text, with what is to be expanded in them.
 */

/** A part of just-bash's syntax tree. */
type Node = Record<string, any>

/** Mends every heredoc below `node`. `parse` reads a script. */
export function unpatternHeredocs(node: unknown, parse: (script: string) => Node): void {
  if (typeof node !== 'object' || node === null) return
  if ((node as Node).type === 'HereDoc' && !(node as Node).quoted) {
    const { content } = node as Node
    content.parts = content.parts.flatMap((part: Node) => textOf(part, parse))
  }
  for (const child of Object.values(node)) unpatternHeredocs(child, parse)
}

function textOf(part: Node, parse: (script: string) => Node): Node[] {
  if (part.type !== 'Glob') return [part]
  const pattern = part.pattern as string
  const first = { type: 'Literal', value: pattern.slice(0, 1) }
  // Without its first sign the rest is read anew: it is no pattern any more, or a shorter one.
  return pattern.length < 2 ? [first] : [first, ...bodyParts(pattern.slice(1), parse)]
}

const delimiter = 'KTUTOR_HEREDOC'

function bodyParts(body: string, parse: (script: string) => Node): Node[] {
  const script = parse(`cat <<${delimiter}\n${body}\n${delimiter}\n`)
  const parts = script.statements[0].pipelines[0].commands[0].redirections[0].target.content.parts as Node[]
  const read = parts.flatMap((part) => textOf(part, parse))
  const last = read.at(-1)
  // The line's end belongs to the heredoc around it.
  return last?.type === 'Literal' ? [...read.slice(0, -1), { ...last, value: last.value.replace(/\n$/, '') }] : read
}
