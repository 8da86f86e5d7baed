/** A pod stays for five minutes on a node that is not ready or out of reach, unless it says otherwise. Models plugin/pkg/admission/defaulttolerationseconds. */
import { pods } from '../../../api/kinds.ts'
import type { Pod, Toleration } from '../../../api/types.ts'
import { defineAdmission, isAbout } from './admission.ts'

const seconds = 300

export const defaultTolerationSeconds = defineAdmission({
  name: 'DefaultTolerationSeconds',
  admit(attributes) {
    if (attributes.operation === 'DELETE' || !isAbout(attributes, pods)) return
    const { spec } = attributes.object as unknown as Pod
    if (!spec) return
    for (const key of ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']) {
      if (spec.tolerations?.some((toleration) => tolerates(toleration, key))) continue
      spec.tolerations = (spec.tolerations ?? []).concat({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: seconds })
    }
  },
})

const tolerates = ({ key, effect }: Toleration, wanted: string): boolean => (!key || key === wanted) && (!effect || effect === 'NoExecute')
