/**
 * Turns a pod's priority class into a number. Models plugin/pkg/admission/priority. PriorityClass objects are not
 * simulated: the two classes that every cluster has are known here, and any other is refused as not there.
 */
import { pods } from '../../../api/kinds.ts'
import type { Pod } from '../../../api/types.ts'
import { defineAdmission, isAbout, refuse } from './admission.ts'

const classes: Readonly<Record<string, number>> = { 'system-node-critical': 2000001000, 'system-cluster-critical': 2000000000 }
const policy = 'PreemptLowerPriority'

export const priority = defineAdmission({
  name: 'Priority',
  admit(attributes) {
    if (attributes.operation === 'DELETE' || !isAbout(attributes, pods)) return
    const { spec } = attributes.object as unknown as Pod
    if (!spec) return
    const old = (attributes.oldObject as unknown as Pod | undefined)?.spec
    if (old) {
      // A client that left them out does not mean to change them.
      spec.priority ??= old.priority
      spec.preemptionPolicy ??= old.preemptionPolicy
      return
    }
    const value = spec.priorityClassName ? classes[spec.priorityClassName] : 0
    if (value === undefined) throw refuse(attributes, `no PriorityClass with name ${spec.priorityClassName} was found`)
    const computed = 'must not be provided in pod spec; priority admission controller computed'
    if (spec.priority !== undefined && spec.priority !== value)
      throw refuse(attributes, `the integer value of priority (${spec.priority}) ${computed} ${value} from the given PriorityClass name`)
    if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy)
      throw refuse(attributes, `the string value of PreemptionPolicy (${spec.preemptionPolicy}) ${computed} ${policy} from the given PriorityClass name`)
    spec.priority = value
    spec.preemptionPolicy = policy
  },
})
