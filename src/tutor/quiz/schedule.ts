/**
 * What is asked when. A missed question comes back after 1, 3, 7 and 21 days, as long as it is answered right each time;
 * missed once more, it begins again. What was never missed is asked once more only when nothing else is left.
 */
import type { Random } from '../../random.ts'

/** What is known of one question. Times: milliseconds since the epoch. */
export interface Memory {
  /** When it was answered last. */
  readonly seen: number
  /** When it comes back, if it was missed. */
  readonly due?: number
  /** Which of the pauses it is in. */
  readonly pause?: number
}

const day = 86_400_000
const pauses = [1, 3, 7, 21].map((days) => days * day)

/** What is known after an answer. */
export function answered(before: Memory | undefined, right: boolean, now: number): Memory {
  if (!right) return { seen: now, pause: 0, due: now + (pauses[0] as number) }
  if (before?.due === undefined || before.pause === undefined) return { seen: now }
  // An answer ahead of time proves little: the pause goes on.
  if (now < before.due) return { ...before, seen: now }
  const pause = before.pause + 1
  const length = pauses[pause]
  return length === undefined ? { seen: now } : { seen: now, pause, due: now + length }
}

/**
 * The questions of a round: first what is due, longest overdue first; then what was never asked, the kinds by turns; then
 * what was answered longest ago, and last what was missed and is not due yet.
 */
export function chooseRound<Q extends { readonly id: string }>(
  questions: readonly Q[],
  memories: ReadonlyMap<string, Memory>,
  { now, size, random, kind }: { readonly now: number; readonly size: number; readonly random: Random; readonly kind?: (question: Q) => string },
): Q[] {
  const met = new Map<string, number>()
  const turn = (question: Q): number => {
    const name = kind?.(question) ?? ''
    met.set(name, (met.get(name) ?? 0) + 1)
    return met.get(name) as number
  }
  const rank = (question: Q): readonly [number, number] => {
    const memory = memories.get(question.id)
    if (memory === undefined) return [1, turn(question)]
    if (memory.due === undefined) return [2, memory.seen]
    return memory.due <= now ? [0, memory.due] : [3, memory.due]
  }
  const ranked = shuffled(questions, random).map((question) => ({ question, rank: rank(question) }))
  ranked.sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1])
  return ranked.slice(0, size).map(({ question }) => question)
}

/** When the next missed question comes back, if one does. */
export const nextDue = (memories: Iterable<Memory>): number | undefined => {
  const times = [...memories].map(({ due }) => due).filter((due) => due !== undefined)
  return times.length === 0 ? undefined : Math.min(...times)
}

export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const mixed = [...items]
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    ;[mixed[i], mixed[j]] = [mixed[j] as T, mixed[i] as T]
  }
  return mixed
}
