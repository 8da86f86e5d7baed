/** `kubernetes`: answers for the cluster's domain, and for the names of its addresses. */
import { Informers } from '../../../client/informer.ts'
import type { Directive } from '../corefile.ts'
import { addressRecords, KubernetesZone, type Meaning, serviceRecords } from '../kubernetes-zone.ts'
import { definePlugin, type Handler, isWithin, type Question, type Reply, type ServerParts, seconds, wrong, wrongAt, wrongCount, zoneName } from '../plugin.ts'

const defaultTtl = 5
/** Options that change nothing here: how the API server is reached, and what is watched. */
const indifferent = new Set([
  'endpoint',
  'tls',
  'kubeconfig',
  'apiserver_qps',
  'apiserver_burst',
  'apiserver_max_inflight',
  'labels',
  'namespace_labels',
  'noendpoints',
  'ignore',
  'multicluster',
  'startup_timeout',
  'transfer',
  'upstream',
  'resyncperiod',
])

interface Settings {
  pods: 'disabled' | 'insecure' | 'verified'
  ttl: number
  podNames: boolean
  namespaces: ReadonlySet<string> | undefined
  /** Zones of which others may know what is not known here; empty: all. */
  fallthrough: readonly string[] | undefined
}

const isReverse = (zone: string): boolean => zone.endsWith('in-addr.arpa') || zone.endsWith('ip6.arpa')

export const kubernetes = definePlugin({
  name: 'kubernetes',
  setup(directives, parts) {
    const directive = directives[0] as Directive
    if (directives.length > 1) throw wrong('kubernetes', 'this plugin can only be used once per Server Block')
    const settings = readSettings(directive)
    const zones = (directive.args.length > 0 ? directive.args : parts.zones).map(zoneName)
    const zone = zones.find((each) => !isReverse(each)) ?? ''
    const informers = new Informers(parts.client, parts.host.clock)
    const held = new KubernetesZone(informers, { ...settings, zone })
    const serial = Math.floor(parts.host.clock.now() / 1000)
    parts.onStop(() => informers.stop())
    parts.explains((name) => (isWithin(name, zone) ? held.explain(name) : undefined))
    return (next) => (question) => {
      const own = zones.filter((each) => isWithin(question.name, each)).sort((a, b) => b.length - a.length)[0]
      if (own === undefined) return next(question)
      const reply = answer(question, { held, zone: own, ttl: settings.ttl, serial, parts })
      const passes = reply.code === 'NXDOMAIN' && settings.fallthrough?.some((each) => isWithin(question.name, each))
      return passes ? next(question) : reply
    }
  },
})

function readSettings(directive: Directive): Settings {
  const settings: Settings = { pods: 'disabled', ttl: defaultTtl, podNames: false, namespaces: undefined, fallthrough: undefined }
  for (const { line: at, words } of directive.block) {
    const [option = '', ...args] = words
    if (option === 'pods') {
      if (args.length !== 1) throw wrongCount(directive, args.at(-1) ?? option, at)
      if (!['disabled', 'insecure', 'verified'].includes(args[0] as string))
        throw wrongAt(directive, at, `wrong value for pods: ${args[0]},  must be one of: disabled, verified, insecure`)
      settings.pods = args[0] as Settings['pods']
    } else if (option === 'ttl') {
      const ttl = Number(args[0] ?? Number.NaN)
      if (args.length === 0) throw wrongCount(directive, option, at)
      if (!(ttl >= 0 && ttl <= 3600)) throw wrongAt(directive, at, `ttl must be in range [0, 3600]: ${args[0]}`)
      settings.ttl = seconds(args[0] as string) ?? defaultTtl
    } else if (option === 'fallthrough') settings.fallthrough = args.length > 0 ? args.map(zoneName) : ['.']
    else if (option === 'endpoint_pod_names') settings.podNames = true
    else if (option === 'namespaces') settings.namespaces = new Set(args)
    else if (!indifferent.has(option)) throw wrongAt(directive, at, `unknown property '${option}'`)
  }
  return settings
}

interface Zone {
  readonly held: KubernetesZone
  readonly zone: string
  readonly ttl: number
  readonly serial: number
  readonly parts: ServerParts
}

function answer(question: Question, { held, zone, ttl, serial, parts }: Zone): Reply {
  const { name, type } = question
  const soa = { name: zone, type: 'SOA' as const, ttl, data: `ns.dns.${zone}. hostmaster.${zone}. ${serial} 7200 1800 86400 ${ttl}` }
  const empty: Reply = { code: 'NOERROR', answer: [], authority: [soa], authoritative: true }
  const found = (records: Reply['answer']): Reply => (records.length > 0 ? { code: 'NOERROR', answer: records, authoritative: true } : empty)
  if (isReverse(zone)) {
    const names = held.reverse(addressOf(name))
    if (names.length === 0) return { ...empty, code: 'NXDOMAIN' }
    return type === 'PTR' ? found(names.map((data) => ({ name, type: 'PTR', ttl, data }))) : empty
  }
  if (name === zone && type === 'SOA') return found([soa])
  if (name === `dns-version.${zone}`) return type === 'TXT' ? found([{ name, type: 'TXT', ttl, data: '"1.1.0"' }]) : empty
  const meaning = held.find(name)
  if (!meaning) return { ...empty, code: 'NXDOMAIN' }
  if ('alias' in meaning) return aliased(question, meaning, ttl, parts.whole)
  if (type === 'A' || type === 'AAAA') return found(addressRecords(name, meaning.entries, type, ttl))
  return type === 'SRV' ? found(serviceRecords(name, meaning.entries, ttl)) : empty
}

/** An alias, and what the server as a whole knows of its target. */
function aliased(question: Question, { alias }: Extract<NonNullable<Meaning>, { alias: string }>, ttl: number, whole: Handler): Reply {
  const own = { name: question.name, type: 'CNAME' as const, ttl, data: alias }
  const target = question.type === 'A' || question.type === 'AAAA' ? whole({ ...question, name: alias, depth: question.depth + 1 }) : undefined
  return { code: 'NOERROR', answer: [own, ...(target?.answer ?? [])], authoritative: true }
}

const addressOf = (name: string): string =>
  name
    .replace(/\.in-addr\.arpa$/, '')
    .split('.')
    .reverse()
    .join('.')
