/** What `kubectl set env --list` prints. Models kubectl pkg/cmd/set/env/env_resolve.go. */
import { configMaps, pathOf, secrets } from '../../../api/kinds.ts'
import type { AnyObject } from '../../../api/object.ts'
import type { Container, EnvVarSource } from '../../../api/types.ts'
import type { Invocation } from '../../command.ts'
import { CommandError, NotSimulated } from '../../errors.ts'
import { fromBase64 } from '../../generators/base64.ts'
import { request } from '../../rest.ts'
import { textOf } from '../../text.ts'

/** Lists the variables of one container; with `resolve`, what they stand for. False if something could not be resolved. */
export async function listVariables(invocation: Invocation, object: AnyObject, container: Container, resolve: boolean): Promise<boolean> {
  const { io } = invocation
  io.stdout(`# ${object.kind} ${object.metadata.name}, container ${container.name}\n`)
  const failures = new Map<string, string[]>()
  for (const { name, value, valueFrom } of container.env ?? []) {
    if (valueFrom === undefined) {
      io.stdout(`${name}=${value ?? ''}\n`)
      continue
    }
    try {
      if (!resolve) throw undefined
      io.stdout(`${name}=${await resolved(invocation, object, valueFrom)}\n`)
    } catch (error) {
      if (error instanceof NotSimulated) throw error
      io.stdout(`# ${name} from ${referenceText(valueFrom)}\n`)
      if (error instanceof Error) failures.set(error.message, [...(failures.get(error.message) ?? []), name])
    }
  }
  const texts = [...failures].map(([why, names]) => `error retrieving reference for ${names.sort().join(', ')}: ${why}\n`)
  for (const text of texts.sort()) io.stderr(text)
  return failures.size === 0
}

function referenceText({ configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef }: EnvVarSource): string {
  if (configMapKeyRef) return `configmap ${configMapKeyRef.name}, key ${configMapKeyRef.key}`
  if (secretKeyRef) return `secret ${secretKeyRef.name}, key ${secretKeyRef.key}`
  if (fieldRef) return `field path ${fieldRef.fieldPath}`
  if (resourceFieldRef) return `resource field ${resourceFieldRef.containerName ? `${resourceFieldRef.containerName}/` : ''}${resourceFieldRef.resource}`
  return 'invalid valueFrom'
}

async function resolved(
  invocation: Invocation,
  object: AnyObject,
  { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef }: EnvVarSource,
): Promise<string> {
  const { name: namespace } = await invocation.namespace()
  if (secretKeyRef) {
    const secret = await request<AnyObject>(await invocation.transport(), 'GET', pathOf(secrets, namespace, secretKeyRef.name))
    const value = secret.data?.[secretKeyRef.key]
    if (value === undefined) throw new CommandError(`key ${secretKeyRef.key} not found in secret ${secretKeyRef.name}`)
    return textOf(fromBase64(value))
  }
  if (configMapKeyRef) {
    const map = await request<AnyObject>(await invocation.transport(), 'GET', pathOf(configMaps, namespace, configMapKeyRef.name))
    const value = map.data?.[configMapKeyRef.key]
    if (value === undefined) throw new CommandError(`key ${configMapKeyRef.key} not found in config map ${configMapKeyRef.name}`)
    return value
  }
  if (fieldRef) return fieldText(object, fieldRef.fieldPath)
  if (resourceFieldRef) throw new NotSimulated('set env --resolve of a resourceFieldRef', "print the container's amount of that resource")
  throw new CommandError('invalid valueFrom')
}

function fieldText({ metadata }: AnyObject, path: string): string {
  const subscript = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path)
  if (subscript) return metadata[subscript[1] as 'labels' | 'annotations']?.[subscript[2] as string] ?? ''
  const map = /^metadata\.(labels|annotations)$/.exec(path)?.[1] as 'labels' | 'annotations' | undefined
  if (map)
    return Object.entries(metadata[map] ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
      .join('\n')
  if (path === 'metadata.name') return metadata.name
  if (path === 'metadata.namespace') return metadata.namespace ?? ''
  if (path === 'metadata.uid') return metadata.uid ?? ''
  throw new CommandError(`unsupported fieldPath: ${path}`)
}
