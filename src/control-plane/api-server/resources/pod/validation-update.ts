/** What may change in a pod. Models ValidatePodUpdate of pkg/apis/core/validation. */
import { deepCopy, deepEqual } from '../../../../api/object.ts'
import { type FieldError, forbiddenField, invalidValue } from '../../../../api/status.ts'
import type { Container, Pod, PodSpec, Toleration } from '../../../../api/types.ts'
import { specDiff } from './spec-diff.ts'
import { validateTolerations } from './validation-tolerations.ts'

const updatable = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',')

const maxInt32 = 2 ** 31 - 1

export function validatePodUpdate(pod: Pod, old: Pod): FieldError[] {
  const spec = pod.spec as PodSpec
  const oldSpec = old.spec as PodSpec
  for (const list of ['containers', 'initContainers'] as const)
    if ((spec[list] ?? []).length !== (oldSpec[list] ?? []).length) return [forbiddenField(`spec.${list}`, 'pod updates may not add or remove containers')]
  const deadline = validateDeadline(spec.activeDeadlineSeconds, oldSpec.activeDeadlineSeconds)
  if (deadline.length > 0 && spec.activeDeadlineSeconds !== undefined) return deadline
  const errors = [
    ...deadline,
    ...onlyAddedTolerations(spec.tolerations ?? [], oldSpec.tolerations ?? []),
    ...onlyRemovedGates(spec, oldSpec),
    ...(oldSpec.schedulingGates?.length ? validateGatedNodeSelector(spec, oldSpec) : []),
  ]
  const munged = munge(spec, oldSpec)
  if (deepEqual(munged, oldSpec)) return errors
  return [...errors, forbiddenField('spec', `pod updates may not change fields other than ${updatable}\n${specDiff(oldSpec, munged)}`)]
}

function validateDeadline(now: number | undefined, before: number | undefined): FieldError[] {
  const path = 'spec.activeDeadlineSeconds'
  if (now === undefined) return before === undefined ? [] : [invalidValue(path, null, 'must not update from a positive integer to nil value')]
  if (now < 0 || now > maxInt32) return [invalidValue(path, now, `must be between 0 and ${maxInt32}, inclusive`)]
  return before !== undefined && before < now ? [invalidValue(path, now, 'must be less than or equal to previous value')] : []
}

function onlyAddedTolerations(now: readonly Toleration[], before: readonly Toleration[]): FieldError[] {
  const kept = (old: Toleration): boolean => now.some((toleration) => deepEqual({ ...old, tolerationSeconds: toleration.tolerationSeconds }, toleration))
  if (!before.every(kept)) return [forbiddenField('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')]
  return validateTolerations(now, 'spec.tolerations')
}

function onlyRemovedGates(spec: PodSpec, old: PodSpec): FieldError[] {
  const before = new Set((old.schedulingGates ?? []).map((gate) => gate.name))
  return (spec.schedulingGates ?? []).flatMap((gate, i) =>
    before.has(gate.name) ? [] : [forbiddenField(`spec.schedulingGates[${i}].name`, `only deletion is allowed, but found new scheduling gate '${gate.name}'`)],
  )
}

/** While gated, a pod may still be narrowed down to fewer nodes. */
function validateGatedNodeSelector(spec: PodSpec, old: PodSpec): FieldError[] {
  const now = spec.nodeSelector ?? {}
  const changed = Object.entries(old.nodeSelector ?? {}).some(([key, value]) => now[key] !== value)
  return changed ? [invalidValue('spec.nodeSelector', now, 'only additions are allowed to spec.nodeSelector (no mutations or deletions)')] : []
}

/** The new spec with all that may change put back to what it was. */
function munge(spec: PodSpec, old: PodSpec): PodSpec {
  const munged = deepCopy(spec)
  const images = (containers: Container[] | undefined, before: Container[] | undefined): void => {
    for (const [i, container] of (containers ?? []).entries()) container.image = before?.[i]?.image
  }
  images(munged.containers, old.containers)
  images(munged.initContainers, old.initContainers)
  munged.activeDeadlineSeconds = old.activeDeadlineSeconds
  munged.schedulingGates = old.schedulingGates
  munged.tolerations = old.tolerations
  if ((old.terminationGracePeriodSeconds ?? 0) < 0 && munged.terminationGracePeriodSeconds === 1)
    munged.terminationGracePeriodSeconds = old.terminationGracePeriodSeconds
  if (old.schedulingGates?.length) munged.nodeSelector = old.nodeSelector
  return munged
}
