/** What the skeleton of a lesson left to its author: every text in which TODO stands. */
import { fieldText } from '../lesson/lesson-error.ts'
import type { Lesson } from '../lesson/load.ts'
import type { Failure } from './gate.ts'

export function leftToDo({ id, ways: _, startManifests: __, startFiles: ___, ...data }: Lesson): Failure[] {
  return todos(data, []).map((field) => ({
    place: `${id}/lesson.yaml`,
    step: '',
    played: 'reading',
    command: '',
    expected: `${field} is filled in`,
    seen: 'TODO',
  }))
}

function todos(value: unknown, path: readonly (string | number)[]): string[] {
  if (typeof value === 'string') return /\bTODO\b/.test(value) ? [fieldText(path)] : []
  if (Array.isArray(value)) return value.flatMap((part, i) => todos(part, [...path, i]))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, part]) => todos(part, [...path, key]))
}
