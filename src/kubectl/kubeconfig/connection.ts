/** Chooses server and identity: the context in use, and over it what the global flags say. */
import { parseDuration } from '../../api/duration.ts'
import type { GlobalFlagValues } from '../command.ts'
import { CommandError, NotSimulated } from '../errors.ts'
import { FileError } from '../files.ts'
import { textOf } from '../text.ts'
import type { Connection } from '../transport.ts'
import type { Cluster, Context, Kubeconfig, User } from './kubeconfig.ts'
import type { ConfigWorld } from './load.ts'

export type ConnectionFlags = GlobalFlagValues & Readonly<Record<string, any>>

/** The context in force; an empty one if nothing names any. Throws CommandError if the named one is not there. */
export function chosenContext(config: Kubeconfig, flags: Pick<ConnectionFlags, 'context'>): Context {
  const name = flags.context || config.currentContext
  const context = config.contexts.get(name)
  if (context === undefined && name !== '') throw new CommandError(`Error in configuration: context was not found for specified context: ${name}`)
  return context ?? {}
}

/** Throws CommandError with kubectl's words for configurations that contradict themselves or name missing files. */
export async function connection(io: ConfigWorld, config: Kubeconfig, flags: ConnectionFlags): Promise<Connection> {
  const context = chosenContext(config, flags)
  const clusterName = flags.cluster || context.cluster || ''
  const userName = flags.user || context.user || ''
  if (flags.user !== '' && !config.users.has(flags.user)) throw new CommandError(`auth info ${JSON.stringify(flags.user)} does not exist`)
  if (flags.cluster !== '' && !config.clusters.has(flags.cluster)) throw new CommandError(`no server found for cluster ${JSON.stringify(flags.cluster)}`)
  const cluster = clusterWithFlags(config.clusters.get(clusterName) ?? {}, flags)
  const user = userWithFlags(config.users.get(userName) ?? {}, flags)
  refuseTwoMethods(user, userName)
  refusePlugins(user, cluster)
  const files = new ReadFiles(io)
  const certificateAuthority = await files.pem(cluster, 'certificate-authority', 'certificate-authority', clusterName)
  const clientCertificate = await files.pem(user, 'client-certificate', 'client-cert', userName)
  const clientKey = await files.pem(user, 'client-key', 'client-key', userName)
  files.complain()
  const impersonate = impersonation(user, userName)
  const requestTimeoutMs = requestTimeout(flags['request-timeout'])
  const token = user.token || (user.tokenFile ? textOf(await io.files.read(user.tokenFile)).trim() : '')
  const secure = certificateAuthority !== undefined || clientCertificate !== undefined || cluster['insecure-skip-tls-verify'] === true
  return {
    server: serverUrl(cluster.server ?? '', secure),
    ...(certificateAuthority === undefined ? {} : { certificateAuthority }),
    ...(cluster['insecure-skip-tls-verify'] ? { insecureSkipTlsVerify: true } : {}),
    ...(cluster['tls-server-name'] ? { tlsServerName: cluster['tls-server-name'] } : {}),
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
    ...(clientKey === undefined ? {} : { clientKey }),
    ...(token === '' ? {} : { token }),
    ...(user.username ? { username: user.username, password: user.password ?? '' } : {}),
    ...(impersonate === undefined ? {} : { impersonate }),
    ...(requestTimeoutMs === 0 ? {} : { requestTimeoutMs }),
  }
}

function serverUrl(server: string, secure: boolean): string {
  if (server === '') return 'http://localhost:8080'
  const url = /^[a-z]+:\/\//.test(server) ? server : `${secure ? 'https' : 'http'}://${server}`
  return url.replace(/\/+$/, '')
}

function clusterWithFlags(cluster: Cluster, flags: ConnectionFlags): Cluster {
  const result = { ...cluster }
  if (flags.server !== '') result.server = flags.server
  if (flags['certificate-authority']) {
    result['certificate-authority'] = flags['certificate-authority']
    delete result['certificate-authority-data']
  }
  if (flags['tls-server-name']) result['tls-server-name'] = flags['tls-server-name']
  if (flags['insecure-skip-tls-verify']) {
    result['insecure-skip-tls-verify'] = true
    if (!flags['certificate-authority']) {
      delete result['certificate-authority']
      delete result['certificate-authority-data']
    }
  }
  return result
}

