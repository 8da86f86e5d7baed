/**
 * Finds the kind that a word means: `pods`, `pod`, `po`, `Pod`, `deployments.apps`, `deployments.v1.apps`. Models
 * client-go restmapper (shortcut.go, discovery.go) and apimachinery api/meta (priority.go).
 */
import { StatusError } from '../api/status.ts'
import type { KubectlIo } from './command.ts'
import { type ApiGroup, type ApiResource, discover, groupResourceOf } from './discovery.ts'
import { klog } from './klog.ts'
import { NoMatchError } from './no-match.ts'
import { RequestError, type Transport } from './transport.ts'

export class RestMapper {
  #groups: readonly ApiGroup[] | undefined

  constructor(
    readonly transport: () => Promise<Transport>,
    readonly io: Pick<KubectlIo, 'now' | 'stderr'>,
    readonly warn: (text: string) => void = () => {},
  ) {}

  /** All groups of the server, asked once. While there is no answer it is tried `tries` times, as the real one does step by step, complaining each time. */
  async groups(tries = 1): Promise<readonly ApiGroup[]> {
    if (this.#groups !== undefined) return this.#groups
    const transport = await this.transport()
    for (;;) {
      try {
        return (this.#groups = await discover(transport))
      } catch (error) {
        if (!(error instanceof RequestError || error instanceof StatusError)) throw error
        klog(this.io, 'E', 'memcache.go:265', `"Unhandled Error" err=${JSON.stringify(`couldn't get current server API group list: ${error.message}`)}`)
        if (--tries <= 0) throw error
      }
    }
  }

  /** The kind that a word on the command line means. Throws NoMatchError. */
  async resourceFor(word: string): Promise<ApiResource> {
    const all = preferred(await this.groups(4))
    const [first = '', second = '', ...rest] = word.split('.')
    const group = word.includes('.') ? word.slice(first.length + 1) : ''
    const written = rest.length > 0 ? find(all, first, rest.join('.'), second) : undefined
    // A short name does not carry its version along.
    const exact = written?.shortNames.includes(first) ? find(all, first, rest.join('.')) : written
    const found = exact ?? find(all, first, group) ?? findKind(all, first, second, rest.join('.'), group)
    if (found === undefined) throw NoMatchError.resource({ resource: first })
    if ((rest.length > 0 ? rest.join('.') : group) === '') this.#warnOfOthers(all, first, found)
    return found
  }

  /** A short name may mean kinds of several groups; the first wins. */
  #warnOfOthers(all: readonly ApiResource[], name: string, found: ApiResource): void {
    if (!found.shortNames.includes(name) || found.plural === name || found.singular === name) return
    const others = all.filter((resource) => resource.shortNames.includes(name)).map(groupResourceOf)
    for (const other of new Set(others))
      if (other !== groupResourceOf(found)) this.warn(`short name ${JSON.stringify(name)} could also match lower priority resource ${other}`)
  }

  /** The kind of an object in a file. Throws NoMatchError. */
  async resourceForKind(kind: string, apiVersion: string): Promise<ApiResource> {
    const [group, version] = apiVersion.includes('/') ? (apiVersion.split('/') as [string, string]) : ['', apiVersion]
    const all = preferred(await this.groups())
    const found = all.find((resource) => resource.kind === kind && resource.group === group && (resource.version === version || version === ''))
    if (found === undefined) throw NoMatchError.kind(kind, apiVersion)
    return found
  }

  /** Without an answer of the server there are no categories; whoever needs more will ask again and complain. */
  async #preferredOrNone(): Promise<readonly ApiResource[]> {
    try {
      return (await this.groups()).flatMap((group) => group.versions[0]?.resources ?? [])
    } catch (error) {
      if (error instanceof RequestError || error instanceof StatusError) return []
      throw error
    }
  }

  /** Words such as `all` stand for the kinds of a category; others for themselves. */
  async expandCategories(words: readonly string[]): Promise<string[]> {
    const expanded: string[] = []
    for (const word of words) {
      const members = (await this.#preferredOrNone()).filter((resource) => resource.categories.includes(word))
      expanded.push(...(members.length === 0 ? [word] : members.map(groupResourceOf)))
    }
    return expanded
  }
}

/** Every kind in every version, preferred versions of all groups before other versions. */
function preferred(groups: readonly ApiGroup[]): readonly ApiResource[] {
  const first = groups.flatMap((group) => group.versions[0]?.resources ?? [])
  const others = groups.flatMap((group) => group.versions.slice(1).flatMap((version) => version.resources))
  return [...first, ...others]
}

function find(all: readonly ApiResource[], name: string, group: string, version = ''): ApiResource | undefined {
  const lower = name.toLowerCase()
  const named = all.filter((resource) => version === '' || resource.version === version)
  const isNamed = (resource: ApiResource) => resource.plural === lower || resource.singular === lower
  const exact = named.filter((resource) => group === '' || resource.group === group)
  const near = named.filter((resource) => group !== '' && resource.group.startsWith(group))
  const short = (resource: ApiResource) => resource.shortNames.includes(name)
  return exact.find(isNamed) ?? exact.find(short) ?? near.find(isNamed) ?? near.find(short)
}

/** Kinds as they are written in manifests: `Deployment.apps`, `Deployment.v1.apps`. */
function findKind(all: readonly ApiResource[], kind: string, version: string, versionGroup: string, group: string): ApiResource | undefined {
  const of = all.filter((resource) => resource.kind === kind)
  return of.find((resource) => resource.version === version && resource.group === versionGroup) ?? of.find((resource) => resource.group === group)
}
