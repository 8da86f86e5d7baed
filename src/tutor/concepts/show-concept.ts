/** A concept page as lines for the terminal. */
import { clean, type Paint } from '../player/speech.ts'
import { wrap } from '../player/wrap.ts'
import type { Concept } from './concept.ts'

/** `known` says which lessons there are; `columns`, how wide the terminal is. */
export function conceptLines({ title, lines, lessons, see }: Concept, paint: Paint, known: (lesson: string) => boolean, columns: number): string[] {
  const there = lessons.filter(known)
  return [
    paint.bold(title),
    '',
    ...fitted(lines.map(clean), columns).map((line) => styled(line, paint)),
    '',
    ...(there.length > 0 ? wrap(`Lessons: ${there.join(', ')}`, columns) : []).map((line) => paint.dim(line)),
    ...(see.length > 0 ? wrap(`See also: ${see.join(', ')}`, columns) : []).map((line) => paint.dim(line)),
  ]
}

/** Pages are written for this many columns. */
const written = 78

/** Prose is broken anew where the terminal is narrower; pictures and commands stay as they are. */
function fitted(lines: readonly string[], columns: number): readonly string[] {
  if (columns >= written) return lines
  const paragraphs: string[] = []
  for (const line of lines) {
    const last = paragraphs.at(-1) ?? ''
    const goesOn = !/^(?:- | {4}|$)/.test(line) && !/^(?: {4}|$)/.test(last)
    if (goesOn) paragraphs[paragraphs.length - 1] = `${last} ${line.trim()}`
    else paragraphs.push(line)
  }
  return paragraphs.flatMap((line) => (line.startsWith('    ') ? [line] : hanging(line, columns)))
}

const hanging = (line: string, columns: number): string[] =>
  line.startsWith('- ') ? wrap(line.slice(2), columns - 2).map((part, i) => `${i === 0 ? '- ' : '  '}${part}`) : wrap(line, columns)

function styled(line: string, paint: Paint): string {
  if (line.startsWith('    kubectl ')) return `    ${paint.cyan(line.trim())}`
  if (line.startsWith('    ')) return line
  return line.replace(/`([^`]+)`/g, (_, code: string) => paint.cyan(code)).replace(/\*\*([^*]+)\*\*/g, (_, strong: string) => paint.bold(strong))
}
