/**
 * What a daemon set or stateful set has been: ControllerRevisions, each a patch that brings a template back. The one
 * whose template is the present one is the current, and made if there is none. Models kubernetes pkg/controller/history.
 */
import { controllerRevisions, type Kind } from '../../../api/kinds.ts'
import { controllerReference, deepEqual, type KubeObject } from '../../../api/object.ts'
import { isAlreadyExists } from '../../../api/status.ts'
import type { ControllerRevision, LabelSelector, PodTemplateSpec } from '../../../api/types.ts'
import { matchesCached } from '../../../client/cached-selector.ts'
import type { ControllerContext } from '../../../client/controller.ts'
import { templateHash } from '../deployment/template-hash.ts'
import { claim } from '../ownership.ts'

export interface Revised<T extends KubeObject> {
  readonly owner: T
  readonly kind: Kind<T>
  readonly selector: LabelSelector | undefined
  readonly template: PodTemplateSpec
  /** The label in which a revision keeps its hash. */
  readonly hashLabel: string
  readonly limit: number
}

export interface Revisions {
  readonly current: ControllerRevision
  /** The others, the oldest first. */
  readonly old: readonly ControllerRevision[]
}

/** All revisions of the owner; the current one is made, or made the newest again. */
export function revisionsOf<T extends KubeObject>(context: ControllerContext, revised: Revised<T>): Revisions {
  const { owner, kind, selector, template } = revised
  const lister = context.lister(controllerRevisions)
  const candidates = lister.list(owner.metadata.namespace)
  const matches = (revision: ControllerRevision): boolean => matchesCached(selector, revision.metadata.labels ?? {})
  const all = claim({ client: context.client, owner, ownerKind: kind, kind: controllerRevisions, matches }, candidates).sort(byRevision)
  const data = patchTo(template)
  const same = all.findLast((revision) => deepEqual(revision.data, data))
  const old = all.filter((revision) => revision !== same)
  const newest = old.at(-1)?.revision ?? 0
  if (!same) return { current: create(context, revised, data, newest + 1), old }
  if (same.revision > newest) return { current: same, old }
  return { current: context.client.update(controllerRevisions, { ...same, revision: newest + 1 }), old }
}

const byRevision = (a: ControllerRevision, b: ControllerRevision): number => a.revision - b.revision || (a.metadata.name < b.metadata.name ? -1 : 1)

const patchTo = (template: PodTemplateSpec): object => ({ spec: { template: { ...template, $patch: 'replace' } } })

export const templateAt = ({ data }: ControllerRevision): PodTemplateSpec => {
  const { $patch: _, ...template } = (data as { spec: { template: PodTemplateSpec & { $patch?: string } } }).spec.template
  return template as PodTemplateSpec
}

function create<T extends KubeObject>(
  { client }: ControllerContext,
  { owner, template, hashLabel }: Revised<T>,
  data: object,
  revision: number,
): ControllerRevision {
  const { name, namespace = '', annotations } = owner.metadata
  for (let collisions = 0; ; collisions++) {
    const hash = templateHash(template, collisions)
    const labels = { ...template.metadata?.labels, [hashLabel]: hash }
    const metadata = { name: `${name}-${hash}`, namespace, labels, ...(annotations ? { annotations } : {}), ownerReferences: [controllerReference(owner)] }
    try {
      return client.create(controllerRevisions, { metadata, data, revision })
    } catch (error) {
      if (!isAlreadyExists(error)) throw error
      const there = client.find(controllerRevisions, metadata.name, namespace)
      if (there && deepEqual(there.data, data)) return there
    }
  }
}

/** Lets go of the oldest revisions that are too many and that no pod is made of (`used`: names of revisions). */
export function forgetOld<T extends KubeObject>(context: ControllerContext, { limit }: Revised<T>, { old }: Revisions, used: ReadonlySet<string>): void {
  const unused = old.filter(({ metadata }) => !used.has(metadata.name))
  for (const { metadata } of unused.slice(0, Math.max(0, unused.length - limit))) context.client.delete(controllerRevisions, metadata.name, metadata.namespace)
}
