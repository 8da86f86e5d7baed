/**
 * Kubeconfig: which clusters there are, who you can be, and which pair (a context) is in use. Models client-go
 * tools/clientcmd. Files are found and merged in load.ts, a connection is chosen in connection.ts, `kubectl config` writes
 * with save.ts. Left out: credentials from plugins (`exec`, `auth-provider`) and proxies; they say so when used.
 */
import { clusterFields, contextFields, inOrder, userFields } from './fields.ts'

export interface Cluster {
  server?: string
  'certificate-authority'?: string
  'certificate-authority-data'?: string
  'insecure-skip-tls-verify'?: boolean
  'tls-server-name'?: string
  'proxy-url'?: string
  'disable-compression'?: boolean
  extensions?: unknown
}

export interface User {
  'client-certificate'?: string
  'client-certificate-data'?: string
  'client-key'?: string
  'client-key-data'?: string
  token?: string
  tokenFile?: string
  as?: string
  'as-uid'?: string
  'as-groups'?: string[]
  'as-user-extra'?: Record<string, string[]>
  username?: string
  password?: string
  'auth-provider'?: unknown
  exec?: unknown
  extensions?: unknown
}

export interface Context {
  cluster?: string
  user?: string
  namespace?: string
  extensions?: unknown
}

/** A kubeconfig with its lists as maps by name, in the order of the file. */
export interface Kubeconfig {
  readonly clusters: Map<string, Cluster>
  readonly contexts: Map<string, Context>
  readonly users: Map<string, User>
  currentContext: string
  preferences?: unknown
  extensions?: unknown
}

export const emptyKubeconfig = (): Kubeconfig => ({ clusters: new Map(), contexts: new Map(), users: new Map(), currentContext: '' })

/** The fields of a cluster or user that name a file. */
export const fileFields = {
  cluster: ['certificate-authority'],
  user: ['client-certificate', 'client-key', 'tokenFile'],
} as const

type Wire = Record<string, any>

/** Throws Error with the words of the real decoder. */
export function fromWire(wire: unknown): Kubeconfig {
  if (wire === null || wire === undefined) return emptyKubeconfig()
  if (typeof wire !== 'object' || Array.isArray(wire))
    throw new Error(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${goType(wire)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
    )
  const { apiVersion = 'v1', kind = 'Config', ...config } = wire as Wire
  if (kind !== 'Config' || apiVersion !== 'v1')
    throw new Error(
      `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "k8s.io/client-go/tools/clientcmd/api/latest/latest.go:50"`,
    )
  return {
    clusters: byName<Cluster>(config.clusters, 'clusters', 'cluster'),
    contexts: byName<Context>(config.contexts, 'contexts', 'context'),
    users: byName<User>(config.users, 'users', 'user'),
    currentContext: config['current-context'] ?? '',
    ...(config.preferences === undefined ? {} : { preferences: config.preferences }),
    ...(config.extensions === undefined ? {} : { extensions: config.extensions }),
  }
}

const namedTypes = { clusters: 'NamedCluster', contexts: 'NamedContext', users: 'NamedAuthInfo' }

function byName<T extends object>(list: unknown, field: keyof typeof namedTypes, key: string): Map<string, T> {
  const map = new Map<string, T>()
  if (list === null || list === undefined) return map
  if (!Array.isArray(list)) throw new Error(`json: cannot unmarshal ${goType(list)} into Go struct field Config.${field} of type []v1.${namedTypes[field]}`)
  for (const entry of list as Wire[]) if (!map.has(entry.name)) map.set(entry.name ?? '', { ...(entry[key] ?? {}) })
  return map
}

const goType = (value: unknown): string => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value === 'boolean' ? 'bool' : typeof value)

/** As it is written to a file and shown by `config view`: names sorted, empty lists null. */
export function toWire(config: Kubeconfig): Wire {
  const list = (entries: Map<string, object>, key: string, fields: typeof clusterFields) =>
    entries.size === 0 ? null : [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => ({ name, [key]: inOrder(value, fields) }))
  return {
    kind: 'Config',
    apiVersion: 'v1',
    ...(config.preferences === undefined || Object.keys(config.preferences as object).length === 0 ? {} : { preferences: config.preferences }),
    clusters: list(config.clusters, 'cluster', clusterFields),
    users: list(config.users, 'user', userFields),
    contexts: list(config.contexts, 'context', contextFields),
    'current-context': config.currentContext,
    ...(config.extensions === undefined ? {} : { extensions: config.extensions }),
  }
}
