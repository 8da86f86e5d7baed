/** Lists of indexes as jobs write them: `1,3-5`. Models validateIndexesFormat of pkg/apis/batch/validation. */

/** The message is what the server says of the list. */
export class IndexesError extends Error {}

/** Both ends are included. */
type Interval = readonly [first: number, last: number]

/** How many indexes the list has. @throws IndexesError */
export function countIndexes(text: string, completions: number): number {
  let total = 0
  let last: number | undefined
  for (const fragment of text === '' ? [] : text.split(',')) {
    const [from, to] = parseInterval(fragment, completions)
    if (last !== undefined && last >= from) throw notIncreasing(last, from)
    total += to - from + 1
    last = to
  }
  return total
}

/** The first index that both lists have. What cannot be read is left out: that is reported by itself. */
export function firstInBoth(a: string, b: string, completions: number): number | undefined {
  const others = readable(b, completions)
  for (const [from, to] of readable(a, completions)) {
    const other = others.find(([start, end]) => from <= end && start <= to)
    if (other) return Math.max(from, other[0])
  }
  return undefined
}

const readable = (text: string, completions: number): Interval[] =>
  text.split(',').flatMap((fragment) => {
    try {
      return [parseInterval(fragment, completions)]
    } catch (error) {
      if (error instanceof IndexesError) return []
      throw error
    }
  })

function parseInterval(fragment: string, completions: number): Interval {
  const [first = '', last, ...more] = fragment.split('-')
  if (more.length > 0)
    throw new IndexesError(
      `the fragment ${JSON.stringify(fragment)} violates the requirement that an index interval can have at most two parts separated by '-'`,
    )
  const from = parseIndex(first, completions)
  if (last === undefined) return [from, from]
  const to = parseIndex(last, completions)
  if (from >= to) throw notIncreasing(from, to)
  return [from, to]
}

function parseIndex(text: string, completions: number): number {
  if (!/^[-+]?\d+$/.test(text)) throw new IndexesError(`cannot convert string to integer for index: ${JSON.stringify(text)}`)
  if (Number(text) >= completions) throw new IndexesError(`too large index: ${JSON.stringify(text)}`)
  return Number(text)
}

const notIncreasing = (before: number, now: number): IndexesError => new IndexesError(`non-increasing order, previous: ${before}, current: ${now}`)
