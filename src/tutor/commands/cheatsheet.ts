import type { ShellCommand } from '../../shell/command.ts'
import type { Tutor } from './tutor.ts'

export const cheatsheet = ({ cheatsheet: show }: Pick<Tutor, 'cheatsheet'>): ShellCommand => ({
  name: 'cheatsheet',
  summary: 'cheatsheet WORD: everyday commands (a topic, a kind, a flag)',
  run: async (words, io) => show(words, io),
})
