/** A pod stays for five minutes on a node that is not ready or out of reach, unless it says otherwise. Models plugin/pkg/admission/defaulttolerationseconds. */
import { pods } from '../../../api/kinds.ts'
import { deepFreeze } from '../../../api/object.ts'
import type { Pod, Toleration } from '../../../api/types.ts'
import { defineAdmission, isAbout } from './admission.ts'

const seconds = 300

/** Of most pods the only ones; those share them. */
const added = deepFreeze(
  ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map((key) => ({
    key,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: seconds,
  })),
)

export const defaultTolerationSeconds = defineAdmission({
  name: 'DefaultTolerationSeconds',
  about: [pods],
  admit(attributes) {
    if (attributes.operation === 'DELETE' || !isAbout(attributes, pods)) return
    const { spec } = attributes.object as unknown as Pod
    if (!spec) return
    const own = spec.tolerations ?? []
    const missing = added.filter(({ key }) => !own.some((toleration) => tolerates(toleration, key)))
    if (missing.length > 0) spec.tolerations = own.length === 0 && missing.length === added.length ? added : own.concat(missing)
  },
})

const tolerates = ({ key, effect }: Toleration, wanted: string): boolean => (!key || key === wanted) && (!effect || effect === 'NoExecute')
