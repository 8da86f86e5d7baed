import { type Subcommand, wholeNumber } from './subcommand.ts'

export const quiz: Subcommand = {
  name: 'quiz [topic]',
  summary: 'ten questions: choose, type the line, spot the mistake; what you miss comes back',
  options: [
    { flags: '--questions <count>', meaning: 'how many questions the round has', default: '10', parse: wholeNumber(1, 100) },
    { flags: '--seed <seed>', meaning: 'the same seed asks the same questions in the same order' },
  ],
  more: `
What you missed comes back after 1, 3, 7 and 21 days. A line that you type is
judged by what it does on a small cluster. A topic may be a chapter or a
lesson, too.

Examples:
  ktutor quiz
  ktutor quiz rbac
  ktutor quiz pods --questions 5`,
  async run([topic], { questions, seed }) {
    const { playQuiz } = await import('./quiz/play-quiz.ts')
    return playQuiz(topic, { size: Number(questions), seed })
  },
}
