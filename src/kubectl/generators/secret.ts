/** The Secrets that `kubectl create secret …` writes. */

import { compactJson } from '../../api/json-text.ts'
import { isConfigMapKey } from '../../api/names.ts'
import type { Secret } from '../../api/types.ts'
import { CommandError } from '../errors.ts'
import { base64 } from './base64.ts'
import type { Keyed } from './key-sources.ts'
import { secretHash } from './object-hash.ts'
import { inNamespace, type Written } from './written.ts'

export interface SecretOptions {
  readonly name: string
  readonly namespace: string
  /** Empty for none: the server makes it Opaque. */
  readonly type: string
  readonly data: readonly Keyed[]
  readonly appendHash: boolean
}

export function secret({ name, namespace, type, data, appendHash }: SecretOptions): Written<Secret> {
  const encoded: Record<string, string> = {}
  for (const { key, data: bytes } of data) {
    const errors = isConfigMapKey(key)
    if (errors.length > 0) throw new CommandError(`${JSON.stringify(key)} is not valid key name for a Secret ${errors.join(';')}`)
    if (key in encoded) throw new CommandError(`cannot add key ${key}, another key by that name already exists`)
    encoded[key] = base64(bytes)
  }
  const made: Written<Secret> = {
    kind: 'Secret',
    apiVersion: 'v1',
    metadata: { name, ...inNamespace(namespace) },
    ...(Object.keys(encoded).length > 0 ? { data: encoded } : {}),
    ...(type === '' ? {} : { type }),
  }
  return appendHash ? { ...made, metadata: { ...made.metadata, name: `${name}-${secretHash(made)}` } } : made
}

export interface RegistryLogin {
  readonly server: string
  readonly username: string
  readonly password: string
  readonly email: string
}

/** What docker writes into config.json for one registry. */
export function dockerConfig({ server, username, password, email }: RegistryLogin): Keyed {
  const auth = base64(new TextEncoder().encode(`${username}:${password}`))
  const entry = { ...(username && { username }), ...(password && { password }), ...(email && { email }), auth }
  return { key: '.dockerconfigjson', data: new TextEncoder().encode(compactJson({ auths: { [server]: entry } }, 'given')) }
}
