/** Finds or creates the ReplicaSet of the deployment's template, and keeps the revisions. Models pkg/controller/deployment/sync.go. */
import { replicaSets } from '../../../api/kinds.ts'
import { controllerOf, controllerReference, deepCopy } from '../../../api/object.ts'
import { StatusError } from '../../../api/status.ts'
import type { Deployment, LabelSelector, PodTemplateSpec, ReplicaSet } from '../../../api/types.ts'
import { isNamespaceTerminating } from '../namespace-terminating.ts'
import { notesOfNewSet, revisionAnnotation, revisionOf, sizeNotes } from './annotations.ts'
import { conditionOf, newCondition, progressDeadline, withCondition } from './conditions.ts'
import { oldestFirst, type ReplicaSets, type Rollout, wanted, writeStatus } from './rollout.ts'
import { newReplicas } from './surge.ts'
import { hashLabel, sameTemplate, templateHash } from './template-hash.ts'

/** The oldest ReplicaSet that has the deployment's template. */
const findNewSet = (deployment: Deployment, all: readonly ReplicaSet[]): ReplicaSet | undefined =>
  (all.length > 1 ? [...all].sort(oldestFirst) : all).find((replicaSet) => sameTemplate(replicaSet.spec.template as PodTemplateSpec, deployment.spec.template))

/** New and old ReplicaSets, their revisions brought up to date. With `create`, a new one is made if there is none. */
export function syncRevision(rollout: Rollout, create: boolean): ReplicaSets {
  const existing = findNewSet(rollout.deployment, rollout.replicaSets)
  const oldSets = rollout.replicaSets.filter((replicaSet) => replicaSet !== existing)
  const revision = Math.max(0, ...oldSets.map(revisionOf)) + 1
  if (existing) return { newSet: syncExisting(rollout, existing, revision), oldSets }
  return { newSet: create ? createNewSet(rollout, oldSets, revision) : undefined, oldSets }
}

function syncExisting(rollout: Rollout, existing: ReplicaSet, revision: number): ReplicaSet {
  const { deployment, context } = rollout
  const annotations = notesOfNewSet(deployment, existing, revision)
  const { minReadySeconds } = deployment.spec
  if (annotations || (existing.spec.minReadySeconds ?? 0) !== (minReadySeconds ?? 0)) {
    const { minReadySeconds: _, ...rest } = existing.spec
    const spec = { ...rest, ...(minReadySeconds ? { minReadySeconds } : {}) }
    return context.client.update(replicaSets, { ...existing, metadata: { ...existing.metadata, ...(annotations ? { annotations } : {}) }, spec })
  }
  const progressing = conditionOf(deployment.status, 'Progressing')
  const found =
    progressDeadline(deployment) !== undefined && !progressing
      ? newCondition('Progressing', 'True', 'FoundNewReplicaSet', `Found new replica set "${existing.metadata.name}"`, context.clock.now())
      : undefined
  noteRevision(rollout, String(revisionOf(existing)), found)
  return existing
}

/** Writes the deployment's revision and a condition, if either is news. */
function noteRevision(rollout: Rollout, revision: string, condition: ReturnType<typeof newCondition> | undefined): void {
  const { metadata, status } = rollout.deployment
  if (metadata.annotations?.[revisionAnnotation] === revision && !condition) return
  rollout.deployment = {
    ...rollout.deployment,
    metadata: { ...metadata, annotations: { ...metadata.annotations, [revisionAnnotation]: revision } },
    ...(condition ? { status: withCondition(status ?? {}, condition) } : {}),
  }
  writeStatus(rollout)
}

function createNewSet(rollout: Rollout, oldSets: readonly ReplicaSet[], revision: number): ReplicaSet | undefined {
  const { deployment, context } = rollout
  const draft = compose(deployment, oldSets, revision)
  const { name } = draft.metadata
  const now = context.clock.now()
  let created: ReplicaSet
  try {
    created = context.client.create(replicaSets, draft)
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    if (error.reason === 'AlreadyExists') return collided(rollout, draft, error)
    if (isNamespaceTerminating(error)) return undefined
    if (progressDeadline(deployment) !== undefined) {
      const message = `Failed to create new replica set "${name}": ${error.message}`
      const condition = newCondition('Progressing', 'False', 'ReplicaSetCreateError', message, now)
      rollout.deployment = { ...deployment, status: withCondition(deployment.status ?? {}, condition) }
      writeStatus(rollout)
    }
    throw error
  }
  if (wanted(created) > 0) context.events.record(deployment, 'Normal', 'ScalingReplicaSet', `Scaled up replica set ${name} from 0 to ${wanted(created)}`)
  const condition =
    progressDeadline(deployment) === undefined
      ? undefined
      : newCondition('Progressing', 'True', 'NewReplicaSetCreated', `Created new replica set "${name}"`, now)
  noteRevision(rollout, String(revision), condition)
  return created
}

/** The name is taken: by ourselves in an earlier round, or by another template of the same hash, which a count then changes. */
function collided(rollout: Rollout, draft: ReplicaSet, error: StatusError): ReplicaSet {
  const { deployment, context } = rollout
  const there = context.client.get(replicaSets, draft.metadata.name, draft.metadata.namespace)
  if (controllerOf(there)?.uid === deployment.metadata.uid && sameTemplate(there.spec.template as PodTemplateSpec, draft.spec.template as PodTemplateSpec))
    return there
  rollout.deployment = { ...deployment, status: { ...deployment.status, collisionCount: (deployment.status?.collisionCount ?? 0) + 1 } }
  writeStatus(rollout)
  throw error
}

function compose(deployment: Deployment, oldSets: readonly ReplicaSet[], revision: number): ReplicaSet {
  const { spec, metadata, status } = deployment
  const hash = templateHash(spec.template, status?.collisionCount)
  const template = deepCopy(spec.template)
  template.metadata = { ...template.metadata, labels: { ...template.metadata?.labels, [hashLabel]: hash } }
  const selector: LabelSelector = { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, [hashLabel]: hash } }
  const draft = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${metadata.name}-${hash}`,
      namespace: metadata.namespace,
      labels: template.metadata.labels,
      ownerReferences: [controllerReference(deployment)],
    },
    spec: { replicas: 0, ...(spec.minReadySeconds ? { minReadySeconds: spec.minReadySeconds } : {}), selector, template },
  } as ReplicaSet
  draft.spec.replicas = newReplicas(deployment, [...oldSets, draft], draft)
  draft.metadata.annotations = { ...notesOfNewSet(deployment, draft, revision), ...sizeNotes(deployment) }
  return draft
}
