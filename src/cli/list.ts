import type { Subcommand } from './subcommand.ts'

export const list: Subcommand = {
  name: 'list',
  summary: 'all lessons, and which of them you have done',
  async run() {
    const { listLessons } = await import('./course/play-lessons.ts')
    return listLessons()
  },
}
