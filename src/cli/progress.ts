import { oneOf, type Subcommand } from './subcommand.ts'

export const progress: Subcommand = {
  name: 'progress [lesson]',
  summary: 'where you stand: chapters, minutes, steps within par, questions due; or the steps of a lesson',
  options: [{ flags: '--output <format>', meaning: 'text or json', default: 'text', parse: oneOf('text', 'json') }],
  more: `
Par is the number of lines of the shortest way through a step; lines that only
look are not counted.

Examples:
  ktutor progress
  ktutor progress first-pod
  ktutor progress --output json`,
  async run([lesson], { output }) {
    const { showProgressAtTerminal } = await import('./course/show-progress.ts')
    return showProgressAtTerminal(lesson, output)
  },
}