function userWithFlags(user: User, flags: ConnectionFlags): User {
  const result: User = { ...user }
  if (flags.token !== '') {
    result.token = flags.token
    delete result.tokenFile
  }
  for (const name of ['username', 'password', 'client-certificate', 'client-key'] as const) if (flags[name]) result[name] = flags[name]
  if (flags['client-certificate']) delete result['client-certificate-data']
  if (flags['client-key']) delete result['client-key-data']
  if (flags.as !== '') result.as = flags.as
  if (flags['as-uid'] !== '') result['as-uid'] = flags['as-uid']
  if (flags['as-group'].length > 0) result['as-groups'] = [...flags['as-group']]
  if (flags['as-user-extra']?.length > 0) result['as-user-extra'] = extras(flags['as-user-extra'])
  return result
}

function extras(pairs: readonly string[]): Record<string, string[]> {
  const result: Record<string, string[]> = {}
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    if (at < 0) continue
    const values = (result[pair.slice(0, at)] ??= [])
    values.push(pair.slice(at + 1))
  }
  return result
}

function refuseTwoMethods(user: User, name: string): void {
  const methods = [...(user.token || user.tokenFile ? ['token'] : []), ...(user.username || user.password ? ['basicAuth'] : [])]
  if (methods.length > 1) throw new CommandError(`more than one authentication method found for ${name}; found [${methods.join(' ')}], only one is allowed`)
}

function refusePlugins(user: User, cluster: Cluster): void {
  if (user.exec !== undefined) throw new NotSimulated('A user of the kubeconfig with exec', 'run that program to get credentials')
  if (user['auth-provider'] !== undefined) throw new NotSimulated('A user of the kubeconfig with auth-provider', 'ask that provider for credentials')
  if (cluster['proxy-url']) throw new NotSimulated('A cluster of the kubeconfig with proxy-url', 'connect through that proxy')
}

function impersonation(user: User, name: string): Connection['impersonate'] {
  const groups = user['as-groups'] ?? []
  const extra = user['as-user-extra'] ?? {}
  if (user.as) return { user: user.as, ...(user['as-uid'] ? { uid: user['as-uid'] } : {}), groups, ...(Object.keys(extra).length > 0 ? { extra } : {}) }
  if (groups.length > 0 || user['as-uid'] || Object.keys(extra).length > 0)
    throw new CommandError(`requesting uid, groups or user-extra for ${name} without impersonating a user`)
  return undefined
}

/** Milliseconds of --request-timeout: `5` and `5s` are both five seconds. */
function requestTimeout(text: string): number {
  if (/^[+-]?[0-9]+$/.test(text)) return Number(text) * 1000
  try {
    return parseDuration(text)
  } catch {
    throw new CommandError(
      'Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)',
    )
  }
}

/** Reads the files that a kubeconfig names, and complains about all that are missing at once. */
class ReadFiles {
  readonly faults: string[] = []

  constructor(readonly io: ConfigWorld) {}

  async pem(
    entry: Cluster & User,
    field: 'certificate-authority' | 'client-certificate' | 'client-key',
    label: string,
    owner: string,
  ): Promise<string | undefined> {
    const data = entry[`${field}-data`]
    if (data) return atob(data)
    const path = entry[field]
    if (!path) return undefined
    try {
      return textOf(await this.io.files.read(path))
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      this.faults.push(`unable to read ${label} ${path} for ${owner} due to ${error.message}`)
      return undefined
    }
  }

  complain(): void {
    if (this.faults.length === 1) throw new CommandError(this.faults[0] as string)
    if (this.faults.length > 1) throw new CommandError(`Error in configuration: \n${this.faults.map((fault) => `* ${fault}\n`).join('')}`)
  }
}
