/** `ktutor learn`: concept pages on the terminal, their index, and what stands on them. */
import type { CommandIo } from '../../shell/command.ts'
import { findConcept, groups, mentionsOf, namesOf, readConcepts, summaryOf } from '../../tutor/concepts/concept.ts'
import { conceptLines } from '../../tutor/concepts/show-concept.ts'
import type { LessonFiles } from '../../tutor/lesson/load.ts'
import { clean } from '../../tutor/player/speech.ts'
import { type Colours, colours } from '../colours.ts'
import { filesOf, lessonsFolder } from './lessons-folder.ts'
import { nearest } from './nearest.ts'

type Io = Pick<CommandIo, 'stdout' | 'stderr'>

/** Without a word all pages are listed; a word that is no page is looked for on all of them. @returns the exit status. */
export function showConcept(word: string, io: Io): number {
  const files = filesOf(lessonsFolder())
  const paint = colours(process.stdout, process.env)
  if (word.trim() === '') return showIndex(files, io, paint)
  const concept = findConcept(files, word)
  if (!concept) return showMentions(word, files, io, paint)
  const lessons = files.list('.')
  io.stdout(`${conceptLines(concept, paint, (id) => lessons.includes(id), columns()).join('\n')}\n`)
  return 0
}

function showIndex(files: LessonFiles, io: Io, paint: Colours): number {
  const pages = readConcepts(files)
  const width = Math.max(...pages.map(({ title }) => title.length))
  for (const group of new Set([...groups, ...pages.map((page) => page.group)])) {
    io.stdout(`${paint.bold(group)}\n`)
    for (const page of pages.filter((one) => one.group === group))
      io.stdout(`  ${paint.cyan(page.title.padEnd(width))}  ${shortened(summaryOf(page), columns() - width - 4)}\n`)
    io.stdout('\n')
  }
  io.stdout('ktutor learn NAME shows a page; any other word is looked for on all of them.\n')
  return 0
}

function showMentions(word: string, files: LessonFiles, io: Io, paint: Colours): number {
  const pages = readConcepts(files)
  const near = nearest(
    word.trim().replaceAll(' ', '-'),
    pages.flatMap((page) => namesOf(page)),
  )
  const mentions = mentionsOf(files, word.trim().split(/\s+/))
  const asked = JSON.stringify(clean(word))
  const meant = near === undefined ? '' : `; did you mean ${near}?`
  if (mentions.length === 0) {
    io.stderr(`ktutor: there is no page on ${asked}${meant} (ktutor learn lists them)\n`)
    return 1
  }
  const width = Math.max(...mentions.map(({ concept }) => concept.title.length))
  io.stdout(`There is no page on ${asked}${meant || '.'} It stands on these:\n`)
  for (const { concept, line } of mentions)
    io.stdout(`  ${paint.cyan(concept.title.padEnd(width))}  ${shortened(line.replace(/[`*]/g, '').trim(), columns() - width - 4)}\n`)
  return 0
}

/** As wide as a terminal; where there is none, nothing is cut off. */
const columns = (): number => process.stdout.columns || Number.POSITIVE_INFINITY

const shortened = (text: string, width: number): string => (text.length <= width ? text : `${text.slice(0, Math.max(1, width - 1)).trimEnd()}…`)
