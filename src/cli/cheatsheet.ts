import type { Subcommand } from './subcommand.ts'

export const cheatsheet: Subcommand = {
  name: 'cheatsheet [words...]',
  summary: 'the everyday commands by task: all, those of a topic, or those with a word, a kind or a flag in them',
  passThrough: true,
  async run(words) {
    const { showCheatsheet } = await import('./course/show-cheatsheet.ts')
    return showCheatsheet(words, { stdout: (text) => void process.stdout.write(text), stderr: (text) => void process.stderr.write(text) })
  },
}
