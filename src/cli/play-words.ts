/** Words of the free playground, at the terminal and in scripts: what looks into the cluster, time at will, and the reference. */
import type { Cluster } from '../cluster.ts'
import type { ShellCommand } from '../shell/command.ts'
import { explain } from '../tutor/commands/explain.ts'
import { fastForward } from '../tutor/commands/fast-forward.ts'
import { clusterWords } from './cluster-words.ts'
import type { Session } from './session.ts'

/** `skip` moves the session's time forward by milliseconds. */
export function playWords(cluster: Cluster, session: () => Pick<Session, 'context'>, skip: (ms: number) => void): readonly ShellCommand[] {
  const words = [...clusterWords(cluster, session), fastForward({ skip }), explain(undefined), learn]
  return [...words, help(words)]
}

const learn: ShellCommand = {
  name: 'learn',
  summary: 'learn CONCEPT: what a thing is (pod, namespace, rbac …)',
  async run(words, io) {
    const { showConcept } = await import('./course/show-concept.ts')
    return showConcept(words.join(' '), io)
  },
}

const help = (words: readonly ShellCommand[]): ShellCommand => ({
  name: 'help',
  summary: 'this list',
  async run(_, io) {
    const lines = [...words, { name: 'exit', summary: 'leave; the cluster goes with you' }].map(({ name, summary }) => `  ${name.padEnd(10)}${summary}\n`)
    io.stdout(`A shell with a cluster behind it: kubectl (kubectl --help), curl, pipes, files, an editor (vi FILE). And these words:\n${lines.join('')}`)
    return 0
  },
})
