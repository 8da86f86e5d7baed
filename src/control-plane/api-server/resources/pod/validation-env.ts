/** Environment variables and where they come from. Models ValidateEnv and ValidateEnvFrom of pkg/apis/core/validation. */
import { isQualifiedName, isRelaxedEnvVarName } from '../../../../api/names.ts'
import { type FieldError, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { EnvFromSource, EnvVar, ObjectFieldSelector, ResourceFieldSelector } from '../../../../api/types.ts'
import { configKey, descendingPath, dnsSubdomain, each } from '../checks.ts'

export function validateEnv(vars: readonly EnvVar[], path: string): FieldError[] {
  return vars.flatMap((variable, i) => {
    const at = `${path}[${i}]`
    return [
      ...(variable.name ? each(`${at}.name`, variable.name, isRelaxedEnvVarName(variable.name)) : [required(`${at}.name`)]),
      ...validateValueFrom(variable, `${at}.valueFrom`),
    ]
  })
}

function validateValueFrom({ value, valueFrom }: EnvVar, path: string): FieldError[] {
  if (!valueFrom) return []
  const errors: FieldError[] = []
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = valueFrom
  if (fieldRef) errors.push(...validateFieldRef(fieldRef, envFields, `${path}.fieldRef`))
  if (resourceFieldRef) errors.push(...validateResourceFieldRef(resourceFieldRef, `${path}.resourceFieldRef`, false))
  if (configMapKeyRef) errors.push(...validateKeyRef(configMapKeyRef, `${path}.configMapKeyRef`))
  if (secretKeyRef) errors.push(...validateKeyRef(secretKeyRef, `${path}.secretKeyRef`))
  if (fileKeyRef) errors.push(...validateFileKeyRef(fileKeyRef, `${path}.fileKeyRef`))
  const sources = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef].filter((source) => source !== undefined).length
  if (sources === 0)
    errors.push(invalidValue(path, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'))
  else if (value) errors.push(invalidValue(path, '', 'may not be specified when `value` is not empty'))
  else if (sources > 1) errors.push(invalidValue(path, '', 'may not have more than one field specified at a time'))
  return errors
}

function validateKeyRef({ name = '', key }: { name?: string; key: string }, path: string): FieldError[] {
  return [...dnsSubdomain(`${path}.name`, name), ...(key ? configKey(`${path}.key`, key) : [required(`${path}.key`)])]
}

function validateFileKeyRef({ volumeName, key, path: file }: { volumeName: string; key: string; path: string }, path: string): FieldError[] {
  return [
    ...(volumeName ? [] : [required(`${path}.volumeName`)]),
    ...(key ? each(`${path}.key`, key, isRelaxedEnvVarName(key)) : [required(`${path}.key`)]),
    ...(file ? descendingPath(`${path}.path`, file) : [required(`${path}.path`)]),
  ]
}

const envFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]

export const volumeFields = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid']

/** Fields that the downward API knows at all; others are refused before the narrower list is asked. */
const knownFields = new Set([...envFields, ...volumeFields, 'status.phase', 'spec.restartPolicy', 'spec.schedulerName', 'spec.hostname'])

export function validateFieldRef({ apiVersion, fieldPath }: ObjectFieldSelector, supported: readonly string[], path: string): FieldError[] {
  if (!apiVersion) return [required(`${path}.apiVersion`)]
  if (!fieldPath) return [required(`${path}.fieldPath`)]
  const conversion = (why: string): FieldError[] => [invalidValue(`${path}.fieldPath`, fieldPath, `error converting fieldPath: ${why}`)]
  if (apiVersion !== 'v1') return conversion(`unsupported pod version: ${apiVersion}`)
  const [, base, subscript] = /^(.*)\['(.*)'\]$/.exec(fieldPath) ?? []
  if (base !== undefined && subscript !== undefined) {
    if (base === 'metadata.annotations') return each(path, subscript.toLowerCase(), isQualifiedName(subscript.toLowerCase()))
    if (base === 'metadata.labels') return each(path, subscript, isQualifiedName(subscript))
    return conversion(`field label does not support subscript: ${fieldPath}`)
  }
  if (!knownFields.has(fieldPath)) return conversion(`field label not supported: ${fieldPath}`)
  return supported.includes(fieldPath) ? [] : [notSupported(`${path}.fieldPath`, fieldPath, supported)]
}

const resourceFields = ['limits.cpu', 'limits.memory', 'limits.ephemeral-storage', 'requests.cpu', 'requests.memory', 'requests.ephemeral-storage']
const sizes = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei']

export function validateResourceFieldRef({ containerName, resource, divisor }: ResourceFieldSelector, path: string, inVolume: boolean): FieldError[] {
  const errors: FieldError[] = []
  const hugePages = /^(requests|limits)\.hugepages-/.test(resource ?? '')
  if (inVolume && !containerName) errors.push(required(`${path}.containerName`))
  else if (!resource) errors.push(required(`${path}.resource`))
  else if (!resourceFields.includes(resource) && !hugePages) errors.push(notSupported(`${path}.resource`, resource, resourceFields))
  return [...errors, ...validateDivisor(resource ?? '', divisor ?? '0', `${path}.divisor`)]
}

function validateDivisor(resource: string, divisor: string, path: string): FieldError[] {
  if (divisor === '0') return []
  const kind = resource.slice(resource.indexOf('.') + 1)
  if (kind === 'cpu')
    return ['1m', '1'].includes(divisor) ? [] : [invalidValue(path, resource, "only divisor's values 1m and 1 are supported with the cpu resource")]
  const name = kind === 'ephemeral-storage' ? 'local ephemeral storage' : kind.startsWith('hugepages-') ? 'hugepages' : kind
  return sizes.includes(divisor) ? [] : [invalidValue(path, resource, `only divisor's values ${sizes.join(', ')} are supported with the ${name} resource`)]
}

export function validateEnvFrom(sources: readonly EnvFromSource[], path: string): FieldError[] {
  return sources.flatMap(({ prefix, configMapRef, secretRef }, i) => {
    const at = `${path}[${i}]`
    const errors = prefix ? each(`${at}.prefix`, prefix, isRelaxedEnvVarName(prefix)) : []
    for (const [field, reference] of Object.entries({ configMapRef, secretRef })) {
      if (!reference) continue
      errors.push(...(reference.name ? dnsSubdomain(`${at}.${field}.name`, reference.name) : [required(`${at}.${field}.name`)]))
    }
    if (!configMapRef && !secretRef) errors.push(invalidValue(path, '', 'must specify one of: `configMapRef` or `secretRef`'))
    else if (configMapRef && secretRef) errors.push(invalidValue(path, '', 'may not have more than one field specified at a time'))
    return errors
  })
}
