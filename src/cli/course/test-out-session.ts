/** A test, item by item: shows each, takes lines, judges what is handed in, and sums up. */

import { commandTable } from '../../kubectl/flag-table.ts'
import type { ShellCommand } from '../../shell/command.ts'
import { complete } from '../../shell/completion.ts'
import { editorCommands } from '../../shell/host-editor.ts'
import type { ShellIo } from '../../shell/shell.ts'
import { explained } from '../../tutor/commands/explain.ts'
import { explainLine } from '../../tutor/insight/explain-line.ts'
import { partLines } from '../../tutor/insight/show-parts.ts'
import { clean, type Speech } from '../../tutor/player/speech.ts'
import { type Item, type QuestionItem, storyOf, type TaskItem } from '../../tutor/test-out/paper.ts'
import type { Outcome } from '../../tutor/test-out/result.ts'
import { TaskStage } from '../../tutor/test-out/task-stage.ts'
import { testOutWords } from '../../tutor/test-out/words.ts'
import type { Colours } from '../colours.ts'
import { LessonStage } from '../stage/stage.ts'
import { showCheatsheet } from './show-cheatsheet.ts'
import { showConcept } from './show-concept.ts'

export interface TestOutOptions {
  readonly chapter: string
  readonly items: readonly Item[]
  readonly seed: string
  readonly io: ShellIo
  readonly speech: Speech
  readonly paint: Colours
  readonly realTime: boolean
  /** The wall clock, in milliseconds since the epoch. */
  readonly now: () => number
  /** On that clock; undefined for a test without a limit. */
  readonly deadline: number | undefined
}

export class TestOutSession {
  readonly outcomes: Outcome[] = []
  /** Whether it was left before its end. */
  left = false
  #task: TaskStage<LessonStage> | undefined
  /** What the line that runs has asked for. */
  #asked: 'hand-in' | 'restart' | undefined

  constructor(private readonly options: TestOutOptions) {}

  get ended(): boolean {
    return this.left || this.#item === undefined || (this.#task?.stage.exited ?? false)
  }

  get #item(): Item | undefined {
    return this.options.items[this.outcomes.length]
  }

  /** Shows the item whose turn it is. */
  async open(): Promise<void> {
    const item = this.#item
    if (!item) return
    const { speech } = this.options
    speech.heading(`\n${this.#number} · ${item.kind} · ${item.lesson.id}\n`)
    if (item.kind === 'question') return this.#pose(item)
    speech.say(`${storyOf(item.lesson)}\n`)
    await this.#setStage(item)
  }

  async prompt(): Promise<string> {
    const { paint, chapter } = this.options
    const item = this.#item
    if (item?.kind === 'question') return `${paint.cyan('│')} 1-${item.choices.length}? `
    const context = await this.#task?.stage.session.context()
    return `${paint.cyan(chapter)} ${this.#number}${this.#timeLeft()} (${context?.namespace ?? 'no context'}) $ `
  }

  async run(text: string): Promise<void> {
    if (this.#isOver()) return
    const item = this.#item
    if (item?.kind === 'question') return this.#take(item, text.trim())
    const question = explained(text)
    if (question !== undefined) {
      this.options.speech.show(partLines(explainLine(question, commandTable()), this.options.paint, this.options.io.terminal.columns - 2))
      return
    }
    await this.#task?.run(text)
    if (this.#isOver()) return
    const asked = this.#asked
    this.#asked = undefined
    if (asked === 'hand-in') await this.#judge(item as TaskItem)
    if (asked === 'restart') await this.#setStage(item as TaskItem)
  }

  isUnfinished(text: string): boolean {
    return this.#item?.kind === 'task' && (this.#task?.stage.session.shell.isUnfinished(text) ?? false)
  }

  interrupt(): void {
    this.#task?.stage.interrupt()
  }

  readonly complete = async (line: string, cursor: number): Promise<Awaited<ReturnType<typeof complete>>> => {
    const stage = this.#task?.stage
    return stage && this.#item?.kind === 'task' ? stage.aside(() => complete(stage.session.shell, line, cursor)) : [[], '']
  }

  end(): void {
    this.#task?.stage.end()
  }

  get #number(): string {
    return `${this.outcomes.length + 1}/${this.options.items.length}`
  }

  #timeLeft(): string {
    const { deadline, now } = this.options
    return deadline === undefined ? '' : ` ${Math.max(0, Math.ceil((deadline - now()) / 60_000))} min`
  }

  #isOver(): boolean {
    const { deadline, now, speech } = this.options
    if (this.left || deadline === undefined || now() < deadline) return this.left
    speech.heading('\nTime is up. What was not handed in counts as not done.')
    this.left = true
    return true
  }

  async #setStage({ lesson, step }: TaskItem): Promise<void> {
    const { seed, io, realTime, speech, now } = this.options
    this.#task?.stage.end()
    const stage = await LessonStage.build({
      lesson,
      seed: `${seed} ${lesson.id}`,
      start: now(),
      commands: this.#words(step.task),
      editors: editorCommands(process.env),
      live: { io, realTime },
    })
    this.#task = await TaskStage.set(lesson, stage)
    if (this.#task.before.length > 0) speech.say('This has been done already:')
    for (const sentence of this.#task.before) speech.passed(sentence)
    this.#say(step.task)
  }

  #say(task: string): void {
    this.options.speech.heading('\nYour task:\n')
    this.options.speech.say(`${task}\n`)
  }

  #words(task: string): readonly ShellCommand[] {
    return testOutWords({
      speech: this.options.speech,
      learn: showConcept,
      cheatsheet: async (words, io) => showCheatsheet(words, io),
      task: () => this.#say(task),
      handIn: () => void (this.#asked = 'hand-in'),
      restart: () => void (this.#asked = 'restart'),
      leave: () => void (this.left = true),
    })
  }

  async #judge(item: TaskItem): Promise<void> {
    const missing = (await this.#task?.handIn()) ?? []
    for (const sentence of missing) this.options.speech.missing(sentence)
    await this.#next({ item, missing })
  }

  #pose({ question, choices }: QuestionItem): void {
    this.options.speech.say(question.ask)
    for (const [i, choice] of choices.entries()) this.options.speech.say(`  ${i + 1}  ${choice}`)
  }

  async #take(item: QuestionItem, text: string): Promise<void> {
    const { question, choices } = item
    const choice = /^\d+$/.test(text) ? choices[Number(text) - 1] : undefined
    if (text === 'quit' || text === 'exit') this.left = true
    else if (choice === undefined) this.options.speech.aside(`A number from 1 to ${choices.length}, please; or quit.`)
    else await this.#next({ item, missing: choice === question.right ? [] : [`${clean(question.ask)} You said: ${clean(choice)}`] })
  }

  async #next(outcome: Outcome): Promise<void> {
    const { speech } = this.options
    this.outcomes.push(outcome)
    if (outcome.missing.length === 0) speech.passed(outcome.item.kind === 'task' ? 'done' : 'right')
    else if (outcome.item.kind === 'question') speech.say('No.')
    await this.open()
  }
}
