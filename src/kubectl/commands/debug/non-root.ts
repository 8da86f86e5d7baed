import type { Container, Pod } from '../../../api/types.ts'
import type { Debug } from './wanted.ts'

const warning =
  'Warning: Non-root user is configured for the entire target Pod, and some capabilities granted by debug profile may not work. Please consider using "--custom" with a custom profile that specifies "securityContext.runAsUser: 0".\n'

/** Warns where the profile gives rights that only root can use, and the pod runs as somebody else. */
export function warnOfNonRoot({ io }: Debug, { spec }: Pod, container: Container): void {
  const context = container.securityContext
  if (!spec.securityContext?.runAsUser || context?.runAsUser === 0) return
  if (context?.privileged || (context?.capabilities?.add ?? []).length > 0) io.stderr(warning)
}
