/** Files from the keys of a ConfigMap or Secret. */
import type { ConfigMap, KeyToPath, Secret } from '../../../api/types.ts'
import { decodeBase64 } from '../base64.ts'
import type { Files, VolumeContext } from './volume.ts'

interface Selection {
  readonly name?: string
  readonly items?: readonly KeyToPath[]
  readonly optional?: boolean
}

/** Puts in every key as a file, or those of `items` under their paths. */
export function addConfigMap(files: Files, selection: Selection, mode: number, context: VolumeContext): void {
  const { name = '', optional } = selection
  const configMap = context.configMap(context.facts.pod.metadata.namespace ?? '', name)
  if (!configMap && !optional) throw new Error(`configmap ${JSON.stringify(name)} not found`)
  select(files, configMapTexts(configMap), selection, mode, (key) => `configmap references non-existent config key: ${key}`)
}

export function addSecret(files: Files, selection: Selection, mode: number, context: VolumeContext): void {
  const { name = '', optional } = selection
  const secret = context.secret(context.facts.pod.metadata.namespace ?? '', name)
  if (!secret && !optional) throw new Error(`secret ${JSON.stringify(name)} not found`)
  select(files, decoded(secret?.data), selection, mode, (key) => `references non-existent secret key: ${key}`)
}

const configMapTexts = ({ data = {}, binaryData }: Partial<ConfigMap> = {}): Record<string, string> => (binaryData ? { ...data, ...decoded(binaryData) } : data)

const decoded = (data: Secret['data'] = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(data).map(([key, value]) => [key, decodeBase64(value)]))

function select(files: Files, data: Record<string, string>, { items, optional }: Selection, mode: number, missing: (key: string) => string): void {
  if (!items) {
    for (const key of Object.keys(data)) files.set(key, { text: data[key] as string, mode })
    return
  }
  for (const item of items) {
    const text = data[item.key]
    if (text === undefined && optional) continue
    if (text === undefined) throw new Error(missing(item.key))
    files.set(item.path, { text, mode: item.mode ?? mode })
  }
}
