/**
 * What a learner has done, in a file of theirs: finished lessons, and of each unfinished one the transcript from which it
 * goes on exactly where it was left. Several sessions may write at once: what is done stays done, and of one lesson that
 * is played twice at the same time the session that is further on is the one that is kept.
 */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { KeptFile } from '../kept-file.ts'
import { type Begun, type Content, empty, type LessonProgress, readContent } from './progress-content.ts'

/** What a session knows after a line. */
export interface Reached {
  readonly finished: boolean
  /** Unless it is finished. */
  readonly begun: Begun | undefined
  /** The step that is done now, and how many lines it took. */
  readonly solved: { readonly step: string; readonly lines: number } | undefined
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Milliseconds at the prompt since it was told last. */
  readonly spent: number
}

/** `$XDG_STATE_HOME/ktutor/progress.json` */
export function progressPath(env: Readonly<Record<string, string | undefined>>): string {
  const state = env.XDG_STATE_HOME?.startsWith('/') ? env.XDG_STATE_HOME : join(env.HOME || homedir(), '.local', 'state')
  return join(state, 'ktutor', 'progress.json')
}

export class Progress {
  readonly #file: KeptFile<Content>
  /** What this process read or wrote last, by lesson: anything else in the file is another session's. */
  readonly #mine = new Map<string, string>()

  /** `warn` is told, in a sentence, what could not be read or written. */
  constructor(path: string, warn: (text: string) => void) {
    this.#file = new KeptFile(path, { what: 'your progress', empty, read: readContent, warn })
  }

  of(id: string): LessonProgress {
    return lessonIn(this.#file.read(), id)
  }

  /** Where a lesson goes on; from now on this session is the one that plays it. */
  resume(id: string): LessonProgress {
    const progress = this.of(id)
    this.#mine.set(id, stamp(progress.begun))
    return progress
  }

  /** The unfinished lesson that was played last, if any. */
  get unfinished(): string | undefined {
    const { last, lessons } = this.#file.read()
    if (last !== undefined && lessons[last]?.begun) return last
    return Object.keys(lessons).find((id) => lessons[id]?.begun)
  }

  /** The lesson that was played last, finished or not. */
  get last(): string | undefined {
    return this.#file.read().last
  }

  /** @returns false if another session is further on in this lesson, and its place was kept. */
  keep(id: string, { finished, begun, solved, now, spent }: Reached): boolean {
    let kept = true
    this.#file.change((content) => {
      const before = lessonIn(content, id)
      const isTheirs = stamp(before.begun) !== (this.#mine.get(id) ?? stamp(undefined))
      kept = !(isTheirs && before.begun && begun && before.begun.step > begun.step)
      const place = kept ? begun : before.begun
      return {
        ...content,
        last: id,
        lessons: {
          ...content.lessons,
          [id]: {
            ...without(before, 'begun'),
            finished: finished || before.finished,
            ...(place && { begun: place }),
            played: now,
            spent: (before.spent ?? 0) + spent,
            ...(solved && { lines: { ...before.lines, [solved.step]: Math.min(solved.lines, before.lines?.[solved.step] ?? Number.POSITIVE_INFINITY) } }),
          },
        },
      }
    })
    if (kept) this.#mine.set(id, stamp(begun))
    return kept
  }

  /** These lessons need not be played. */
  testOut(ids: readonly string[], now: number): void {
    this.#file.change((content) => ({
      ...content,
      lessons: { ...content.lessons, ...Object.fromEntries(ids.map((id) => [id, { ...lessonIn(content, id), testedOut: now }])) },
    }))
  }
}

const stamp = (begun: Begun | undefined): string => JSON.stringify(begun ?? null)

const lessonIn = ({ lessons }: Content, id: string): LessonProgress => (Object.hasOwn(lessons, id) ? (lessons[id] as LessonProgress) : { finished: false })

const without = <T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> => {
  const { [key]: _, ...rest } = value
  return rest
}
