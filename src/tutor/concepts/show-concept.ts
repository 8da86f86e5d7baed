/** A concept page as lines for the terminal. */
import { clean, type Paint } from '../player/speech.ts'
import type { Concept } from './concept.ts'

/** `known` says which lessons there are. */
export function conceptLines({ title, lines, lessons, see }: Concept, paint: Paint, known: (lesson: string) => boolean): string[] {
  const there = lessons.filter(known)
  return [
    paint.bold(title),
    '',
    ...lines.map((line) => styled(clean(line), paint)),
    '',
    ...(there.length > 0 ? [paint.dim(`Lessons: ${there.join(', ')}`)] : []),
    ...(see.length > 0 ? [paint.dim(`See also: ${see.join(', ')}`)] : []),
  ]
}

function styled(line: string, paint: Paint): string {
  if (line.startsWith('    kubectl ')) return `    ${paint.cyan(line.trim())}`
  if (line.startsWith('    ')) return line
  return line.replace(/`([^`]+)`/g, (_, code: string) => paint.cyan(code)).replace(/\*\*([^*]+)\*\*/g, (_, strong: string) => paint.bold(strong))
}
