/** What a pod's runtime class adds to it: overhead, and where it may run. Models plugin/pkg/admission/runtimeclass. */
import { pods, runtimeClasses } from '../../../api/kinds.ts'
import { equalLists } from '../../../api/resource-list.ts'
import { mergeTolerations } from '../../../api/tolerations.ts'
import type { Pod, PodSpec, RuntimeClass } from '../../../api/types.ts'
import { type AdmissionAttributes, type AdmissionContext, defineAdmission, isAbout, refuse } from './admission.ts'

export const runtimeClass = defineAdmission({
  name: 'RuntimeClass',
  about: [pods],
  admit(attributes, context) {
    if (attributes.operation !== 'CREATE' || !isAbout(attributes, pods)) return
    const { spec } = attributes.object as unknown as Pod
    if (!spec) return
    const its = classOf(spec, attributes, context)
    if (its?.overhead) {
      if (spec.overhead && !equalLists(spec.overhead, its.overhead.podFixed ?? {})) throw refuse(attributes, otherOverhead)
      spec.overhead = its.overhead.podFixed
    }
    if (its?.scheduling) place(spec, its.scheduling, attributes)
  },
  validate(attributes, context) {
    if (attributes.operation !== 'CREATE' || !isAbout(attributes, pods)) return
    const { spec } = attributes.object as unknown as Pod
    const overhead = classOf(spec, attributes, context)?.overhead
    if (overhead && !equalLists(spec.overhead ?? {}, overhead.podFixed ?? {})) throw refuse(attributes, otherOverhead)
    if (!overhead && spec.overhead) throw refuse(attributes, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead')
  },
})

const otherOverhead = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"

function classOf({ runtimeClassName }: PodSpec, attributes: AdmissionAttributes, context: AdmissionContext): RuntimeClass | undefined {
  if (runtimeClassName === undefined) return undefined
  const found = context.get(runtimeClasses, runtimeClassName)
  if (!found) throw refuse(attributes, `pod rejected: RuntimeClass ${JSON.stringify(runtimeClassName)} not found`)
  return found
}

function place(spec: PodSpec, { nodeSelector = {}, tolerations = [] }: NonNullable<RuntimeClass['scheduling']>, attributes: AdmissionAttributes): void {
  for (const [key, value] of Object.entries(nodeSelector)) {
    const own = spec.nodeSelector?.[key]
    if (own !== undefined && own !== value)
      throw refuse(attributes, `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own}`)
  }
  if (Object.keys(nodeSelector).length > 0) spec.nodeSelector = { ...spec.nodeSelector, ...nodeSelector }
  if (tolerations.length > 0) spec.tolerations = mergeTolerations(spec.tolerations ?? [], tolerations)
}
