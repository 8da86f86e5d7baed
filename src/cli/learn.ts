import type { Subcommand } from './subcommand.ts'

export const learn: Subcommand = {
  name: 'learn [concept...]',
  summary: 'what a thing of Kubernetes is: a page with a picture, and commands that show it',
  async run(words) {
    const { showConcept } = await import('./course/show-concept.ts')
    return showConcept(words.join(' '), { stdout: (text) => void process.stdout.write(text), stderr: (text) => void process.stderr.write(text) })
  },
}
