/** `v2`, `v1`, `v1beta2`, `v1beta1`, `v1alpha1`, `anything`: how Kubernetes orders versions, the best first. Models apimachinery pkg/version/helpers.go. */
export function compareVersions(a: string, b: string): number {
  const left = parse(a)
  const right = parse(b)
  if (!left || !right) return left ? -1 : right ? 1 : a < b ? -1 : a > b ? 1 : 0
  return right.stability - left.stability || right.major - left.major || right.minor - left.minor
}

const stability: Readonly<Record<string, number>> = { alpha: 0, beta: 1 }

function parse(version: string): { stability: number; major: number; minor: number } | undefined {
  const match = /^v([\d]+)(?:(alpha|beta)([\d]+))?$/.exec(version)
  return match ? { stability: stability[match[2] ?? ''] ?? 2, major: Number(match[1]), minor: Number(match[3] ?? 0) } : undefined
}
