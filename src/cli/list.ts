import type { Subcommand } from './subcommand.ts'

export const list: Subcommand = {
  name: 'list',
  summary: 'all lessons, and which of them you have done',
  more: `
ktutor progress says more, and says it as JSON with --output json.`,
  async run() {
    const { listLessons } = await import('./course/play-lessons.ts')
    return listLessons()
  },
}
