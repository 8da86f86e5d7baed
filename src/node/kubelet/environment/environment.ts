/** The variables that a container is started with. Models makeEnvironmentVariables in pkg/kubelet/kubelet_pods.go. */
import type { ConfigMap, Container, EnvVar, Secret } from '../../../api/types.ts'
import { decodeBase64 } from '../base64.ts'
import { fieldValue, type PodFacts, resourceValue } from './downward-api.ts'
import { expand } from './expansion.ts'

export interface EnvironmentSources {
  configMap(namespace: string, name: string): ConfigMap | undefined
  secret(namespace: string, name: string): Secret | undefined
  /** Variables for the Services of the namespace, where they are wished for, and for `kubernetes` of default. */
  links(namespace: string, all: boolean): Readonly<Record<string, string>>
}

/** All variables, the pod's own before those of Services. Throws an Error with the kubelet's text if a source is missing. */
export function environment(container: Container, facts: PodFacts, sources: EnvironmentSources): Readonly<Record<string, string>> {
  const namespace = facts.pod.metadata.namespace ?? ''
  const links = sources.links(namespace, facts.pod.spec.enableServiceLinks ?? true)
  // Then all containers of the namespace share one set.
  if (!container.env?.length && !container.envFrom?.length) return links
  const env: Record<string, string> = bulk(container, namespace, sources)
  for (const variable of container.env ?? []) {
    const value = valueFor(variable, container, facts, sources, (name) => env[name] ?? links[name])
    if (value !== undefined) env[variable.name] = value
  }
  for (const name in links) if (!(name in env)) env[name] = links[name] as string
  return env
}

function bulk(container: Container, namespace: string, sources: EnvironmentSources): Record<string, string> {
  const env: Record<string, string> = {}
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const configMap = configMapRef && sources.configMap(namespace, configMapRef.name ?? '')
    const secret = secretRef && sources.secret(namespace, secretRef.name ?? '')
    if (configMapRef && !configMap && !configMapRef.optional) throw missing('configmap', configMapRef.name)
    if (secretRef && !secret && !secretRef.optional) throw missing('secret', secretRef.name)
    const data: Record<string, string> = configMap?.data ?? texts(secret) ?? {}
    for (const key of Object.keys(data).sort()) env[prefix + key] = data[key] as string
  }
  return env
}

const texts = (secret: Secret | undefined): Record<string, string> | undefined =>
  secret && Object.fromEntries(Object.entries(secret.data ?? {}).map(([key, value]) => [key, decodeBase64(value)]))

const missing = (kind: string, name = ''): Error => new Error(`${kind} ${JSON.stringify(name)} not found`)

/** @returns undefined for an optional source that is not there: the variable is left out. */
function valueFor(
  variable: EnvVar,
  container: Container,
  facts: PodFacts,
  sources: EnvironmentSources,
  known: (name: string) => string | undefined,
): string | undefined {
  if (variable.value) return expand(variable.value, known)
  const from = variable.valueFrom
  if (from?.fieldRef) return fieldValue(from.fieldRef.fieldPath, facts)
  if (from?.resourceFieldRef) return resourceValue(from.resourceFieldRef, container, facts)
  const namespace = facts.pod.metadata.namespace ?? ''
  if (from?.configMapKeyRef) {
    const { name = '', key, optional } = from.configMapKeyRef
    return keyOf('configmap', 'ConfigMap', namespace, name, key, optional, sources.configMap(namespace, name), (map) => map.data)
  }
  if (from?.secretKeyRef) {
    const { name = '', key, optional } = from.secretKeyRef
    return keyOf('secret', 'Secret', namespace, name, key, optional, sources.secret(namespace, name), texts)
  }
  if (from?.fileKeyRef) throw new Error('ktutor does not simulate env[].valueFrom.fileKeyRef')
  return ''
}

function keyOf<T>(
  resource: string,
  kind: string,
  namespace: string,
  name: string,
  key: string,
  optional: boolean | undefined,
  object: T | undefined,
  data: (object: T) => Record<string, string> | undefined,
): string | undefined {
  if (object === undefined) {
    if (optional) return undefined
    throw missing(resource, name)
  }
  const value = data(object)?.[key]
  if (value === undefined && !optional) throw new Error(`couldn't find key ${key} in ${kind} ${namespace}/${name}`)
  return value
}
