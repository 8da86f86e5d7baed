/** find and findAll. Models apiserver pkg/cel/library/regex.go. */

import { method, type Overload } from '../functions/overload.ts'
import { patternOf } from '../functions/pattern.ts'
import * as t from '../language/types.ts'

function findAll(text: string, pattern: string, limit = -1n): string[] {
  const found = [...text.matchAll(patternOf(pattern, 'gu'))].map(([match]) => match)
  return limit < 0n ? found : found.slice(0, Number(limit))
}

export const regexes: readonly Overload[] = [
  method('find', [t.string, t.string], t.string, (text: string, pattern: string) => patternOf(pattern).exec(text)?.[0] ?? ''),
  method('findAll', [t.string, t.string], t.list(t.string), findAll),
  method('findAll', [t.string, t.string, t.int], t.list(t.string), findAll),
]
