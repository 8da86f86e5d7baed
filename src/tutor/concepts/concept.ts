/**
 * Concept pages: what a thing of Kubernetes is, in a screen or two, with a picture and the commands that show it in the
 * cluster at hand. A page is Markdown with a few lines of front matter; what is indented by four is a picture or, if it
 * begins with kubectl, a command to try.
 */

import { LessonError } from '../lesson/lesson-error.ts'
import type { LessonFiles } from '../lesson/load.ts'

export interface Concept {
  /** `api-server` */
  readonly id: string
  readonly title: string
  /** Under which heading the index has it. */
  readonly group: string
  /** Other words for it. */
  readonly also: readonly string[]
  /** Ids of lessons that teach it. */
  readonly lessons: readonly string[]
  /** Titles or ids of related pages. */
  readonly see: readonly string[]
  readonly lines: readonly string[]
}

const folder = 'concepts'

/** Ids of all pages. */
export const conceptIds = (files: LessonFiles): string[] =>
  files
    .list(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.slice(0, -'.md'.length))

/** @throws LessonError if the page has no front matter, or no title in it. */
export function readConcept(files: LessonFiles, id: string): Concept {
  const file = `${folder}/${id}.md`
  const lines = (files.read(file) ?? '').trimEnd().split('\n')
  const end = lines.indexOf('---', 1)
  const header = new Map(lines.slice(1, Math.max(1, end)).map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]))
  const title = header.get('title')
  if (lines[0] !== '---' || end < 0 || !title)
    throw new LessonError([{ file, line: 1, field: 'title', problem: 'the page has no title', remedy: 'Begin it with ---, title: …, ---' }])
  const list = (key: string): string[] =>
    (header.get(key) ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
  return { id, title, group: header.get('group') ?? '', also: list('also'), lessons: list('lessons'), see: list('see'), lines: lines.slice(end + 1) }
}

/** The page that a learner means by a word: an id, a title, or one of its other names, in the plural too. */
export function findConcept(files: LessonFiles, word: string): Concept | undefined {
  const wanted = plain(word)
  if (conceptIds(files).includes(wanted)) return readConcept(files, wanted)
  const pages = readConcepts(files)
  return pages.find((page) => namesOf(page).includes(wanted)) ?? pages.find((page) => namesOf(page).includes(wanted.replace(/s$/, '')))
}

/** The headings of the index that come first; a group that is not named here comes behind them. */
export const groups: readonly string[] = [
  'Machines and programs',
  'What runs',
  'Finding one another',
  'What is kept',
  'Rooms and limits',
  'Who may do what',
  'At your end',
]

/** In the order of their ids. */
export const readConcepts = (files: LessonFiles): Concept[] => conceptIds(files).map((id) => readConcept(files, id))

/** All names by which a page is found, as they would be typed in one word. */
export const namesOf = ({ id, title, also }: Concept): string[] => [id, ...[title, ...also].map(plain)]

const plain = (name: string): string => name.trim().toLowerCase().replace(/[ _]+/g, '-')

/** What it is, in a sentence. */
export function summaryOf({ lines }: Concept): string {
  const from = lines.findIndex((line) => line !== '')
  const paragraph = lines.slice(from, lines.indexOf('', from)).join(' ')
  return /^.*?[.!?]["”]?(?= |$)/.exec(paragraph)?.[0] ?? paragraph
}

export interface Mention {
  readonly concept: Concept
  /** A line in which the first of the words stands: prose, if there is one, rather than a part of a picture. */
  readonly line: string
}

/** Pages on which all of the words stand, wherever. */
export function mentionsOf(files: LessonFiles, words: readonly string[]): Mention[] {
  const wanted = words.map((word) => word.toLowerCase())
  return readConcepts(files).flatMap((concept) => {
    const text = concept.lines.map((line) => line.toLowerCase())
    if (!wanted.every((word) => text.some((line) => line.includes(word)))) return []
    const found = concept.lines.filter((_, i) => text[i]?.includes(wanted[0] as string))
    return [{ concept, line: found.find((line) => !line.startsWith('    ')) ?? (found[0] as string) }]
  })
}

/** Commands of the page, to try on any cluster. */
export const commandsOf = ({ lines }: Concept): string[] => lines.filter((line) => /^ {4}kubectl /.test(line)).map((line) => line.trim())
