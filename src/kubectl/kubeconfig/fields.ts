/** The fields of a kubeconfig, in the order in which they are written as JSON, and what they hold. */
export type FieldType = 'string' | 'bool' | 'bytes' | 'strings' | 'map' | 'struct'

type Fields = Readonly<Record<string, FieldType>>

export const clusterFields: Fields = {
  server: 'string',
  'tls-server-name': 'string',
  'insecure-skip-tls-verify': 'bool',
  'certificate-authority': 'string',
  'certificate-authority-data': 'bytes',
  'proxy-url': 'string',
  'disable-compression': 'bool',
  extensions: 'map',
}

export const userFields: Fields = {
  'client-certificate': 'string',
  'client-certificate-data': 'bytes',
  'client-key': 'string',
  'client-key-data': 'bytes',
  token: 'string',
  tokenFile: 'string',
  as: 'string',
  'as-uid': 'string',
  'as-groups': 'strings',
  'as-user-extra': 'map',
  username: 'string',
  password: 'string',
  'auth-provider': 'struct',
  exec: 'struct',
  extensions: 'map',
}

export const contextFields: Fields = { cluster: 'string', user: 'string', namespace: 'string', extensions: 'map' }

export const topFields: Readonly<Record<string, FieldType | Fields>> = {
  kind: 'string',
  apiVersion: 'string',
  preferences: { colors: 'bool', extensions: 'map' },
  clusters: clusterFields,
  users: userFields,
  contexts: contextFields,
  'current-context': 'string',
  extensions: 'map',
}

/** The entry with its fields in order, without empty ones; fields that kubectl does not know are dropped, as it drops them. */
export function inOrder(entry: object, fields: Fields): Record<string, unknown> {
  const ordered: Record<string, unknown> = {}
  for (const field of Object.keys(fields)) {
    const value = (entry as Record<string, unknown>)[field]
    const empty = value === undefined || value === null || value === '' || value === false || (Array.isArray(value) && value.length === 0)
    if (!empty) ordered[field] = value
  }
  return ordered
}
