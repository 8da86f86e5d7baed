/**
 * From the files of a lesson to a Lesson, or to findings that name file, line, field and remedy. Files come from a
 * LessonFiles that cannot leave the lessons' folder.
 */
import { load as loadYaml, YAMLException } from 'js-yaml'
import type * as z from 'zod'
import { type Finding, fieldText, LessonError } from './lesson-error.ts'
import { fieldLines, lineOf, type Path } from './lines.ts'
import { type CourseData, courseSchema, type LessonData, lessonSchema } from './schema.ts'
import { parseSolution, type Way } from './solution.ts'

/** The lessons' folder. */
export interface LessonFiles {
  /** The text of a file, by its path inside the folder; undefined if it is not there. Refuses paths that climb out. */
  read(path: string): string | undefined
  /** Names in a folder. */
  list(path: string): readonly string[]
}

export interface Lesson extends LessonData {
  readonly id: string
  /** Texts of the start state's manifests and files, by name. */
  readonly startManifests: ReadonlyMap<string, string>
  readonly startFiles: ReadonlyMap<string, string>
  readonly ways: readonly Way[]
}

/** Lessons are small; whatever is larger is not one. */
const maxBytes = 256 * 1024

/** @throws LessonError with all findings of the file. */
export function loadCourse(files: LessonFiles): CourseData {
  return parse(files, 'course.yaml', courseSchema)
}

/** @throws LessonError */
export function loadLesson(files: LessonFiles, id: string): Lesson {
  const path = `${id}/lesson.yaml`
  const data = parse(files, path, lessonSchema)
  const solution = files.read(`${id}/solution.md`)
  if (solution === undefined) throw finding(`${id}/solution.md`, 1, '', 'there is no solution', 'Write the ways that solve each step as console blocks')
  checkSteps(data, path, files)
  return {
    ...data,
    id,
    startManifests: texts(files, id, data.start.manifests, path, 'start.manifests'),
    startFiles: texts(files, id, data.start.files, path, 'start.files'),
    ways: parseSolution(`${id}/solution.md`, solution, data),
  }
}

/** Reads a YAML file of the lessons' folder into the form of its schema. @throws LessonError with all findings of the file. */
export function parse<S extends z.ZodType>(files: LessonFiles, path: string, schema: S): z.infer<S> {
  const source = files.read(path)
  if (source === undefined) throw finding(path, 1, '', 'no such file', 'Is the name in course.yaml that of the folder?')
  if (source.length > maxBytes) throw finding(path, 1, '', `larger than ${maxBytes / 1024} KiB`, 'Move manifests and files out of lesson.yaml')
  let value: unknown
  try {
    value = loadYaml(source, { filename: path })
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    throw finding(path, (error.mark?.line ?? 0) + 1, '', error.reason ?? error.message, 'The file must be YAML; quote texts that contain a colon')
  }
  if (isBomb(value)) throw finding(path, 1, '', 'aliases of aliases stand for far too many values', 'Write the values out')
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const lines = fieldLines(source)
  throw new LessonError(result.error.issues.flatMap((issue) => findings(issue, path, lines)))
}

function findings(issue: z.core.$ZodIssue, file: string, lines: ReadonlyMap<string, number>, base: Path = []): Finding[] {
  const path = [...base, ...(issue.path as Path)]
  if (issue.code === 'invalid_union') {
    // Of several forms the one that got furthest is the one that was meant.
    const branches = issue.errors.filter((errors) => errors.length > 0).sort((a, b) => depth(b) - depth(a) || a.length - b.length)
    if (branches[0] && depth(branches[0]) > 0) return branches[0].flatMap((inner) => findings(inner, file, lines, path))
  }
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : [undefined]
  return keys.map((key) => {
    const at = key === undefined ? path : [...path, key]
    return {
      file,
      line: lineOf(lines, at),
      field: fieldText(at),
      problem: key === undefined ? issue.message : 'unknown field',
      remedy: key === undefined ? '' : 'See ktutor lesson schema for the fields there are',
    }
  })
}

const depth = (issues: readonly z.core.$ZodIssue[]): number => Math.max(0, ...issues.map((issue) => issue.path.length))

function checkSteps(data: LessonData, path: string, files: LessonFiles): void {
  const source = files.read(path) as string
  let lines: ReadonlyMap<string, number> | undefined
  const line = (field: Path): number => {
    lines ??= fieldLines(source)
    return lineOf(lines, field)
  }
  const ids = data.steps.map((step) => step.id)
  const wrong: Finding[] = []
  for (const [i, mistake] of data.mistakes.entries())
    if (!ids.includes(mistake.step))
      wrong.push({
        file: path,
        line: line(['mistakes', i, 'step']),
        field: `mistakes[${i}].step`,
        problem: `no step is called ${mistake.step}`,
        remedy: `The steps are ${ids.join(', ')}`,
      })
  for (const [i, question] of data.quiz.entries())
    if (!question.choices.includes(question.right))
      wrong.push({
        file: path,
        line: line(['quiz', i, 'right']),
        field: `quiz[${i}].right`,
        problem: 'is none of the choices',
        remedy: 'It must be one of them, letter by letter',
      })
  if (wrong.length > 0) throw new LessonError(wrong)
}

function texts(files: LessonFiles, id: string, names: readonly string[], path: string, field: string): Map<string, string> {
  return new Map(
    names.map((name) => {
      const text = files.read(`${id}/${name}`)
      if (text === undefined) throw finding(path, 1, field, `no file ${name} in the lesson's folder`, 'Manifests and files stand beside lesson.yaml')
      return [name, text]
    }),
  )
}

const finding = (file: string, line: number, field: string, problem: string, remedy: string): LessonError =>
  new LessonError([{ file, line, field, problem, remedy }])

/** More values than any lesson has. */
const mostValues = 50_000

/** A few aliases of aliases can stand for millions of values, and every reader of them would go through them all. */
function isBomb(value: unknown): boolean {
  let values = 0
  const count = (part: unknown): void => {
    if (++values > mostValues || typeof part !== 'object' || part === null) return
    for (const child of Object.values(part)) {
      count(child)
      if (values > mostValues) return
    }
  }
  count(value)
  return values > mostValues
}
