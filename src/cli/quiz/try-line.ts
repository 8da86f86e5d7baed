/** Tries a line on a small cluster of its own, and judges what came of it: never the line itself. */
import type { Lesson } from '../../tutor/lesson/load.ts'
import type { Step } from '../../tutor/lesson/schema.ts'
import { judge, StepMemory } from '../../tutor/player/evaluate.ts'
import type { TypedQuestion } from '../../tutor/quiz/schema.ts'
import { LessonStage } from '../stage/stage.ts'

export interface Attempt {
  readonly passed: boolean
  /** What the line printed. */
  readonly output: string
  /** What is missing, a sentence each. */
  readonly missing: readonly string[]
}

/** When the cluster came up; where a question is asked does not matter to it. */
const start = Date.parse('2026-01-05T09:00:00Z')

/** How long the cluster gets to bring about what was asked for; simulated milliseconds. */
const patience = 60_000

/** Every line gets a fresh cluster in the situation, so that no attempt spoils the next. */
export async function tryLine({ id, type }: TypedQuestion, situation: string, line: string): Promise<Attempt> {
  const stage = await LessonStage.build({ lesson: sceneOf(situation), seed: id, start, commands: [] })
  try {
    await stage.run(line)
    const output = stage.lastOutput
    const step = { id, checks: type.checks } as Step
    const memory = new StepMemory()
    let judgements = await judge(step, stage.world, memory)
    for (let waited = 0; waited < patience && judgements.some(({ ok }) => !ok); waited += 5000) {
      stage.skip(5000)
      judgements = await judge(step, stage.world, memory)
    }
    const missing = judgements.filter(({ ok }) => !ok).map(({ sentence }) => sentence)
    return { passed: missing.length === 0, output, missing }
  } finally {
    stage.end()
  }
}

/** As much of a lesson as a stage needs. */
const sceneOf = (situation: string): Lesson => ({
  format: 1,
  id: 'quiz',
  title: 'Quiz',
  summary: 'Quiz',
  teaches: [],
  requires: [],
  minutes: 1,
  story: '',
  start: { addons: [], audit: false, nodes: 2, context: {}, manifests: ['situation'], files: [], faults: [], settle: '30s' },
  startManifests: new Map([['situation', situation]]),
  startFiles: new Map(),
  steps: [],
  mistakes: [],
  quiz: [],
  ways: [],
})
