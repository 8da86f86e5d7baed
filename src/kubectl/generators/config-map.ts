/** The ConfigMap that `kubectl create configmap` writes. */

import { isConfigMapKey } from '../../api/names.ts'
import type { ConfigMap } from '../../api/types.ts'
import { CommandError } from '../errors.ts'
import { base64 } from './base64.ts'
import type { Keyed } from './key-sources.ts'
import { configMapHash } from './object-hash.ts'
import { inNamespace, type Written } from './written.ts'

export interface ConfigMapOptions {
  readonly name: string
  readonly namespace: string
  readonly data: readonly Keyed[]
  readonly appendHash: boolean
}

export function configMap({ name, namespace, data, appendHash }: ConfigMapOptions): Written<ConfigMap> {
  const texts: Record<string, string> = {}
  const binaries: Record<string, string> = {}
  for (const { key, data: bytes } of data) {
    checkKey(key, name, texts, binaries)
    const text = utf8(bytes)
    if (text === undefined) binaries[key] = base64(bytes)
    else texts[key] = text
  }
  const map: Written<ConfigMap> = {
    kind: 'ConfigMap',
    apiVersion: 'v1',
    metadata: { name, ...inNamespace(namespace) },
    ...(Object.keys(texts).length > 0 ? { data: texts } : {}),
    ...(Object.keys(binaries).length > 0 ? { binaryData: binaries } : {}),
  }
  return appendHash ? { ...map, metadata: { ...map.metadata, name: `${name}-${configMapHash(map)}` } } : map
}

function checkKey(key: string, name: string, texts: object, binaries: object): void {
  const errors = isConfigMapKey(key)
  if (errors.length > 0) throw new CommandError(`${JSON.stringify(key)} is not a valid key name for a ConfigMap: ${errors.join(',')}`)
  for (const [field, keys] of [
    ['Data', texts],
    ['BinaryData', binaries],
  ] as const)
    if (key in keys)
      throw new CommandError(`cannot add key ${JSON.stringify(key)}, another key by that name already exists in ${field} for ConfigMap ${JSON.stringify(name)}`)
}

function utf8(data: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data)
  } catch {
    return undefined
  }
}
