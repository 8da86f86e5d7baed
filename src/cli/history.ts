import type { History } from '../shell/line-editor.ts'

/** History for as long as the program runs. */
export function sessionHistory(before: readonly string[] = []): History {
  const lines = [...before]
  return {
    lines,
    add(line) {
      if (lines.at(-1) !== line) lines.push(line)
    },
  }
}
