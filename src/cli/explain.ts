import type { Subcommand } from './subcommand.ts'

export const explain: Subcommand = {
  name: 'explain [line...]',
  summary: "what each part of a line means: ktutor explain -- 'kubectl get pods -A -o wide | grep web'",
  options: [{ flags: '--output <format>', meaning: 'text or json', default: 'text' }],
  async run(words, { output }) {
    const { explainAtTerminal } = await import('./course/explain-line.ts')
    return explainAtTerminal(words.join(' '), output)
  },
}
