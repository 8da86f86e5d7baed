/** `rewrite`: asks for another name than the client did, and answers under the client's. */
import type { Directive } from '../corefile.ts'
import { definePlugin, type Question, type Reply, wrong, wrongCount } from '../plugin.ts'

interface Rule {
  /** The other name; undefined where the rule does not match. */
  apply(question: Question): Question | undefined
  readonly goesOn: boolean
}

export const rewrite = definePlugin({
  name: 'rewrite',
  setup(directives) {
    const rules = directives.flatMap((directive) =>
      directive.args.length > 0 ? [ruleOf(directive, directive.args)] : directive.block.map(({ words }) => ruleOf(directive, words)),
    )
    return (next) => (question) => {
      let asked = question
      for (const { apply, goesOn } of rules) {
        const other = apply(asked)
        if (other) asked = other
        if (other && !goesOn) break
      }
      const reply = next(asked)
      return asked.name === question.name ? reply : renamed(reply, asked.name, question.name)
    }
  },
})

const renamed = (reply: Reply, from: string, to: string): Reply => ({
  ...reply,
  answer: reply.answer.map((record) => (record.name === from ? { ...record, name: to } : record)),
})

function ruleOf(directive: Directive, words: readonly string[]): Rule {
  const mode = words[0] === 'continue' || words[0] === 'stop' ? words[0] : undefined
  const [field = '', ...args] = mode ? words.slice(1) : words
  const goesOn = mode === 'continue'
  if (args.length < 2) throw wrongCount(directive, words.at(-1) ?? 'rewrite')
  if (field === 'type') {
    const [from, to] = args.map((word) => word.toUpperCase())
    return { goesOn, apply: (question) => (question.type === from ? { ...question, type: to as Question['type'] } : undefined) }
  }
  if (field === 'class' || field === 'ttl' || field === 'edns0' || field === 'cname' || field === 'rcode') return { goesOn, apply: () => undefined }
  if (field !== 'name') throw wrong('rewrite', `invalid rule type ${JSON.stringify(field)}`)
  const kinds = ['exact', 'prefix', 'suffix', 'substring', 'regex']
  const [kind, from = '', to = ''] = kinds.includes(args[0] as string) && args.length > 2 ? args : ['exact', ...args]
  const change = changeOf(kind as string, from, to)
  return {
    goesOn,
    apply(question) {
      const name = change(`${question.name}.`)?.replace(/\.$/, '').toLowerCase()
      return name === undefined ? undefined : { ...question, name }
    },
  }
}

const dotted = (name: string): string => (name.endsWith('.') ? name : `${name}.`)

function changeOf(kind: string, from: string, to: string): (name: string) => string | undefined {
  switch (kind) {
    case 'prefix':
      return (name) => (name.startsWith(from) ? to + name.slice(from.length) : undefined)
    case 'suffix':
      return (name) => (name.endsWith(dotted(from)) ? name.slice(0, -dotted(from).length) + dotted(to) : undefined)
    case 'substring':
      return (name) => (name.includes(from) ? name.replace(from, to) : undefined)
    case 'regex': {
      const pattern = new RegExp(from)
      return (name) => {
        const match = pattern.exec(name)
        return match ? to.replace(/\{(\d+)\}/g, (_, group) => match[Number(group)] ?? '') : undefined
      }
    }
    default:
      return (name) => (name === dotted(from) ? dotted(to) : undefined)
  }
}
