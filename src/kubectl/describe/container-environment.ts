/** A container's environment: values as written, and for values from elsewhere where they come from. */
import { Quantity } from '../../api/quantity.ts'
import type { Container, EnvVar, Pod, ResourceFieldSelector } from '../../api/types.ts'
import type { Description } from './description.ts'

export function writeEnvironment(out: Description, container: Container, pod: Pod | undefined): void {
  writeSources(out, container)
  const { env = [] } = container
  out.write(2, `Environment:${env.length === 0 ? '\t<none>' : ''}\n`)
  for (const variable of env) writeVariable(out, variable, container, pod)
}

function writeSources(out: Description, { envFrom = [] }: Container): void {
  if (envFrom.length === 0) return
  out.write(2, 'Environment Variables from:\n')
  for (const { configMapRef, secretRef, prefix } of envFrom) {
    const reference = configMapRef ?? secretRef
    const kind = configMapRef ? 'ConfigMap' : secretRef ? 'Secret' : ''
    out.row(3, reference?.name ?? '', prefix ? `${kind} with prefix '${prefix}'` : kind, `Optional: ${reference?.optional ?? false}`)
  }
}

function writeVariable(out: Description, { name, value = '', valueFrom }: EnvVar, container: Container, pod: Pod | undefined): void {
  if (!valueFrom) {
    for (const [i, line] of value.split('\n').entries()) out.write(3, `${i === 0 ? `${name}:` : ''}\t${line}\n`)
    return
  }
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = valueFrom
  if (fieldRef) out.field(3, name, `${pod ? fieldOf(pod, fieldRef.fieldPath) : ''} (${fieldRef.apiVersion ?? ''}:${fieldRef.fieldPath})`)
  else if (resourceFieldRef) out.field(3, name, `${amountText(container, resourceFieldRef)} (${resourceFieldRef.resource})`)
  else if (secretKeyRef)
    out.row(3, `${name}:`, `<set to the key '${secretKeyRef.key}' in secret '${secretKeyRef.name ?? ''}'>`, `Optional: ${secretKeyRef.optional ?? false}`)
  else if (configMapKeyRef)
    out.row(
      3,
      `${name}:`,
      `<set to the key '${configMapKeyRef.key}' of config map '${configMapKeyRef.name ?? ''}'>`,
      `Optional: ${configMapKeyRef.optional ?? false}`,
    )
}

/** kubectl knows only these two of a pod's fields; all others it leaves empty. */
function fieldOf({ metadata }: Pod, path: string): string {
  if (path === 'metadata.name') return metadata.name
  return path === 'metadata.namespace' ? (metadata.namespace ?? '') : ''
}

/** In units of the divisor, rounded up; '' for what a container has no field for. */
function amountText({ resources }: Container, { resource, divisor = '0' }: ResourceFieldSelector): string {
  const [, list, name] = /^(limits|requests)\.(cpu|memory|ephemeral-storage|hugepages-.*)$/.exec(resource) ?? []
  if (list === undefined || name === undefined) return ''
  const amount = Quantity.parse(resources?.[list as 'limits' | 'requests']?.[name] ?? '0')
  const given = Quantity.parse(divisor)
  const unit = given.isZero ? Quantity.parse('1') : given
  const text = String(Math.ceil(name === 'cpu' ? amount.milliValue / unit.milliValue : amount.value / unit.value))
  return text === '0' && (resource === 'limits.cpu' || resource === 'limits.memory') ? 'node allocatable' : text
}
