/** `ktutor learn`: concept pages on the terminal. */
import type { CommandIo } from '../../shell/command.ts'
import { conceptIds, findConcept, readConcept } from '../../tutor/concepts/concept.ts'
import { conceptLines } from '../../tutor/concepts/show-concept.ts'
import { colours } from '../colours.ts'
import { filesOf, lessonsFolder } from './lessons-folder.ts'
import { nearest } from './nearest.ts'

/** Without a word all pages are listed. @returns the exit status. */
export function showConcept(word: string, io: Pick<CommandIo, 'stdout' | 'stderr'>): number {
  const files = filesOf(lessonsFolder())
  const paint = colours(process.stdout, process.env)
  const ids = conceptIds(files)
  if (word === '') {
    const width = Math.max(...ids.map((id) => id.length))
    for (const id of ids) io.stdout(`${paint.bold(id.padEnd(width))}  ${readConcept(files, id).lines.find((line) => line !== '') ?? ''}\n`)
    return 0
  }
  const concept = findConcept(files, word)
  if (!concept) {
    const near = nearest(word, ids)
    io.stderr(`ktutor: there is no page on ${JSON.stringify(word)}${near ? `; did you mean ${near}?` : ''} (ktutor learn lists them)\n`)
    return 1
  }
  const lessons = files.list('.')
  io.stdout(`${conceptLines(concept, paint, (id) => lessons.includes(id)).join('\n')}\n`)
  return 0
}
