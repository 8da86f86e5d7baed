/** The revisions of a deployment: its ReplicaSets. Models kubectl pkg/util/deployment. */
import { deployments, replicaSets } from '../../../api/kinds.ts'
import { formatSelector, selectorOf } from '../../../api/labels.ts'
import { controllerOf, deepEqual } from '../../../api/object.ts'
import type { Deployment, ObjectMeta, PodTemplateSpec, ReplicaSet } from '../../../api/types.ts'
import type { Reader } from '../../describe/reader.ts'
import { CommandError } from '../../errors.ts'
import { byBytes } from '../../output/go-value.ts'

export const revisionAnnotation = 'deployment.kubernetes.io/revision'
const hashLabel = 'pod-template-hash'

/** 0 if the annotation is not there, undefined if it is no number. */
export function revisionOf({ annotations }: ObjectMeta): number | undefined {
  const text = annotations?.[revisionAnnotation]
  if (text === undefined) return 0
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined
}

/** A deployment and its ReplicaSets, the one of its present template last. Throws CommandError; `what` names the kind in it. */
export async function deploymentRevisions(
  read: Reader,
  namespace: string,
  name: string,
  what: 'deployment' | 'Deployment',
): Promise<{ deployment: Deployment; sets: ReplicaSet[] }> {
  const deployment = await orFail(`failed to retrieve ${what} ${name}`, () => read.get(deployments, namespace, name))
  const labelSelector = formatSelector(selectorOf(deployment.spec?.selector))
  const all = await orFail(`failed to retrieve replica sets from deployment ${name}`, () => read.list(replicaSets, namespace, { labelSelector }))
  const owned = all.filter((set) => controllerOf(set)?.uid === deployment.metadata.uid).sort(byAge)
  const present = owned.find((set) => sameTemplate(set.spec?.template, deployment.spec?.template))
  return { deployment, sets: present ? [...owned.filter((set) => set !== present), present] : owned }
}

const byAge = (a: ReplicaSet, b: ReplicaSet): number =>
  byBytes(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '') || byBytes(a.metadata.name, b.metadata.name)

/** The label that the deployment controller adds does not count. */
export const sameTemplate = (a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean => deepEqual(withoutHash(a), withoutHash(b))

export function withoutHash(template: PodTemplateSpec | undefined): PodTemplateSpec {
  const { [hashLabel]: _, ...labels } = template?.metadata?.labels ?? {}
  return { ...template, metadata: { ...template?.metadata, labels } } as PodTemplateSpec
}

/** Runs `action`, and says before the error what it was about. */
export async function orFail<T>(about: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    throw error instanceof Error ? new CommandError(`${about}: ${error.message}`) : error
  }
}
