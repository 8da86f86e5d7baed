/**
 * What a write through the main resource or a subresource cannot touch, and so cannot own: the status outside of /status, the
 * rest within it. In Kubernetes the reset fields of a kind's strategies.
 */
import type { ResourceDefinition } from '../resource.ts'
import { emptySet, FieldSet } from './field-set.ts'
import { fieldStep, type Step } from './step.ts'
import type { FieldFilter } from './updater.ts'

const without =
  (...paths: string[]): FieldFilter =>
  (fields) =>
    fields.recursiveDifference(setOf(paths))

const sets = new Map<string, FieldSet>()

function setOf(paths: string[]): FieldSet {
  const key = paths.join()
  let set = sets.get(key)
  if (!set) sets.set(key, (set = FieldSet.of(...paths.map((path) => path.split('.').map(fieldStep)))))
  return set
}

/** Only what lies at or below one of the patterns, in which `*` is any step. */
const only =
  (...patterns: string[]): FieldFilter =>
  (fields) =>
    patterns.reduce((kept, pattern) => kept.union(matching(fields, pattern.split('.'))), emptySet)

function matching(fields: FieldSet, [first, ...rest]: string[]): FieldSet {
  const fits = (step: Step): boolean => first === '*' || step === fieldStep(first as string)
  const members = rest.length === 0 ? [...fields.members].filter(fits) : []
  const children = [...fields.children].flatMap(([step, below]): [Step, FieldSet][] => {
    const kept = fits(step) ? (rest.length === 0 ? below : matching(below, rest)) : emptySet
    return kept.isEmpty ? [] : [[step, kept]]
  })
  return new FieldSet(new Set(members), new Map(children))
}

const everything: FieldFilter = (fields) => fields

const ofKind: Readonly<Record<string, FieldFilter>> = {
  'pods/status': without('spec', 'metadata.deletionTimestamp', 'metadata.ownerReferences'),
  'pods/ephemeralcontainers': only('spec.ephemeralContainers'),
  'pods/resize': only('spec.containers.*.resources', 'spec.containers.*.resizePolicy', 'spec.initContainers.*.resources', 'spec.initContainers.*.resizePolicy'),
  'deployments/status': without('spec', 'metadata.labels'),
  'certificatesigningrequests/': without('spec', 'status'),
  'certificatesigningrequests/status': without('spec', 'status.conditions'),
  'certificatesigningrequests/approval': without('spec', 'status.certificate'),
}

const bySubresource: Readonly<Record<string, FieldFilter>> = { '': without('status'), status: without('spec'), scale: only('spec.replicas') }

export function fieldFilter({ of, status }: ResourceDefinition<any>, subresource: string): FieldFilter {
  const own = ofKind[`${of.plural}/${subresource}`]
  if (own) return own
  return status || subresource !== '' ? (bySubresource[subresource] ?? everything) : everything
}
