/** The three lists of containers. Models validateContainers, validateInitContainers and validateEphemeralContainers. */
import { duplicate, type FieldError, forbiddenField, notFoundField, required } from '../../../../api/status.ts'
import type { Container, PodSpec } from '../../../../api/types.ts'
import { validateContainer, validateImageSpace } from './validation-container.ts'
import { hostPortConflicts } from './validation-ports.ts'
import { validateLifecycle, validateProbes } from './validation-probes.ts'
import { validateRestartRules } from './validation-restart-rules.ts'
import type { Volumes } from './validation-volumes.ts'

export function validateContainers(spec: PodSpec, volumes: Volumes, path: string): FieldError[] {
  const containers = spec.containers ?? []
  if (containers.length === 0) return [required(path)]
  const names = new Set<string>()
  const errors = containers.flatMap((container, i) => {
    const at = `${path}[${i}]`
    return [
      ...validateContainer(container, spec, volumes, at),
      ...unique(names, container.name, `${at}.name`),
      ...validateLifecycle(container.lifecycle, spec, `${at}.lifecycle`),
      ...validateProbes(container, spec, at),
      ...validateRestartRules(container, at),
    ]
  })
  return [...errors, ...hostPortConflicts(containers, path)]
}

export function validateInitContainers(spec: PodSpec, volumes: Volumes, path: string): FieldError[] {
  const names = new Set((spec.containers ?? []).map((container) => container.name))
  return (spec.initContainers ?? []).flatMap((container, i) => {
    const at = `${path}[${i}]`
    return [
      ...validateContainer(container, spec, volumes, at),
      ...validateRestartRules(container, at),
      ...unique(names, container.name, `${at}.name`),
      ...hostPortConflicts([container], path),
      ...(container.restartPolicy === 'Always'
        ? [...validateLifecycle(container.lifecycle, spec, `${at}.lifecycle`), ...validateProbes(container, spec, at)]
        : onlyForSidecars(container, at)),
    ]
  })
}

const onlyForSidecars = (container: Container, at: string): FieldError[] =>
  (['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const)
    .filter((field) => container[field] !== undefined)
    .map((field) => forbiddenField(`${at}.${field}`, 'may not be set for init containers without restartPolicy=Always'))

/** What a debugging container may have. Everything that a pod relies on is refused. */
const ephemeralFields = new Set([
  'name',
  'image',
  'command',
  'args',
  'workingDir',
  'envFrom',
  'env',
  'volumeMounts',
  'volumeDevices',
  'terminationMessagePath',
  'terminationMessagePolicy',
  'imagePullPolicy',
  'securityContext',
  'stdin',
  'stdinOnce',
  'tty',
  'targetContainerName',
])

export function validateEphemeralContainers(spec: PodSpec, volumes: Volumes, path: string): FieldError[] {
  const others = new Set([...(spec.containers ?? []), ...(spec.initContainers ?? [])].map((container) => container.name))
  const names = new Set(others)
  return (spec.ephemeralContainers ?? []).flatMap((container, i) => {
    const at = `${path}[${i}]`
    const target = container.targetContainerName
    return [
      ...validateContainer(container as Container, spec, volumes, at),
      ...validateImageSpace(container as Container, at),
      ...unique(names, container.name, `${at}.name`),
      ...(target && !others.has(target) ? [notFoundField(`${at}.targetContainerName`, target)] : []),
      ...Object.entries(container)
        .filter(([field, value]) => !ephemeralFields.has(field) && isSet(value))
        .map(([field]) => forbiddenField(`${at}.${field}`, 'cannot be set for an Ephemeral Container')),
      ...(container.volumeMounts ?? []).flatMap((mount, j) =>
        (['subPath', 'subPathExpr'] as const)
          .filter((field) => mount[field])
          .map((field) => forbiddenField(`${at}.volumeMounts[${j}].${field}`, 'cannot be set for an Ephemeral Container')),
      ),
    ]
  })
}

const isSet = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.length > 0
    : typeof value === 'object' && value !== null
      ? Object.keys(value).length > 0
      : value !== undefined && value !== null && value !== ''

function unique(names: Set<string>, name: string, at: string): FieldError[] {
  if (names.has(name)) return [duplicate(at, name)]
  names.add(name)
  return []
}
