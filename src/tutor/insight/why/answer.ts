/** What `why` answers: one sentence, what it rests on, and where the learner can see it himself. */
import type { AnyObject } from '../../../api/object.ts'
import type { Insight } from '../insight.ts'

export interface Answer {
  readonly says: string
  /** Lines that stand below, further to the right. */
  readonly because: readonly string[]
  /** Command lines that show it. */
  readonly see: readonly string[]
  /** Nothing is wrong: not worth telling when somebody asks for what is. */
  readonly well?: boolean
}

/** Explains objects of one kind. */
export interface Explainer {
  /** As people write it, the first as it is spoken of. */
  readonly names: readonly string[]
  /** Whether objects of it live in namespaces. */
  readonly namespaced: boolean
  explain(object: AnyObject, insight: Insight): Answer
}

export const nameOf = (what: string, { metadata }: AnyObject): string => `${what}/${metadata.name}`

/** `-n shop` where it is needed. */
export const inNamespace = ({ metadata }: AnyObject): string => (metadata.namespace && metadata.namespace !== 'default' ? ` -n ${metadata.namespace}` : '')

/** A part of the control plane that does not run, if it does not. */
export function missingPart(insight: Insight, component: string): string | undefined {
  const pods = insight.list({ kind: 'pods', namespace: 'kube-system' }, `component=${component}`)
  const runs = pods.some((pod) => conditionOf(pod, 'Ready')?.status === 'True')
  return runs ? undefined : `${component} does not run (kubectl get pods -n kube-system -l component=${component})`
}

/** The messages of what was told of an object, the newest first, each once. */
export function eventsAbout(insight: Insight, object: AnyObject, ...reasons: readonly string[]): readonly string[] {
  const { namespace = 'default', uid } = object.metadata
  const about = insight
    .list({ kind: 'events', namespace })
    .filter(({ involvedObject, reason }) => involvedObject?.uid === uid && (reasons.length === 0 || reasons.includes(reason)))
  const at = (event: AnyObject): string => event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? ''
  return [...new Set([...about].sort((a, b) => (at(a) < at(b) ? 1 : -1)).map(({ message }) => String(message ?? '')))]
}

/** The condition of a type, if there is one. */
export const conditionOf = ({ status }: AnyObject, type: string): { status: string; reason?: string; message?: string } | undefined =>
  (status?.conditions ?? []).find((condition: { type: string }) => condition.type === type)
