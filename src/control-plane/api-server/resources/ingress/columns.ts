/** Cells of `kubectl get ingress`. Models printIngress of pkg/printers/internalversion. */
import type { IngressLoadBalancerIngress, IngressRule } from '../../../../api/types.ts'

/** The first three hosts; rules beyond the third host are only counted. */
export function hosts(rules: readonly IngressRule[]): string {
  const list: string[] = []
  let more = false
  for (const { host } of rules) {
    if (list.length === 3) more = true
    if (!more && host) list.push(host)
  }
  if (list.length === 0) return '*'
  return more ? `${list.join(',')} + ${rules.length - 3} more...` : list.join(',')
}

export const loadBalancerAddresses = (ingress: readonly IngressLoadBalancerIngress[]): string =>
  [...new Set(ingress.map(({ ip, hostname }) => ip || hostname || '').filter((each) => each !== ''))].sort().join(',')
