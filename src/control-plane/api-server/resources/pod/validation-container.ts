/** What holds for every kind of container. Models validateContainerCommon of pkg/apis/core/validation. */
import { duplicate, type FieldError, invalidValue, required } from '../../../../api/status.ts'
import type { Container, PodSpec } from '../../../../api/types.ts'
import { dnsLabel, oneOf } from '../checks.ts'
import { validateEnv, validateEnvFrom } from './validation-env.ts'
import { validateDevices, validateMounts } from './validation-mounts.ts'
import { validatePorts } from './validation-ports.ts'
import { containerResourceName, validateResources } from './validation-resources.ts'
import { validateSecurityContext } from './validation-security.ts'
import type { Volumes } from './validation-volumes.ts'

export function validateContainer(container: Container, spec: PodSpec, volumes: Volumes, path: string): FieldError[] {
  const claims = (spec.resourceClaims ?? []).map((claim) => claim.name)
  return [
    ...(container.name ? dnsLabel(`${path}.name`, container.name) : [required(`${path}.name`)]),
    ...(container.image ? [] : [required(`${path}.image`)]),
    ...oneOf(`${path}.terminationMessagePolicy`, container.terminationMessagePolicy, ['File', 'FallbackToLogsOnError']),
    ...validatePorts(container.ports ?? [], `${path}.ports`),
    ...validateEnv(container.env ?? [], `${path}.env`),
    ...validateEnvFrom(container.envFrom ?? [], `${path}.envFrom`),
    ...validateMounts(container, volumes, `${path}.volumeMounts`),
    ...validateDevices(container, volumes, `${path}.volumeDevices`),
    ...oneOf(`${path}.imagePullPolicy`, container.imagePullPolicy, ['Always', 'IfNotPresent', 'Never']),
    ...validateResources(container.resources ?? {}, containerResourceName, claims, `${path}.resources`),
    ...validateResizePolicy(container, spec, `${path}.resizePolicy`),
    ...validateSecurityContext(container.securityContext, `${path}.securityContext`),
  ]
}

function validateResizePolicy(container: Container, spec: PodSpec, path: string): FieldError[] {
  const seen = new Set<string>()
  return (container.resizePolicy ?? []).flatMap(({ resourceName, restartPolicy }, i) => {
    const errors: FieldError[] = seen.has(resourceName) ? [duplicate(`${path}[${i}]`, resourceName)] : []
    seen.add(resourceName)
    errors.push(...oneOf(path, resourceName, ['cpu', 'memory']), ...oneOf(path, restartPolicy, ['NotRequired', 'RestartContainer']))
    if (spec.restartPolicy === 'Never' && restartPolicy !== 'NotRequired')
      errors.push(invalidValue(path, restartPolicy, "must be 'NotRequired' when `restartPolicy` is 'Never'"))
    return errors
  })
}

/** Only pods refuse spaces around an image; templates may carry placeholders. */
export const validateImageSpace = (container: Container, path: string): FieldError[] =>
  (container.image ?? '').trim() === (container.image ?? '')
    ? []
    : [invalidValue(`${path}.image`, container.image, 'must not have leading or trailing whitespace')]
