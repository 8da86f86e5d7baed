/**
 * Gives containers the requests and limits that a LimitRange of their namespace names, and refuses pods that ask for less
 * or more than it allows. Models plugin/pkg/admission/limitranger.
 */
import { limitRanges, persistentVolumeClaims, pods } from '../../../api/kinds.ts'
import { withPodLevel } from '../../../api/pod-resource-lists.ts'
import type { Container, LimitRange, PersistentVolumeClaim, Pod } from '../../../api/types.ts'
import { type AdmissionAttributes, type AdmissionContext, defineAdmission, isAbout, refuse } from './admission.ts'
import { type Constrained, requestViolations, violations } from './limit-range-constraints.ts'

const annotation = 'kubernetes.io/limit-ranger'

export const limitRanger = defineAdmission({
  name: 'LimitRanger',
  about: [pods, persistentVolumeClaims],
  admit(attributes, context) {
    if (!isNewPod(attributes)) return
    for (const range of rangesOf(attributes, context)) setDefaults(attributes.object as unknown as Pod, range)
  },
  validate(attributes, context) {
    const found = isNewPod(attributes)
      ? rangesOf(attributes, context).map((range) => podViolations(range, attributes.object as unknown as Pod))
      : isClaim(attributes)
        ? rangesOf(attributes, context).map((range) => claimViolations(range, attributes.object as unknown as PersistentVolumeClaim))
        : []
    // The ranges are asked one after the other; the first that objects has the word.
    const complaints = found.find((list) => list.length > 0)
    if (complaints) throw refuse(attributes, complaints.length === 1 ? (complaints[0] as string) : `[${[...new Set(complaints)].join(', ')}]`)
  },
})

/** Only new ones: what a running pod asks for can't be changed this way. */
const isNewPod = (attributes: AdmissionAttributes): boolean => attributes.operation === 'CREATE' && isAbout(attributes, pods)
const isClaim = (attributes: AdmissionAttributes): boolean => attributes.operation !== 'DELETE' && isAbout(attributes, persistentVolumeClaims)

const rangesOf = ({ namespace }: AdmissionAttributes, { list }: AdmissionContext): readonly LimitRange[] => list(limitRanges, namespace)

function setDefaults(pod: Pod, range: LimitRange): void {
  const items = (range.spec?.limits ?? []).filter(({ type }) => type === 'Container')
  const limits = Object.assign({}, ...items.map((item) => item.default))
  const requests = Object.assign({}, ...items.map((item) => item.defaultRequest))
  const notes = [
    ...(pod.spec?.containers ?? []).flatMap((container) => fill(container, 'container', requests, limits)),
    ...(pod.spec?.initContainers ?? []).flatMap((container) => fill(container, 'init container', requests, limits)),
  ]
  if (notes.length > 0) pod.metadata.annotations = { ...pod.metadata.annotations, [annotation]: `LimitRanger plugin set: ${notes.join('; ')}` }
}

/** Puts in what the container does not say; what that was, for the annotation. */
function fill(container: Container, what: string, requests: Record<string, string>, limits: Record<string, string>): string[] {
  const own = container.resources ?? {}
  const missing = (given: Record<string, string>, list: Record<string, string> | undefined): string[] =>
    Object.keys(given).filter((name) => !(name in (list ?? {})))
  const [newRequests, newLimits] = [missing(requests, own.requests).sort(), missing(limits, own.limits).sort()]
  if (newRequests.length + newLimits.length > 0)
    container.resources = {
      ...own,
      ...(newLimits.length > 0 ? { limits: { ...limits, ...own.limits } } : {}),
      ...(newRequests.length > 0 ? { requests: { ...requests, ...own.requests } } : {}),
    }
  return [
    ...(newRequests.length > 0 ? [`${newRequests.join(', ')} request for ${what} ${container.name}`] : []),
    ...(newLimits.length > 0 ? [`${newLimits.join(', ')} limit for ${what} ${container.name}`] : []),
  ]
}

function podViolations(range: LimitRange, { spec }: Pod): string[] {
  const each = [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(({ resources }) => resources ?? {})
  const whole: Constrained = { requests: withPodLevel(spec, 'requests'), limits: withPodLevel(spec, 'limits') }
  return (range.spec?.limits ?? []).flatMap((item) => {
    if (item.type === 'Container') return each.flatMap((resources) => violations(item, resources))
    return item.type === 'Pod' ? violations(item, whole) : []
  })
}

const claimViolations = (range: LimitRange, { spec }: PersistentVolumeClaim): string[] =>
  (range.spec?.limits ?? []).flatMap((item) => (item.type === 'PersistentVolumeClaim' ? requestViolations(item, spec?.resources?.requests ?? {}) : []))
