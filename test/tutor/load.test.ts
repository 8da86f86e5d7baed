/** An author's mistake is named by file, line, field and remedy. */
import { describe, expect, test } from '@jest/globals'
import { Course } from '../../src/tutor/lesson/course.ts'
import { LessonError } from '../../src/tutor/lesson/lesson-error.ts'
import { lessonJsonSchema } from '../../src/tutor/lesson/schema.ts'
import { folder, goodLesson, goodSolution } from './lesson-files.ts'

/** What is said of the lesson `note` in this folder. */
function said(changes: Readonly<Record<string, string | undefined>>): string {
  try {
    new Course(folder(changes)).lesson('note')
    return 'fine'
  } catch (error) {
    if (!(error instanceof LessonError)) throw error
    return error.message
  }
}

const withLesson = (from: string, to: string) => said({ 'note/lesson.yaml': goodLesson.replace(from, to) })

test('a good lesson is read whole', () => {
  const lesson = new Course(folder()).lesson('note')
  expect(lesson.start).toEqual({ nodes: 3, addons: [], audit: false, context: {}, manifests: [], files: [], faults: [], settle: '0s' })
  expect(lesson.ways).toEqual([
    {
      step: 'write',
      name: 'literal',
      exchanges: [{ line: 4, command: 'kubectl create configmap note --from-literal=text=hello', output: 'configmap/note created\n', exitCode: 0 }],
    },
  ])
})

describe('lesson.yaml', () => {
  test('a field that is not there', () => {
    expect(withLesson('minutes: 2\n', '')).toBe('note/lesson.yaml:1: minutes: Invalid input: expected number, received undefined')
  })

  test('a field that nobody knows', () => {
    expect(withLesson('minutes: 2', 'minutes: 2\nauthor: me')).toBe(
      'note/lesson.yaml:6: author: unknown field. See ktutor lesson schema for the fields there are',
    )
  })

  test('a value of the wrong kind, deep inside', () => {
    expect(withLesson('object: configmap/note', 'object: 7')).toBe(
      'note/lesson.yaml:13: steps[0].checks[0].resource.object: Invalid input: expected string, received number',
    )
  })

  test('a check without a sentence for failure', () => {
    expect(withLesson('        not-yet: "a ConfigMap note that says hello; seen: {seen}"\n', '')).toMatch(
      /^note\/lesson\.yaml:13: steps\[0\]\.checks\[0\]\.not-yet: Invalid input: expected string, received undefined$/m,
    )
  })

  test('a check that does not exist', () => {
    expect(withLesson('- resource:', '- resourse:')).toMatch(/^note\/lesson\.yaml:13: steps\[0\]\.checks\[0\]/)
  })

  test('an id with a number in it', () => {
    expect(withLesson('id: write', 'id: step-1')).toBe('note/lesson.yaml:8: steps[0].id: must be lower-case words joined by dashes, without numbers')
  })

  test('a mistake of a step that is not there', () => {
    expect(withLesson('  - step: write', '  - step: wrote')).toBe('note/lesson.yaml:22: mistakes[0].step: no step is called wrote. The steps are write')
  })

  test('a quiz whose right answer is no choice', () => {
    expect(withLesson('right: in etcd', 'right: etcd')).toBe(
      'note/lesson.yaml:28: quiz[0].right: is none of the choices. It must be one of them, letter by letter',
    )
  })

  test('no YAML', () => {
    expect(withLesson('minutes: 2', 'minutes: 2: 3')).toMatch(/^note\/lesson\.yaml:5: .*\. The file must be YAML; quote texts that contain a colon$/)
  })

  test('a file of the start state that is not there', () => {
    expect(withLesson('minutes: 2', 'minutes: 2\nstart: { manifests: [start.yaml] }')).toBe(
      "note/lesson.yaml:1: start.manifests: no file start.yaml in the lesson's folder. Manifests and files stand beside lesson.yaml",
    )
  })
})

describe('solution.md', () => {
  test('none at all', () => {
    expect(said({ 'note/solution.md': undefined })).toBe('note/solution.md:1: there is no solution. Write the ways that solve each step as console blocks')
  })

  test('a step without a way', () => {
    expect(said({ 'note/solution.md': '# Nothing\n' })).toBe(
      'note/solution.md:1: step write has no way to solve it. Add a block ```console step=write way=NAME',
    )
  })

  test('a way for a step that is not there, and one without a name', () => {
    expect(said({ 'note/solution.md': goodSolution.replace('step=write', 'step=wrote') })).toBe(
      'note/solution.md:3: no step is called "wrote". Name it: ```console step=ID way=NAME',
    )
    expect(said({ 'note/solution.md': goodSolution.replace(' way=literal', '') })).toBe(
      'note/solution.md:3: the way has no name. Name it: ```console step=ID way=NAME',
    )
  })

  test('a fence without an end', () => {
    expect(said({ 'note/solution.md': '```console step=write way=x\n$ true\n' })).toBe('note/solution.md:1: this fence has no end')
  })
})

test('a course that names a lesson without a folder', () => {
  expect(said({ 'note/lesson.yaml': undefined })).toBe('note/lesson.yaml:1: no such file. Is the name in course.yaml that of the folder?')
})

test('the form is published as JSON Schema', () => {
  const schema = lessonJsonSchema() as { required: string[]; properties: Record<string, unknown> }
  expect(schema.required).toEqual(['format', 'title', 'summary', 'teaches', 'minutes', 'story', 'steps', 'mistakes', 'quiz'])
  expect(JSON.stringify(schema.properties.steps)).toContain('"triggered"')
})
