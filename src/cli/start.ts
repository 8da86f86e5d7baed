import type { Subcommand } from './subcommand.ts'

export const start: Subcommand = {
  name: 'start [lesson]',
  summary: 'a lesson: the one you left, or the next one, or the one you name',
  more: `
Where you leave, you go on next time. Your progress is kept in
$XDG_STATE_HOME/ktutor (or ~/.local/state/ktutor).

Examples:
  ktutor start
  ktutor start first-pod
  ktutor start first-pod < my-lines.txt`,
  async run([lesson]) {
    const { playLessons } = await import('./course/play-lessons.ts')
    return playLessons(lesson)
  },
}
