/** An explained line for the terminal: the parts on the left, what they are on the right. */
import type { Paint } from '../player/speech.ts'
import { wrap } from '../player/wrap.ts'
import type { Part } from './explain-line.ts'

const widest = 34

export function partLines(parts: readonly Part[], paint: Paint, columns: number, indent = ''): string[] {
  if (parts.length === 0) return ['(an empty line does nothing)']
  const left = Math.min(widest, Math.max(...parts.map(({ text }) => text.length)))
  const room = Math.max(20, columns - indent.length - left - 3)
  return parts.flatMap((part) => {
    const text = part.text.replaceAll('\n', '⏎')
    const lines = wrap(part.says, room)
    const head =
      text.length > left
        ? [`${indent}${colour(part, paint)(text)}`, ...lines.map((line) => `${indent}${' '.repeat(left)}   ${line}`)]
        : lines.map((line, i) => `${indent}${i === 0 ? colour(part, paint)(text) + ' '.repeat(left - text.length) : ' '.repeat(left)}   ${line}`)
    const facts = part.flag
      ? [`default ${part.flag.default === '' ? 'none' : part.flag.default}${part.flag.scope === 'global' ? ', works with every command' : ''}`]
      : []
    const below = [...facts.map((fact) => paint.dim(fact)), ...(part.notes ?? []).map((note) => paint.yellow(note))]
    return [
      ...head,
      ...below.map((line) => `${indent}${' '.repeat(left)}   ${line}`),
      ...(part.inner ? partLines(part.inner, paint, columns, `${indent}    `) : []),
    ]
  })
}

const colour = ({ role }: Part, paint: Paint): ((text: string) => string) =>
  role === 'unknown' ? paint.yellow : role === 'flag' ? paint.cyan : role === 'command' || role === 'program' ? paint.bold : (text) => text
