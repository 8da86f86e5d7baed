/** From Ingresses to nginx' servers and locations. Models createServers and getBackendServers of internal/ingress/controller. */
import type { HTTPIngressPath, Ingress, IngressBackend } from '../../api/types.ts'
import type { Tls } from '../../node/network/network.ts'
import { type Canary, canaryOf, type Settings, settingsOf } from './annotations.ts'

/** A Service's port, as an Ingress names it. */
export interface Backend {
  readonly namespace: string
  readonly service: string
  readonly port: number | string
}

/** `default-web-80`, as logs call it. */
export const upstreamName = ({ namespace, service, port }: Backend): string => `${namespace}-${service}-${port}`

export interface Location {
  readonly path: string
  readonly type: string
  /** `default/web` */
  readonly ingress: string
  readonly backend: Backend
  readonly settings: Settings
  readonly canaries: { readonly backend: Backend; readonly canary: Canary }[]
}

export interface Server {
  /** `_` for requests to any other host. */
  readonly host: string
  readonly locations: Location[]
  /** Set where an Ingress wants TLS for the host. */
  tls: Tls | undefined
  /** Whether all paths are regular expressions. */
  regex: boolean
}

export interface ServersOptions {
  /** What a secret in a namespace holds; undefined if it is none of TLS. */
  certificate(namespace: string, secret: string): Tls | undefined
  readonly fakeCertificate: Tls
  /** Writes to the controller's log, as klog does. */
  log(severity: 'W' | 'E', place: string, text: string): void
}

const anyHost = '_'

/** The servers for Ingresses, which come in the order of their age: of two that claim a path the older has it. */
export function serversFor(ingresses: readonly Ingress[], options: ServersOptions): ReadonlyMap<string, Server> {
  const servers = new Map<string, Server>()
  const serverOf = (host: string | undefined): Server => {
    const name = host || anyHost
    let server = servers.get(name)
    if (!server) servers.set(name, (server = { host: name, locations: [], tls: undefined, regex: false }))
    return server
  }
  const plain = ingresses.filter((ingress) => !canaryOf(ingress))
  for (const ingress of plain) addIngress(ingress, serverOf)
  for (const ingress of plain) addCertificates(ingress, servers, options)
  for (const ingress of ingresses) addCanary(ingress, servers, options)
  for (const { locations } of servers.values()) locations.sort((a, b) => b.path.length - a.path.length || (a.path < b.path ? 1 : -1))
  return servers
}

function addIngress(ingress: Ingress, serverOf: (host: string | undefined) => Server): void {
  const { spec } = ingress
  const settings = settingsOf(ingress)
  const rules = spec.rules ?? []
  const add = (server: Server, path: HTTPIngressPath): void => {
    const location = locationOf(ingress, path, settings)
    if (!location) return
    if (settings.useRegex || (settings.rewriteTarget !== undefined && settings.rewriteTarget !== location.path)) server.regex = true
    if (!server.locations.some((other) => other.path === location.path && other.type === location.type)) server.locations.push(location)
  }
  const rest = spec.defaultBackend && { path: '/', pathType: 'Prefix', backend: spec.defaultBackend }
  for (const { host, http } of rules) {
    const server = serverOf(host)
    for (const path of http?.paths ?? []) add(server, path)
    if (rest && !server.locations.some(({ path }) => path === '/')) add(server, rest)
  }
  if (rest && rules.length === 0) add(serverOf(undefined), rest)
}

function locationOf(ingress: Ingress, { path = '/', pathType, backend }: HTTPIngressPath, settings: Settings): Location | undefined {
  const target = backendOf(ingress, backend)
  return (
    target && { path: path || '/', type: pathType, ingress: `${ingress.metadata.namespace}/${ingress.metadata.name}`, backend: target, settings, canaries: [] }
  )
}

/** Resources as backends are for other controllers. */
const backendOf = ({ metadata }: Ingress, { service }: IngressBackend): Backend | undefined =>
  service && { namespace: metadata.namespace ?? '', service: service.name, port: service.port?.name ?? service.port?.number ?? 0 }

