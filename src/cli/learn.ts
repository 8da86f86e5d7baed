import type { Subcommand } from './subcommand.ts'

export const learn: Subcommand = {
  name: 'learn [concept...]',
  summary: 'what a thing of Kubernetes is: a page with a picture, and commands that show it',
  more: `
Without a name it lists all pages. A word that is no page is looked for on all of them.

Examples:
  ktutor learn
  ktutor learn label selector
  ktutor learn crashloop`,
  async run(words) {
    const { showConcept } = await import('./course/show-concept.ts')
    return showConcept(words.join(' '), { stdout: (text) => void process.stdout.write(text), stderr: (text) => void process.stderr.write(text) })
  },
}
