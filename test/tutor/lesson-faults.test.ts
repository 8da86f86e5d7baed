/** Faults in lessons: said in lesson.yaml, there from the start or from a step on, and replayed with everything else. */
import { expect, test } from '@jest/globals'
import { LessonStage } from '../../src/cli/stage/stage.ts'
import { Course } from '../../src/tutor/lesson/course.ts'
import { LessonError } from '../../src/tutor/lesson/lesson-error.ts'
import { lessonJsonSchema } from '../../src/tutor/lesson/schema.ts'
import { folder, goodLesson } from './lesson-files.ts'

const lessonWith = (start: string, step = '') =>
  new Course(
    folder({
      'note/lesson.yaml': goodLesson.replace('story:', `start:\n  faults:\n${start}\nstory:`).replace('    debrief:', `${step}    debrief:`),
    }),
  ).lesson('note')

const problems = (start: string): string[] => {
  try {
    lessonWith(start)
    return []
  } catch (error) {
    if (!(error instanceof LessonError)) throw error
    return error.findings.map(({ field, problem }) => `${field}: ${problem}`)
  }
}

const stageOf = (lesson: ReturnType<typeof lessonWith>) => LessonStage.build({ lesson, seed: 'note', start: Date.parse('2026-01-05T09:00:00Z'), commands: [] })

const faultsOf = ({ cluster }: LessonStage) => cluster.faults.list().map(({ definition, state }) => `${definition.name} ${state}`)

test('what is wrong at the start, and from a step on', async () => {
  const lesson = lessonWith(
    '    - { fault: node-down, node: worker-1, for: 5m }',
    '    faults:\n      - { fault: api-refusing, code: 500, resource: pods, times: 1 }\n',
  )
  const stage = await stageOf(lesson)
  expect(faultsOf(stage)).toEqual(['node-down active', 'api-refusing active'])
  stage.skip(300_000)
  expect(faultsOf(stage)[0]).toBe('node-down over')
  stage.end()
})

test('a trial has the same faults at the same times', async () => {
  const stage = await stageOf(lessonWith('    - { fault: registry-down, registry: quay.io, after: 10s }'))
  stage.skip(20_000)
  stage.inject([{ fault: 'disk-full', node: 'worker-2' } as never])
  await stage.run('fault node-down worker-1')
  const trial = await stage.world.trial()
  await trial.run('fault > seen')
  expect(trial.world.file('seen')).toMatch(/^1 .*registry-down .*active for 10s.*\n2 .*disk-full .*\n3 .*node-down /m)
  trial.end()
  stage.end()
})

test('a fault that the learner puts in is something that can be undone', async () => {
  const stage = await stageOf(lessonWith('    - { fault: registry-down, registry: quay.io }'))
  const before = stage.changes()
  await stage.run('fault node-down worker-1')
  expect(stage.changes().work).not.toBe(before.work)
  stage.end()
})

test('what is no fault is found when the lesson is read', () => {
  expect(problems('    - { fault: flood }')).toEqual([expect.stringContaining('start.faults[0].fault: Invalid discriminator value')])
  expect(problems('    - { fault: node-down, node: worker-1, for: soon }')).toEqual(['start.faults[0].for: "soon" is no duration; one is 30s, 5m or 1h30m'])
  expect(problems('    - { fault: api-slow }')).toEqual([expect.stringContaining('start.faults[0].by')])
  expect(problems('    - { fault: oom, often: 3 }')).toEqual([expect.stringContaining('often')])
})

test('a node that is not there is found when the stage is set', async () => {
  await expect(stageOf(lessonWith('    - { fault: node-down, node: worker-9 }'))).rejects.toThrow('there is no node "worker-9"')
})

test('editors know the faults', () => {
  const { properties } = lessonJsonSchema() as {
    properties: { start: { properties: { faults: { items: { oneOf: { properties: { fault: { const: string } } }[] } } } } }
  }
  const names = properties.start.properties.faults.items.oneOf.map((each) => each.properties.fault.const)
  expect([names.length, names[0], names.includes('partition')]).toEqual([15, 'node-down', true])
})