/** Every host of an Ingress that wants TLS gets it: with the secret that names the host, or whose certificate does, or without. */
function addCertificates({ metadata, spec }: Ingress, servers: ReadonlyMap<string, Server>, options: ServersOptions): void {
  const { namespace = '' } = metadata
  const sections = spec.tls ?? []
  if (sections.length === 0) return
  const ofSecret = (name: string | undefined): Tls | undefined => (name ? options.certificate(namespace, name) : undefined)
  for (const { host = '' } of spec.rules ?? []) {
    const server = servers.get(host || anyHost)
    if (!server || server.tls) continue
    const named = sections.find(({ hosts = [] }) => hosts.includes(host))
    const secretName = (named ?? sections.find((each) => ofSecret(each.secretName)?.names.includes(host)))?.secretName
    server.tls = ofSecret(secretName) ?? options.fakeCertificate
    if (!secretName || ofSecret(secretName)) continue
    const secret = `${namespace}/${secretName}`
    options.log(
      'W',
      'controller.go:1458',
      `Error getting SSL certificate "${secret}": local SSL certificate ${secret} was not found. Using default certificate`,
    )
  }
}

/** A canary has no locations of its own: it takes a share of one that has the same host and path. */
function addCanary(ingress: Ingress, servers: ReadonlyMap<string, Server>, { log }: ServersOptions): void {
  const canary = canaryOf(ingress)
  if (!canary) return
  for (const { host, http } of ingress.spec.rules ?? [])
    for (const { path = '/', pathType, backend } of http?.paths ?? []) {
      const target = backendOf(ingress, backend)
      if (!target) continue
      const server = servers.get(host || anyHost)
      const location = server?.locations.find((each) => each.path === path && each.type === pathType)
      const name = upstreamName(target)
      if (!server) log('E', 'controller.go:1725', `cannot merge alternative backend ${name} into hostname ${host} that does not exist`)
      else if (!location) log('W', 'controller.go:1765', `unable to find real backend for alternative backend ${name}. Deleting.`)
      else location.canaries.push({ backend: target, canary })
    }
}

/** The server for a host: the exact one, then that of a wildcard (one label), then the one for all others. */
export function serverFor(servers: ReadonlyMap<string, Server>, host: string): Server | undefined {
  return servers.get(host) ?? servers.get(`*.${host.split('.').slice(1).join('.')}`) ?? servers.get(anyHost)
}

export type Found = { readonly location: Location } | { readonly redirect: string } | undefined

/** The location for a path, as nginx looks for it: exact ones, then the longest prefix; or the longest pattern that fits. */
export function locationFor({ locations, regex }: Server, path: string): Found {
  if (regex) return found(locations.find((each) => patternOf(each.path, '^')?.test(path)))
  const exact =
    locations.find(({ type, path: own }) => type === 'Exact' && own === path) ?? locations.find(({ type, path: own }) => type === 'Prefix' && own === path)
  if (exact) return { location: exact }
  // nginx has a location end in a slash redirect to it from without.
  if (locations.some(({ type, path: own }) => type !== 'Exact' && own === `${path}/`)) return { redirect: `${path}/` }
  return found(locations.find(({ type, path: own }) => type !== 'Exact' && path.startsWith(type === 'Prefix' && !own.endsWith('/') ? `${own}/` : own)))
}

const found = (location: Location | undefined): Found => location && { location }

/** Patterns of nginx have no regard for case; one that is none fits nothing. */
function patternOf(path: string, start: string): RegExp | undefined {
  try {
    return new RegExp(`${start}${path}`, 'i')
  } catch {
    return undefined
  }
}

/** The path that the backend is asked for: a rewrite target replaces it as a whole, with what the pattern's groups caught. */
export function rewritten({ path, settings }: Location, asked: string): string {
  const { rewriteTarget } = settings
  if (rewriteTarget === undefined || rewriteTarget === path) return asked
  const groups = patternOf(path, '')?.exec(asked)
  return groups ? rewriteTarget.replace(/\$(\d)/g, (_, group: string) => groups[Number(group)] ?? '') : asked
}
