import type { Subcommand } from './subcommand.ts'

export const kubectl: Subcommand = {
  name: 'kubectl [words...]',
  summary: "ktutor's kubectl on any cluster that your kubeconfig names",
  passThrough: true,
  async run(words) {
    const { runHostKubectl } = await import('./host-kubectl.ts')
    return runHostKubectl(words)
  },
}
