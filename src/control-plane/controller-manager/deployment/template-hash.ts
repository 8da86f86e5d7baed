/**
 * The pod-template-hash: names a ReplicaSet after what it runs, and keeps its pods apart from those of its siblings.
 * The real one hashes how Go prints the template, which nobody can rebuild exactly; this one hashes its JSON, with the
 * same FNV-1a and the same alphabet (models pkg/controller.ComputeHash and apimachinery's SafeEncodeString).
 */
import { deepEqual } from '../../../api/object.ts'
import type { PodTemplateSpec } from '../../../api/types.ts'

export const hashLabel = 'pod-template-hash'

const alphabet = 'bcdfghjklmnpqrstvwxz2456789'

/** The hash of a template; `collisions` gives another one where two templates collide. */
export function templateHash(template: PodTemplateSpec, collisions = 0): string {
  let hash = 0x811c9dc5
  for (const character of `${stableJson(template)}${collisions === 0 ? '' : collisions}`) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193)
  return [...String(hash >>> 0)].map((digit) => alphabet[digit.charCodeAt(0) % alphabet.length]).join('')
}

/** Whether two templates are the same but for the hash label. */
export function sameTemplate(a: PodTemplateSpec, b: PodTemplateSpec): boolean {
  const known = compared.get(a)
  if (known?.to === b) return known.same
  const same = deepEqual(withoutHash(a), withoutHash(b))
  compared.set(a, { to: b, same })
  return same
}

/** Templates do not change, but as long as a rollout goes on each round asks for the same two. */
const compared = new WeakMap<PodTemplateSpec, { readonly to: PodTemplateSpec; readonly same: boolean }>()

function withoutHash(template: PodTemplateSpec): unknown {
  const { labels = {}, annotations = {}, ...metadata } = template.metadata ?? {}
  const { [hashLabel]: _, ...others } = labels
  return { spec: template.spec, metadata: { ...metadata, labels: others, annotations } }
}

function stableJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(stableJson).join()}]`
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return `{${fields
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${stableJson(field)}`)
    .join()}}`
}
