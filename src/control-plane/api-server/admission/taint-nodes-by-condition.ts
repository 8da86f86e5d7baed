/** A new node takes no pods until the node lifecycle controller has found it ready. Models plugin/pkg/admission/nodetaint. */
import { nodes } from '../../../api/kinds.ts'
import type { Node } from '../../../api/types.ts'
import { defineAdmission, isAbout } from './admission.ts'

const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }

export const taintNodesByCondition = defineAdmission({
  name: 'TaintNodesByCondition',
  about: [nodes],
  admit(attributes) {
    if (attributes.operation !== 'CREATE' || !isAbout(attributes, nodes)) return
    const node = attributes.object as unknown as Node
    const taints = node.spec?.taints ?? []
    if (taints.some((taint) => taint.key === notReady.key && taint.effect === notReady.effect)) return
    node.spec = { ...node.spec, taints: [...taints, { ...notReady }] }
  },
})
