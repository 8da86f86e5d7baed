/** The notes that the controller keeps on ReplicaSets. Models pkg/controller/deployment/util. */
import type { Deployment, ReplicaSet } from '../../../api/types.ts'
import { wanted } from './rollout.ts'
import { maxSurge } from './surge.ts'

export const revisionAnnotation = 'deployment.kubernetes.io/revision'
const historyAnnotation = 'deployment.kubernetes.io/revision-history'
const desiredAnnotation = 'deployment.kubernetes.io/desired-replicas'
const maxAnnotation = 'deployment.kubernetes.io/max-replicas'

const ownNotes = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  historyAnnotation,
  desiredAnnotation,
  maxAnnotation,
  'deprecated.deployment.rollback.to',
])

export type Annotations = Record<string, string>

const number = (text: string | undefined): number | undefined => (text === undefined || !/^-?\d+$/.test(text) ? undefined : Number(text))

export const revisionOf = (object: Deployment | ReplicaSet): number => number(object.metadata.annotations?.[revisionAnnotation]) ?? 0
export const desiredNote = (replicaSet: ReplicaSet): number | undefined => number(replicaSet.metadata.annotations?.[desiredAnnotation])
export const maxNote = (replicaSet: ReplicaSet): number | undefined => number(replicaSet.metadata.annotations?.[maxAnnotation])

/** The size of the deployment, by which its ReplicaSets notice later that it was scaled. */
export const sizeNotes = (deployment: Deployment): Annotations => ({
  [desiredAnnotation]: String(wanted(deployment)),
  [maxAnnotation]: String(wanted(deployment) + maxSurge(deployment)),
})

const none: Annotations = {}

/** What the new ReplicaSet's annotations should be: the deployment's, and its revision; a former revision goes to the history. Undefined if they are that already. */
export function notesOfNewSet(deployment: Deployment, replicaSet: ReplicaSet, revision: number): Annotations | undefined {
  const before = replicaSet.metadata.annotations ?? none
  const asked = deployment.metadata.annotations ?? none
  const news: Annotations = {}
  for (const key in asked) if (!ownNotes.has(key) && before[key] !== asked[key]) news[key] = asked[key] as string
  const former = before[revisionAnnotation]
  if ((number(former) ?? 0) < revision) {
    news[revisionAnnotation] = String(revision)
    if (former !== undefined) news[historyAnnotation] = before[historyAnnotation] ? `${before[historyAnnotation]},${former}` : former
  }
  return Object.keys(news).length > 0 ? { ...before, ...news } : undefined
}

export const includes = (annotations: Annotations | undefined, notes: Annotations): boolean =>
  Object.entries(notes).every(([key, value]) => annotations?.[key] === value)
