/**
 * Turns a pod's priority class into a number, and sees to it that at most one class is the default of all pods. Models
 * plugin/pkg/admission/priority.
 */
import { pods, priorityClasses } from '../../../api/kinds.ts'
import type { Pod, PodSpec, PriorityClass } from '../../../api/types.ts'
import { type AdmissionAttributes, type AdmissionContext, defineAdmission, isAbout, refuse } from './admission.ts'

export const priority = defineAdmission({
  name: 'Priority',
  about: [pods, priorityClasses],
  admit(attributes, context) {
    if (attributes.operation === 'DELETE' || !isAbout(attributes, pods)) return
    const { spec } = attributes.object as unknown as Pod
    if (!spec) return
    const old = (attributes.oldObject as unknown as Pod | undefined)?.spec
    if (!old) return resolve(spec, attributes, context)
    // A client that left them out does not mean to change them.
    spec.priority ??= old.priority
    spec.preemptionPolicy ??= old.preemptionPolicy
  },
  validate(attributes, context) {
    if (attributes.operation === 'DELETE' || !isAbout(attributes, priorityClasses)) return
    const { globalDefault, metadata } = attributes.object as unknown as PriorityClass
    if (!globalDefault) return
    const other = defaultClass(context)
    if (other && (attributes.operation === 'CREATE' || other.metadata.name !== metadata.name))
      throw refuse(attributes, `PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`)
  },
})

function resolve(spec: PodSpec, attributes: AdmissionAttributes, context: AdmissionContext): void {
  const { metadata, value = 0, preemptionPolicy = 'PreemptLowerPriority' } = classOf(spec, attributes, context) ?? {}
  if (metadata) spec.priorityClassName = metadata.name
  const computed = 'must not be provided in pod spec; priority admission controller computed'
  if (spec.priority !== undefined && spec.priority !== value)
    throw refuse(attributes, `the integer value of priority (${spec.priority}) ${computed} ${value} from the given PriorityClass name`)
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== preemptionPolicy)
    throw refuse(
      attributes,
      `the string value of PreemptionPolicy (${spec.preemptionPolicy}) ${computed} ${preemptionPolicy} from the given PriorityClass name`,
    )
  spec.priority = value
  spec.preemptionPolicy = preemptionPolicy
}

/** The class that the pod names, or the default one if there is one. */
function classOf({ priorityClassName: name }: PodSpec, attributes: AdmissionAttributes, context: AdmissionContext): PriorityClass | undefined {
  if (!name) return defaultClass(context)
  const found = context.get(priorityClasses, name)
  if (!found) throw refuse(attributes, `no PriorityClass with name ${name} was found`)
  return found
}

/** If by chance there are several, the one of the least value. */
function defaultClass({ list }: AdmissionContext): PriorityClass | undefined {
  let least: PriorityClass | undefined
  for (const each of list(priorityClasses, '')) if (each.globalDefault && (!least || (each.value ?? 0) < (least.value ?? 0))) least = each
  return least
}
