/** Two folders compared as `diff -u -N` compares them: for every file that differs, a headline and its hunks. */
import { structuredPatch } from 'diff'

export interface Versions {
  readonly from: string
  readonly to: string
}

/** `files` by name, an absent one is ''. `at` is when they were written; milliseconds. Empty if nothing differs. */
export function unifiedDiff(folders: Versions, files: ReadonlyMap<string, Versions>, at: number): string {
  const names = [...files.keys()].sort()
  const time = `${new Date(at).toISOString().slice(0, 23).replace('T', ' ')}000000 +0000`
  return names.map((name) => fileDiff(name, folders, files.get(name) as Versions, time)).join('')
}

function fileDiff(name: string, folders: Versions, { from, to }: Versions, time: string): string {
  if (from === to) return ''
  const [left, right] = [`${folders.from}/${name}`, `${folders.to}/${name}`]
  const { hunks } = structuredPatch(left, right, from, to, '', '', { context: 3 })
  const text = hunks.map(({ oldStart, oldLines, newStart, newLines, lines }) =>
    [`@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`, ...lines].map((line) => `${line}\n`).join(''),
  )
  return `diff -u -N ${left} ${right}\n--- ${left}\t${time}\n+++ ${right}\t${time}\n${text.join('')}`
}

/** Lines from 1; what has no lines stands after the line before. */
const range = (start: number, lines: number): string => (lines === 1 ? String(start) : `${lines === 0 ? Math.max(0, start - 1) : start},${lines}`)
