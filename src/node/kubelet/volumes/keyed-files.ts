/** Files from the keys of a ConfigMap or Secret. */
import type { ConfigMap, KeyToPath, Secret } from '../../../api/types.ts'
import { decodeBase64 } from '../base64.ts'
import type { Files, VolumeContext } from './volume.ts'

interface Selection {
  readonly name?: string
  readonly items?: readonly KeyToPath[]
  readonly optional?: boolean
  readonly mode: number
}

/** Every key a file, or those of `items` under their paths. */
export function configMapFiles({ name = '', ...selection }: Selection, context: VolumeContext): Files {
  const configMap = context.configMap(context.facts.pod.metadata.namespace ?? '', name)
  if (!configMap && !selection.optional) throw new Error(`configmap ${JSON.stringify(name)} not found`)
  return select(configMapTexts(configMap), selection, (key) => `configmap references non-existent config key: ${key}`)
}

export function secretFiles({ name = '', ...selection }: Selection, context: VolumeContext): Files {
  const secret = context.secret(context.facts.pod.metadata.namespace ?? '', name)
  if (!secret && !selection.optional) throw new Error(`secret ${JSON.stringify(name)} not found`)
  return select(secretTexts(secret), selection, (key) => `references non-existent secret key: ${key}`)
}

const configMapTexts = (configMap: ConfigMap | undefined): Record<string, string> => ({ ...configMap?.data, ...decoded(configMap?.binaryData) })
const secretTexts = (secret: Secret | undefined): Record<string, string> => decoded(secret?.data)
const decoded = (data: Record<string, string> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(data).map(([key, value]) => [key, decodeBase64(value)]))

function select(data: Record<string, string>, { items, optional, mode }: Omit<Selection, 'name'>, missing: (key: string) => string): Files {
  if (!items) return new Map(Object.entries(data).map(([key, text]) => [key, { text, mode }]))
  const files: Files = new Map()
  for (const item of items) {
    const text = data[item.key]
    if (text === undefined && optional) continue
    if (text === undefined) throw new Error(missing(item.key))
    files.set(item.path, { text, mode: item.mode ?? mode })
  }
  return files
}
