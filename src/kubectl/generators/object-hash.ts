/** The suffix of `--append-hash`: changes with the content, so that what uses the object rolls. Models kubectl pkg/util/hash. */

import { compactJson } from '../../api/json-text.ts'
import { sha256 } from '../../api/sha256.ts'
import type { ConfigMap, Secret } from '../../api/types.ts'
import type { Written } from './written.ts'

export const configMapHash = (map: Written<ConfigMap>): string =>
  shortened({
    kind: 'ConfigMap',
    name: map.metadata.name,
    data: map.data ?? {},
    ...(map.binaryData && Object.keys(map.binaryData).length > 0 ? { binaryData: map.binaryData } : {}),
  })

export const secretHash = (secret: Written<Secret>): string =>
  shortened({ kind: 'Secret', type: secret.type ?? '', name: secret.metadata.name, data: secret.data ?? {} })

const consonants: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' }

/** Ten digits, those that might form words replaced. */
const shortened = (value: object): string =>
  sha256(new TextEncoder().encode(compactJson(value)))
    .slice(0, 10)
    .replace(/[013ae]/g, (digit) => consonants[digit] as string)
