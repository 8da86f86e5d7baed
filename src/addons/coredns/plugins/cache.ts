/** `cache`: keeps answers for as long as their TTL says, and no longer than it is told. */
import type { Directive } from '../corefile.ts'
import { definePlugin, isWithin, type Reply, wrongAt, zoneName } from '../plugin.ts'

const options = new Set(['success', 'denial', 'prefetch', 'serve_stale', 'servfail', 'disable', 'keepttl', 'verify'])
const longest = { success: 3600, denial: 1800 }
/** For how long a failure is kept. */
const servfailSeconds = 5

interface Kept {
  readonly reply: Reply
  readonly since: number
  readonly until: number
}

export const cache = definePlugin({
  name: 'cache',
  setup(directives, { host: { clock }, zones }) {
    const [directive] = directives as [Directive]
    const { args, block } = directive
    for (const { line, words } of block) if (!options.has(words[0] as string)) throw wrongAt(directive, line, `unknown property '${words[0]}'`)
    const most = /^\d+$/.test(args[0] ?? '') ? Number(args[0]) : undefined
    const own = (most === undefined ? args : args.slice(1)).map(zoneName)
    const within = own.length > 0 ? own : zones
    const off = (kind: 'success' | 'denial') =>
      block.filter(({ words }) => words[0] === 'disable' && words[1] === kind).flatMap(({ words }) => words.slice(2).map(zoneName))
    const disabled = { success: off('success'), denial: off('denial') }
    const kept = new Map<string, Kept>()
    return (next) => (question) => {
      if (!within.some((zone) => isWithin(question.name, zone))) return next(question)
      const now = clock.now()
      const key = `${question.type} ${question.name}`
      const known = kept.get(key)
      if (known && known.until > now) return aged(known, now)
      kept.delete(key)
      const reply = next(question)
      const kind = reply.code === 'NOERROR' && reply.answer.length > 0 ? 'success' : 'denial'
      const isOff = disabled[kind].some((zone) => isWithin(question.name, zone))
      const seconds = isOff ? 0 : lifetime(reply, kind, most ?? longest[kind])
      if (seconds > 0) kept.set(key, { reply, since: now, until: now + seconds * 1000 })
      return reply
    }
  },
})

function lifetime({ code, answer, authority = [] }: Reply, kind: 'success' | 'denial', most: number): number {
  if (code === 'SERVFAIL' || code === 'REFUSED') return code === 'SERVFAIL' ? servfailSeconds : 0
  const records = kind === 'success' ? answer : authority
  return Math.min(most, ...records.map(({ ttl }) => ttl), ...(records.length === 0 ? [servfailSeconds] : []))
}

/** What is kept grows old. */
function aged({ reply, since }: Kept, now: number): Reply {
  const age = Math.floor((now - since) / 1000)
  return age === 0 ? reply : { ...reply, answer: reply.answer.map((record) => ({ ...record, ttl: Math.max(0, record.ttl - age) })) }
}
