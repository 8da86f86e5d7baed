/** Labels of its node that a kubelet may set. Models kubelet/pkg/apis/well_known_labels.go and noderestriction. */

const own = new Set([
  'kubernetes.io/hostname',
  'kubernetes.io/arch',
  'kubernetes.io/os',
  'beta.kubernetes.io/instance-type',
  'node.kubernetes.io/instance-type',
  'failure-domain.beta.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/arch',
])

/** Changed labels that are Kubernetes' own and not for kubelets to set, sorted. */
export function forbiddenLabels(now: Readonly<Record<string, string>>, before: Readonly<Record<string, string>>): string[] {
  const keys = new Set([...Object.keys(now), ...Object.keys(before)])
  return [...keys].filter((key) => now[key] !== before[key] && isForbidden(key)).sort()
}

function isForbidden(key: string): boolean {
  const namespace = key.includes('/') ? key.slice(0, key.indexOf('/')) : ''
  const under = (domain: string): boolean => namespace === domain || namespace.endsWith(`.${domain}`)
  if (under('node-restriction.kubernetes.io')) return true
  if (!under('kubernetes.io') && !under('k8s.io')) return false
  return !own.has(key) && !under('kubelet.kubernetes.io') && !under('node.kubernetes.io')
}
