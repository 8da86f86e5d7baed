/** Quality of service: who is evicted first. Models ComputePodQOS of pkg/apis/core/v1/helper/qos. */
import { addInto } from '../../../../api/resource-list.ts'
import type { Pod, ResourceRequirements } from '../../../../api/types.ts'
import { compare } from '../quantities.ts'

const counted = ['cpu', 'memory']

export function qosClass({ spec }: Pod): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const podLevel = spec?.resources
  const parts: readonly ResourceRequirements[] = podLevel
    ? [podLevel]
    : [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].map((container) => container.resources ?? {})
  const requests: Record<string, string> = {}
  const limits: Record<string, string> = {}
  let everyoneLimited = true
  for (const part of parts) {
    addInto(requests, nonZero(part.requests))
    const own = nonZero(part.limits)
    addInto(limits, own)
    if (!counted.every((name) => name in own)) everyoneLimited = false
  }
  const names = Object.keys(requests)
  if (names.length === 0 && Object.keys(limits).length === 0) return 'BestEffort'
  const equal =
    names.length === Object.keys(limits).length && names.every((name) => name in limits && compare(requests[name] as string, limits[name] as string) === 0)
  return everyoneLimited && equal ? 'Guaranteed' : 'Burstable'
}

function nonZero(list: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(list ?? {}).filter(([name, quantity]) => counted.includes(name) && compare(quantity, '0') > 0))
}
