/** Where the questions of a quiz are put: choices with inquirer, lines with the line editor of the lessons. */
import type { ReadStream, WriteStream } from 'node:tty'
import { select } from '@inquirer/prompts'
import { LineEditor } from '../../shell/line-editor.ts'
import { sessionHistory } from '../history.ts'
import { Keys } from './keys.ts'

/** Ctrl-C, Ctrl-D, or nobody there any more. */
export class Left extends Error {}

export interface Desk {
  /** One of the choices. @throws Left */
  choose(choices: readonly { readonly name: string; readonly value: string }[]): Promise<string>
  /** What was typed. @throws Left */
  line(): Promise<string>
  /** What a line printed. */
  print(text: string): void
  end(): void
}

export function deskAt(input: ReadStream, output: WriteStream): Desk {
  const keys = new Keys(input)
  const history = sessionHistory()
  return {
    choose: (choices) => chosen(keys, output, choices),
    async line() {
      const editor = new LineEditor(keys as unknown as ReadStream, output, history)
      const entered = await editor.read('$ ')
      if (entered.kind !== 'line') throw new Left()
      if (entered.text.trim() !== '') history.add(entered.text)
      return entered.text
    },
    print: (text) => void output.write(text),
    end: () => keys.end(),
  }
}

/** Inquirer takes no notice of Ctrl-D, nor of a keyboard that is gone: its answer would never come. */
async function chosen(keys: Keys, output: WriteStream, choices: readonly { readonly name: string; readonly value: string }[]): Promise<string> {
  const leaving = new AbortController()
  const leave = () => leaving.abort()
  const onKey = (_: unknown, key: { ctrl?: boolean; name?: string } | undefined) => void (key?.ctrl && key.name === 'd' && leave())
  keys.on('keypress', onKey)
  keys.on('end', leave)
  try {
    return await select({ message: 'Which?', choices, pageSize: 12 }, { input: keys, output, signal: leaving.signal })
  } catch (error) {
    if (['ExitPromptError', 'AbortPromptError'].includes((error as Error).name)) throw new Left()
    throw error
  } finally {
    keys.off('keypress', onKey)
    keys.off('end', leave)
  }
}
