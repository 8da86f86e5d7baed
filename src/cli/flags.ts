import type { Subcommand } from './subcommand.ts'

export const flags: Subcommand = {
  name: 'flags [words...]',
  summary: 'every flag of kubectl: ktutor flags, ktutor flags get, ktutor flags get -o, ktutor flags --dry-run',
  passThrough: true,
  async run(words) {
    const { showFlags } = await import('./course/show-flags.ts')
    return showFlags(words)
  },
}
