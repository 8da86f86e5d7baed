import type { CommandIo, ShellCommand } from '../../shell/command.ts'
import type { Insight } from '../insight/insight.ts'
import type { Answer, Explainer } from '../insight/why/answer.ts'
import { explainers } from '../insight/why/index.ts'
import { whyRefused } from '../insight/why/refusal.ts'

const usage = `why: what is the matter with it? Such as:
  why pod/web          why is it Pending, not ready, restarting, leaving, or where it is
  why service/web      why nobody answers behind it
  why pvc/data         why it has no volume
  why deployment/web   why it does not get on
  why forbidden        which rule was missing when you were last refused
  why                  everything in this namespace that is not well; -n NAMESPACE says where
`

/** What \`why\` needs: the cluster, and the namespace that kubectl would use. */
export interface Asked {
  readonly insight: Insight
  namespace(): Promise<string>
}

/** `why pod/web`: the cause, from the cluster's state and the scheduler's verdicts. */
export const why = ({ insight, namespace }: Asked): ShellCommand => ({
  name: 'why',
  summary: 'why KIND/NAME: why something is as it is; alone, what is not well',
  async run(words, io) {
    const question = questionOf(words)
    if (!question) {
      io.stderr(usage)
      return 2
    }
    const place = question.namespace ?? (await namespace())
    if (question.about.length === 0) return everything(insight, place, io)
    if (/^(forbidden|denied|refused)$/.test(question.about[0] as string)) return refused(insight, io)
    return one(insight, place, question.about, io)
  },
  complete: async (before, word) => candidates(insight, await namespace(), before, word),
})

function questionOf(words: readonly string[]): { about: readonly string[]; namespace: string | undefined } | undefined {
  const about: string[] = []
  let namespace: string | undefined
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string
    if (word === '-n' || word === '--namespace') namespace = words[++i]
    else if (/^(-n|--namespace)=/.test(word)) namespace = word.replace(/^.*?=/, '')
    else if (word.startsWith('-')) return undefined
    else about.push(word)
  }
  return about.length > 2 ? undefined : { about, namespace }
}

const explainerFor = (kind: string): Explainer | undefined => explainers.find(({ names }) => names.includes(kind.toLowerCase()))

function one(insight: Insight, namespace: string, about: readonly string[], io: CommandIo): number {
  const [kind = '', name] = about.length === 2 ? about : about[0]?.includes('/') ? (about[0].split('/') as [string, string]) : ['pod', about[0] as string]
  const explainer = explainerFor(kind)
  if (!explainer || !name) {
    io.stderr(explainer ? usage : `why: nothing is known about ${kind}. It explains ${explainers.map(({ names }) => names[0]).join(', ')}.\n`)
    return 2
  }
  const [what = ''] = explainer.names
  const object = insight.get({ kind: what, namespace: explainer.namespaced ? namespace : '' }, name)
  if (!object) {
    io.stderr(`why: there is no ${what} ${name}${explainer.namespaced ? ` in ${namespace}` : ''}.\n`)
    return 1
  }
  tell(explainer.explain(object, insight), io)
  return 0
}

function everything(insight: Insight, namespace: string, io: CommandIo): number {
  const answers = explainers.flatMap((explainer) => {
    const objects = insight.list({ kind: explainer.names[0] as string, namespace: explainer.namespaced ? namespace : '' })
    return objects.map((object) => explainer.explain(object, insight)).filter(({ well }) => !well)
  })
  if (answers.length === 0) io.stdout(`Everything in ${namespace} is well.\n`)
  for (const [i, answer] of answers.entries()) {
    if (i > 0) io.stdout('\n')
    tell(answer, io)
  }
  return 0
}

function refused(insight: Insight, io: CommandIo): number {
  if (insight.refusal) tell(whyRefused(insight.refusal, insight), io)
  else io.stdout('You have not been refused anything.\n')
  return 0
}

function tell({ says, because, see }: Answer, io: CommandIo): void {
  const lines = [says, ...because.map((line) => `  ${line}`), ...see.map((line) => `see: ${line}`)]
  io.stdout(`${lines.map((line) => line.trimEnd()).join('\n')}\n`)
}

function candidates(insight: Insight, namespace: string, before: readonly string[], word: string): readonly string[] {
  if (before.length > 1) return []
  const [kind, rest] = word.split('/')
  const explainer = rest === undefined ? undefined : explainerFor(kind as string)
  if (!explainer) return ['forbidden', ...explainers.map(({ names }) => `${names[0]}/`)].filter((each) => each.startsWith(word))
  const objects = insight.list({ kind: explainer.names[0] as string, namespace: explainer.namespaced ? namespace : '' })
  return objects.map(({ metadata }) => `${kind}/${metadata.name}`).filter((each) => each.startsWith(word))
}
