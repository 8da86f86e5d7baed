/** How many devices a request is for, if it does not say. Models pkg/apis/resource/v1/defaults.go. */
import type { ResourceClaimSpec } from '../../../../api/types.ts'

export function defaultClaimSpec({ devices }: ResourceClaimSpec): void {
  for (const { exactly, firstAvailable = [] } of devices?.requests ?? []) {
    for (const request of exactly ? [exactly] : firstAvailable) {
      request.allocationMode ||= 'ExactCount'
      if (request.allocationMode === 'ExactCount') request.count ||= 1
      for (const toleration of request.tolerations ?? []) toleration.operator ||= 'Equal'
    }
  }
}
