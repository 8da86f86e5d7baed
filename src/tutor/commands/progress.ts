import type { ShellCommand } from '../../shell/command.ts'
import type { Tutor } from './tutor.ts'

export const progress = ({ progress: show }: Tutor): ShellCommand => ({
  name: 'progress',
  summary: 'where you stand: chapters, minutes, steps within par',
  async run(words, io) {
    if (words.length <= 1) return show(words[0], io)
    io.stderr('progress: it takes one lesson at most\n')
    return 2
  },
})
