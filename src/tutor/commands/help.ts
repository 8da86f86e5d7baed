import type { ShellCommand } from '../../shell/command.ts'
import { type Tutor, word } from './tutor.ts'

/** `others`: all of the tutor's words, in the order in which they are shown. */
export const help = ({ speech }: Pick<Tutor, 'speech'>, others: () => readonly ShellCommand[]) =>
  word('help', 'this list', () => {
    speech.say('This is a shell with a cluster behind it: `kubectl` (`kubectl --help`), pipes, files, an editor (`vi FILE`), Tab, Ctrl-C.')
    speech.say('And these words are mine:\n')
    for (const { name, summary } of others()) speech.say(`  \`${name}\`${' '.repeat(12 - name.length)}${summary}`)
  })
