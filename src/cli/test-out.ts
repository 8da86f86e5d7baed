import { type Subcommand, wholeNumber } from './subcommand.ts'

export const testOut: Subcommand = {
  name: 'test-out [chapter]',
  summary: 'skip a chapter that you know: do the last task of each of its lessons, without hints',
  options: [
    { flags: '--minutes <count>', meaning: 'how long it may take; without, there is no limit', parse: wholeNumber(1, 600) },
    { flags: '--seed <seed>', meaning: 'the same seed asks the same questions' },
  ],
  more: `
Each task stands on a fresh cluster where the lesson's earlier steps are done,
and is judged by the lesson's own checks. Passed, the chapter's lessons are
marked as tested out: ktutor start skips them, ktutor start LESSON still plays
them. Without a chapter all of them are listed. The test is taken in one go:
whoever leaves begins anew.

Examples:
  ktutor test-out namespaces
  ktutor test-out pods --minutes 20`,
  async run([chapter], { minutes, seed }) {
    const { takeTest } = await import('./course/take-test.ts')
    return takeTest(chapter, { minutes, seed })
  },
}
