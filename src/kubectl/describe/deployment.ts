import { deployments, replicaSets } from '../../api/kinds.ts'
import { formatSelector, selectorOf } from '../../api/labels.ts'
import { controllerOf, deepEqual } from '../../api/object.ts'
import { StatusError } from '../../api/status.ts'
import { timeOf } from '../../api/time.ts'
import type { Deployment, PodTemplateSpec, ReplicaSet } from '../../api/types.ts'
import { byBytes } from '../output/go-value.ts'
import { defineDescriber, type Subject } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'
import { writeAnnotations, writeLabels } from './labels.ts'
import { writePodTemplate } from './pod-template.ts'
import { writeReasons } from './replica-set.ts'

export const deployment = defineDescriber({
  group: 'apps',
  kind: 'Deployment',
  async describe(subject) {
    const found = await subject.read.get(deployments, subject.namespace, subject.name)
    const events = await eventsOf(subject, found)
    const owned = await replicaSetsOf(subject, found)
    const current = owned.find(({ spec }) => sameTemplate(spec?.template, found.spec?.template))
    const out = new Description()
    writeHead(out, found, subject)
    writePodTemplate(out, found.spec?.template)
    writeReasons(out, found.status?.conditions)
    if (owned.length > 0) {
      out.field(0, 'OldReplicaSets', setsText(owned.filter((set) => set !== current)))
      out.field(0, 'NewReplicaSet', setsText(current ? [current] : []))
    }
    writeEvents(out, events, subject.times)
    return out.text()
  },
})

function writeHead(out: Description, { metadata, spec, status = {} }: Deployment, { times }: Subject): void {
  out.field(0, 'Name', metadata.name)
  out.field(0, 'Namespace', metadata.namespace ?? '')
  out.field(0, 'CreationTimestamp', times.point(metadata.creationTimestamp))
  writeLabels(out, 'Labels', metadata.labels)
  writeAnnotations(out, 'Annotations', metadata.annotations)
  out.field(0, 'Selector', formatSelector(selectorOf(spec?.selector)))
  const counts = [
    `${spec?.replicas ?? 0} desired`,
    `${status.updatedReplicas ?? 0} updated`,
    `${status.replicas ?? 0} total`,
    `${status.availableReplicas ?? 0} available`,
    `${status.unavailableReplicas ?? 0} unavailable`,
  ]
  out.field(0, 'Replicas', counts.join(' | '))
  out.field(0, 'StrategyType', spec?.strategy?.type ?? '')
  out.field(0, 'MinReadySeconds', spec?.minReadySeconds ?? 0)
  const rolling = spec?.strategy?.rollingUpdate
  if (rolling) out.field(0, 'RollingUpdateStrategy', `${rolling.maxUnavailable ?? '<nil>'} max unavailable, ${rolling.maxSurge ?? '<nil>'} max surge`)
}

/** Oldest first; none if they can't be had. */
async function replicaSetsOf({ read }: Subject, { metadata, spec }: Deployment): Promise<ReplicaSet[]> {
  try {
    const found = await read.list(replicaSets, metadata.namespace ?? '', { labelSelector: formatSelector(selectorOf(spec?.selector)) })
    return found.filter((set) => controllerOf(set)?.uid === metadata.uid).sort(byAge)
  } catch (error) {
    if (error instanceof StatusError) return []
    throw error
  }
}

const byAge = (a: ReplicaSet, b: ReplicaSet): number =>
  (timeOf(a.metadata.creationTimestamp) ?? 0) - (timeOf(b.metadata.creationTimestamp) ?? 0) || byBytes(a.metadata.name, b.metadata.name)

const sameTemplate = (a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean => deepEqual(withoutHash(a), withoutHash(b))

function withoutHash(template: PodTemplateSpec | undefined): object {
  const { 'pod-template-hash': _, ...labels } = template?.metadata?.labels ?? {}
  return { ...template, metadata: { ...template?.metadata, labels } }
}

const setsText = (sets: readonly ReplicaSet[]): string =>
  sets.map(({ metadata, spec, status }) => `${metadata.name} (${status?.replicas ?? 0}/${spec?.replicas ?? 0} replicas created)`).join(', ') || '<none>'
