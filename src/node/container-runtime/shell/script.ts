/** Scripts, parsed once for all who say the same. */
import { Parser } from './parser.ts'
import { type Script, SyntaxProblem } from './syntax.ts'

/** A text as a shell reads it: line by line, until one cannot be understood. */
interface Lines {
  readonly lines: readonly Script[]
  readonly problem?: SyntaxProblem
}

/** What was read lately: containers of one template, and what probes them, say the same over and over. */
const recent = new Map<string, Lines>()
const mostRecent = 200

export function readLines(text: string): Lines {
  let read = recent.get(text)
  if (!read) {
    if (recent.size >= mostRecent) recent.clear()
    recent.set(text, (read = parseLines(text)))
  }
  return read
}

function parseLines(text: string): Lines {
  const parser = new Parser(text, parseScript)
  const lines: Script[] = []
  try {
    for (let line = parser.next(); line; line = parser.next()) lines.push(line)
    return { lines }
  } catch (problem) {
    if (!(problem instanceof SyntaxProblem)) throw problem
    return { lines, problem }
  }
}

/** The whole of a text. @throws SyntaxProblem */
export function parseScript(text: string): Script {
  const { lines, problem } = readLines(text)
  if (problem) throw problem
  return lines.length === 1 ? (lines[0] as Script) : lines.flat()
}
