import { commandTable } from '../../kubectl/flag-table.ts'
import type { ShellCommand } from '../../shell/command.ts'
import { explainLine } from '../insight/explain-line.ts'
import { partLines } from '../insight/show-parts.ts'
import { plainPaint } from '../player/speech.ts'

/**
 * At the prompt the whole line behind the word is the question, pipes and quotes and all, so it is taken before the shell
 * reads it (explained()); what arrives here was read by the shell already, in a script for instance.
 */
export const explain = (_: unknown): ShellCommand => ({
  name: 'explain',
  summary: 'explain LINE: what each part of a command means',
  run: async (words, io) => {
    io.stdout(`${partLines(explainLine(words.join(' '), commandTable()), plainPaint, io.terminal.columns).join('\n')}\n`)
    return 0
  },
})

/** The line that is asked about, if `text` asks; '' for the bare word. */
export const explained = (text: string): string | undefined =>
  /^\s*explain(?:\s+(?:--\s+)?([\s\S]*))?$/
    .exec(text)
    ?.slice(1)
    .map((line) => line ?? '')[0]
