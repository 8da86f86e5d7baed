/** Unified diffs of texts, three lines of context, as Python's and Go's difflib make them. */

interface Block {
  readonly a: number
  readonly b: number
  readonly length: number
}

interface Change {
  readonly a: readonly [number, number]
  readonly b: readonly [number, number]
}

const context = 3

/** Hunks without file names; ends in a line break. Empty for equal texts. */
export function unifiedDiff(before: string, after: string): string {
  const a = before.split('\n')
  const b = after.split('\n')
  return groups(changes(a, b))
    .map((group) => hunk(group, a, b))
    .join('')
}

/** The longest common run in a range, the earliest one on a tie, then the same left and right of it. */
function changes(a: readonly string[], b: readonly string[]): Change[] {
  const places = new Map<string, number[]>()
  b.forEach((line, j) => {
    places.set(line, [...(places.get(line) ?? []), j])
  })
  const blocks: Block[] = []
  const find = (aFrom: number, aTo: number, bFrom: number, bTo: number): void => {
    const longest = longestMatch(a, places, aFrom, aTo, bFrom, bTo)
    if (longest.length === 0) return
    find(aFrom, longest.a, bFrom, longest.b)
    blocks.push(longest)
    find(longest.a + longest.length, aTo, longest.b + longest.length, bTo)
  }
  find(0, a.length, 0, b.length)
  blocks.push({ a: a.length, b: b.length, length: 0 })
  const result: Change[] = []
  let [i, j] = [0, 0]
  for (const block of blocks) {
    if (i < block.a || j < block.b) result.push({ a: [i, block.a], b: [j, block.b] })
    i = block.a + block.length
    j = block.b + block.length
  }
  return result
}

function longestMatch(a: readonly string[], places: ReadonlyMap<string, readonly number[]>, aFrom: number, aTo: number, bFrom: number, bTo: number): Block {
  let best: Block = { a: aFrom, b: bFrom, length: 0 }
  let runs = new Map<number, number>()
  for (let i = aFrom; i < aTo; i++) {
    const next = new Map<number, number>()
    for (const j of places.get(a[i] as string) ?? []) {
      if (j < bFrom) continue
      if (j >= bTo) break
      const length = (runs.get(j - 1) ?? 0) + 1
      next.set(j, length)
      if (length > best.length) best = { a: i - length + 1, b: j - length + 1, length }
    }
    runs = next
  }
  return best
}

/** Changes whose contexts touch share a hunk. */
function groups(all: readonly Change[]): Change[][] {
  const result: Change[][] = []
  for (const change of all) {
    const last = result.at(-1)
    const previous = last?.at(-1)
    if (last && previous && change.a[0] - previous.a[1] <= 2 * context) last.push(change)
    else result.push([change])
  }
  return result
}

function hunk(group: readonly Change[], a: readonly string[], b: readonly string[]): string {
  const first = group[0] as Change
  const last = group.at(-1) as Change
  const lead = Math.min(context, first.a[0], first.b[0])
  const trail = Math.min(context, a.length - last.a[1])
  const lines: string[] = [`@@ -${range(first.a[0] - lead, last.a[1] + trail)} +${range(first.b[0] - lead, last.b[1] + trail)} @@`]
  let position = first.a[0] - lead
  for (const change of group) {
    lines.push(...a.slice(position, change.a[0]).map((line) => ` ${line}`))
    lines.push(...a.slice(...change.a).map((line) => `-${line}`), ...b.slice(...change.b).map((line) => `+${line}`))
    position = change.a[1]
  }
  lines.push(...a.slice(position, position + trail).map((line) => ` ${line}`))
  return `${lines.join('\n')}\n`
}

function range(from: number, to: number): string {
  const length = to - from
  if (length === 1) return String(from + 1)
  return `${length === 0 ? from : from + 1},${length}`
}
