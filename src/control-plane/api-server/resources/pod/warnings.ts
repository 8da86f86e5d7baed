/** What the API server warns about in a pod or template. Models pkg/api/pod/warnings.go. */
import type { Container, ContainerPort, Pod, PodSpec } from '../../../../api/types.ts'
import { canonical, isWhole } from '../quantities.ts'

export const podWarnings = (pod: Pod): string[] => (pod.spec ? podSpecWarnings(pod.spec, pod.metadata.annotations ?? {}, '') : [])

const deprecatedAnnotations: Readonly<Record<string, string>> = {
  'scheduler.alpha.kubernetes.io/critical-pod': 'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
}

const deprecatedVolumes: Readonly<Record<string, string>> = {
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  gitRepo: 'deprecated in v1.11, and disabled by default in v1.33+',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  flocker: 'deprecated in v1.22, non-functional in v1.25+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
  quobyte: 'deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
}

const deprecatedLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
}

/** `prefix` is the path of the template, empty for a pod. */
export function podSpecWarnings(spec: PodSpec, annotations: Readonly<Record<string, string>>, prefix: string): string[] {
  const at = (path: string): string => (prefix === '' ? path : `${prefix}.${path}`)
  const containers: [Container, string][] = [
    ...(spec.initContainers ?? []).map((container, i): [Container, string] => [container, at(`spec.initContainers[${i}]`)]),
    ...(spec.containers ?? []).map((container, i): [Container, string] => [container, at(`spec.containers[${i}]`)]),
    ...(spec.ephemeralContainers ?? []).map((container, i): [Container, string] => [container as Container, at(`spec.ephemeralContainers[${i}]`)]),
  ]
  return [
    ...Object.keys(spec.nodeSelector ?? {})
      .filter((key) => key in deprecatedLabels)
      .map((key) => `${at(`spec.nodeSelector[${key}]`)}: ${deprecatedLabels[key]}`),
    ...(spec.topologySpreadConstraints ?? []).flatMap((constraint, i) =>
      constraint.labelSelector ? [] : [`${at(`spec.topologySpreadConstraints[${i}].labelSelector`)}: a null labelSelector results in matching no pod`],
    ),
    ...Object.keys(deprecatedAnnotations)
      .filter((key) => key in annotations)
      .map((key) => `${at(`metadata.annotations[${key}]`)}: ${deprecatedAnnotations[key]}`),
    ...(spec.volumes ?? []).flatMap((volume, i) =>
      Object.keys(volume)
        .filter((type) => type in deprecatedVolumes)
        .map((type) => `${at(`spec.volumes[${i}].${type === 'storageos' ? 'storageOS' : type}`)}: ${deprecatedVolumes[type]}`),
    ),
    ...repeated(spec.hostAliases?.map((alias) => alias.ip) ?? []).map(([i, ip]) => `${at(`spec.hostAliases[${i}].ip`)}: duplicate ip "${ip}"`),
    ...repeated(spec.imagePullSecrets?.map((secret) => secret.name ?? '') ?? []).map(
      ([i, name]) => `${at(`spec.imagePullSecrets[${i}].name`)}: duplicate name "${name}"`,
    ),
    ...(spec.imagePullSecrets ?? []).flatMap((secret, i) => (secret.name ? [] : [`${at(`spec.imagePullSecrets[${i}].name`)}: invalid empty name ""`])),
    ...containers.flatMap(([container, path]) => [...fractions(container, path), ...hiddenEnv(container, path)]),
    ...portWarnings(containers),
    ...(spec.terminationGracePeriodSeconds !== undefined && spec.terminationGracePeriodSeconds < 0
      ? [`${at('spec.terminationGracePeriodSeconds')}: must be >= 0; negative values are invalid and will be treated as 1`]
      : []),
  ]
}

function repeated(values: readonly string[]): [number, string][] {
  return values.flatMap((value, i): [number, string][] => (values.indexOf(value) < i ? [[i, value]] : []))
}

function fractions({ resources }: Container, path: string): string[] {
  return (['memory', 'ephemeral-storage'] as const).flatMap((name) =>
    (['limits', 'requests'] as const).flatMap((list) => {
      const quantity = resources?.[list]?.[name]
      if (quantity === undefined || isWhole(quantity)) return []
      return [`${path}.resources.${list}[${name}]: fractional byte value "${canonical(quantity)}" is invalid, must be an integer`]
    }),
  )
}

/** A second definition is fine if it builds on the first (`PATH=$(PATH):/opt`). */
function hiddenEnv({ env = [] }: Container, path: string): string[] {
  const seen = new Set<string>()
  return env.flatMap((variable, i) => {
    const reference = `$(${variable.name})`
    const again = seen.has(variable.name)
    seen.add(variable.name)
    const builds = !variable.valueFrom && variable.value !== reference && (variable.value ?? '').includes(reference)
    return again && !builds ? [`${path}.env[${i}]: hides previous definition of "${variable.name}", which may be dropped when using apply`] : []
  })
}

function portWarnings(containers: readonly [Container, string][]): string[] {
  const seen = new Map<string, { port: ContainerPort; at: string }[]>()
  const warnings: string[] = []
  for (const [container, path] of containers) {
    for (const [i, port] of (container.ports ?? []).entries()) {
      const at = `${path}.ports[${i}]`
      const key = `${port.containerPort}/${port.protocol}`
      const others = seen.get(key) ?? []
      for (const other of others) {
        const kind = overlap(port, other.port)
        if (kind !== '') warnings.push(`${at}: ${kind} port definition with ${other.at}`)
      }
      seen.set(key, [...others, { port, at }])
    }
  }
  return warnings
}

function overlap(port: ContainerPort, other: ContainerPort): '' | 'duplicate' | 'overlapping' {
  const [host, otherHost] = [port.hostPort ?? 0, other.hostPort ?? 0]
  const [ip, otherIp] = [port.hostIP ?? '', other.hostIP ?? '']
  if (ip === otherIp && host === otherHost) return 'duplicate'
  if (host === 0 || otherHost === 0) return 'overlapping'
  const everywhere = (address: string): boolean => address === '' || address === '0.0.0.0' || address === '::'
  return host === otherHost && (everywhere(ip) || everywhere(otherIp)) ? 'overlapping' : ''
}
