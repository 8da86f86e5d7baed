/**
 * Who did what after the learner's last change, drawn from the audit stream: you → API server → deployment controller →
 * API server → scheduler → kubelet. Whoever acts because of what another wrote stands further to the right.
 */
import { humanDuration } from '../../api/duration.ts'
import type { AnyObject } from '../../api/object.ts'
import { columns } from './columns.ts'
import type { Deed } from './insight.ts'

/** The lines to print. */
export function drawTrace(deeds: readonly Deed[]): string[] {
  const [first] = deeds
  if (!first) return ['Nothing to trace: you have changed nothing yet.']
  const rows = stepsOf(deeds).map(({ who, what, whom, depth, time }) => [`+${humanDuration(time - first.time)}`, `${'  '.repeat(depth)}${who}`, what, whom])
  return [...columns(rows), '', 'Every step is a request to the API server; nobody in it talks to anybody else.']
}

interface Step {
  readonly who: string
  readonly what: string
  whom: string
  readonly depth: number
  readonly time: number
  readonly names: string[]
  /** What joins a step with the one before. */
  readonly like: string
}

/** Deeds that are alike, at the same moment, are one step. */
function stepsOf(deeds: readonly Deed[]): Step[] {
  const causes = new Causes(deeds[0]?.time ?? 0)
  const steps: Step[] = []
  for (const deed of deeds) {
    const depth = causes.depthOf(deed)
    if (depth === undefined) continue
    const who = actor(deed)
    const what = phrase(deed)
    const like = [who, what, kindOf(deed), depth, deed.target].join('|')
    const known = steps.find((step) => step.like === like && step.time === deed.time)
    if (known) {
      if (!known.names.includes(deed.name)) known.names.push(deed.name)
      known.whom = told(deed, known.names)
    } else steps.push({ who, what, whom: told(deed, [deed.name]), depth, time: deed.time, names: [deed.name], like })
  }
  return steps
}

const deepest = 8

/** Who acts because of whom: one step further than who first wrote what this is about, or its owner. */
class Causes {
  readonly #objects = new Map<string, number>()
  readonly #actors = new Map<string, number>()

  constructor(private readonly begin: number) {}

  /** Undefined for what has nothing to do with the change, as a node's sign of life. */
  depthOf(deed: Deed): number | undefined {
    const own = keyOf(deed.resource, deed.namespace, deed.name)
    const owners = (deed.object?.metadata?.ownerReferences ?? []).map(({ kind, name }) => keyOf(`${kind.toLowerCase()}s`, deed.namespace, name))
    const mine = `${actor(deed)}>${own}`
    // Whose token it gets is not what it acts for.
    const causes = deed.resource.endsWith('/token') ? [] : [own, ...owners].flatMap((key) => this.#objects.get(key) ?? [])
    const depth = deed.learner ? 0 : (this.#objects.get(mine) ?? (causes.length > 0 ? Math.min(Math.max(...causes) + 1, deepest) : this.#aside(deed)))
    if (depth === undefined) return undefined
    this.#objects.set(mine, depth)
    if (!this.#objects.has(own)) this.#objects.set(own, depth)
    if (causes.length > 0 || deed.learner) this.#actors.set(actor(deed), depth)
    return depth
  }

  /** Something that an actor does besides, or at once. */
  #aside(deed: Deed): number | undefined {
    if (deed.resource === 'nodes/status') return undefined
    return this.#actors.get(actor(deed)) ?? (deed.time === this.begin ? 1 : undefined)
  }
}

const keyOf = (resource: string, namespace: string, name: string): string => `${resource.split('/')[0]} ${namespace}/${name}`

/** The part of the cluster, as its picture names it. */
function actor({ user, learner }: Deed): string {
  if (learner) return user === 'kubernetes-admin' ? 'you' : `you, as ${user}`
  const [, account] = /^system:serviceaccount:kube-system:(.+)$/.exec(user) ?? []
  if (account) return account.replaceAll('-', ' ')
  if (user.startsWith('system:node:')) return `kubelet of ${user.slice('system:node:'.length)}`
  return user.replace(/^system:/, '').replaceAll('-', ' ')
}

function kindOf({ resource }: Deed): string {
  const plural = resource.split('/')[0] as string
  if (plural === 'endpoints') return plural
  return plural
    .replace(/ies$/, 'y')
    .replace(/(ss|x|ch)es$/, '$1')
    .replace(/(?<!s)s$/, '')
}

/** What requests to these parts of an object are for. */
const parts: Readonly<Record<string, string>> = {
  binding: 'binds',
  status: 'reports on',
  scale: 'scales',
  token: 'gets a token of',
  eviction: 'evicts',
  approval: 'approves',
  ephemeralcontainers: 'debugs',
  resize: 'resizes',
}
const verbs: Readonly<Record<string, string>> = { create: 'creates', update: 'updates', patch: 'updates', delete: 'deletes', deletecollection: 'deletes all' }

function phrase({ resource, verb }: Deed): string {
  const [, part] = resource.split('/')
  return part === undefined ? (verbs[verb] ?? verb) : (parts[part] ?? `${verbs[verb] ?? verb} the ${part} of`)
}

const shown = 3

function told(deed: Deed, names: readonly string[]): string {
  const list = names.length > shown ? `${names.slice(0, shown).join(', ')} and ${names.length - shown} more` : names.join(', ')
  const note = deed.target ? ` to ${deed.target}` : names.length === 1 && deed.object ? stateOf(deed.resource, deed.object) : ''
  return `${kindOf(deed)} ${list}${note}`
}

/** What a report says, in a few words. */
function stateOf(resource: string, { spec = {}, status = {} }: AnyObject): string {
  if (!resource.endsWith('/status')) return ''
  if (resource.startsWith('pods/')) {
    const waiting = (status.containerStatuses ?? []).flatMap((one: { state?: { waiting?: { reason?: string } } }) => one.state?.waiting?.reason ?? [])[0]
    const ready = (status.conditions ?? []).some((one: { type: string; status: string }) => one.type === 'Ready' && one.status === 'True')
    return `: ${waiting ?? status.phase ?? ''}${ready ? ', ready' : ''}`
  }
  return spec.replicas === undefined ? '' : `: ${status.readyReplicas ?? 0} of ${spec.replicas} ready`
}
