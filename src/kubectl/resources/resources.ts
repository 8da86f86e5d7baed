/**
 * What a line is about: from words, files and selectors to objects. Nearly every command starts here. Models cli-runtime
 * pkg/resource (builder.go, visitor.go, selector.go): complaints about the line come from findResources(), whatever goes wrong
 * with one object or list from visit().
 */
import type { ApiResource } from '../discovery.ts'
import { CommandError } from '../errors.ts'
import { readWords, splitPair, type Words } from './arguments.ts'
import { labelFilter } from './label-filter.ts'
import { type FileFlags, findManifests, type Manifests, readManifest } from './manifests.ts'
import type { ResourceQuery, World } from './query.ts'
import { attemptInfo, lists, type Source } from './sources.ts'
import { Resources } from './visit.ts'

export type { Info } from './info.ts'
export type { ResourceQuery } from './query.ts'
export type { Resources } from './visit.ts'

const nothingGiven = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`

/** Throws CommandError, NoMatchError or AggregateError if the line makes no sense. */
export async function findResources(world: World, query: ResourceQuery): Promise<Resources> {
  const faults: unknown[] = []
  const attempt = async <T>(step: () => T | Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await step()
    } catch (error) {
      if (error instanceof CommandError) faults.push(error)
      else if (error instanceof AggregateError) faults.push(...error.errors)
      else throw error
      return otherwise
    }
  }
  const files = query.files && (await attempt(() => findManifests(world.io, query.files as FileFlags), { files: [], single: false }))
  const words = await attempt(() => allWords(query), { types: [], names: [], pairs: [] })
  const selector = query.selector?.trim() ?? ''
  if (query.all && (selector !== '' || (query.fieldSelector?.trim() ?? '') !== ''))
    faults.push(new CommandError("setting 'all' parameter but found a non empty selector. "))
  if (faults.length > 0) throw new AggregateError(faults)
  const types = query.local ? words.types : await expandTypes(world, words)
  return new Choice(world, query, files ?? { files: [], single: false }, { ...words, types }, selector).resources()
}

function allWords(query: ResourceQuery): Words {
  const words = readWords(query.args ?? [])
  const more = (query.names?.names ?? []).map((name) => {
    if (name.includes('/')) return splitPair(name)
    if (query.names?.type === '') throw new CommandError(`the argument ${JSON.stringify(name)} must be RESOURCE/NAME`)
    return { resource: query.names?.type ?? '', name }
  })
  return { ...words, pairs: [...words.pairs, ...more] }
}

const expandTypes = async (world: World, words: Words): Promise<readonly string[]> =>
  words.types.length === 0 ? [] : [...new Set(await (await world.mapper()).expandCategories(words.types))]

/** Decides between files, selectors and names, and refuses mixtures. */
class Choice {
  constructor(
    readonly world: World,
    readonly query: ResourceQuery,
    readonly manifests: Manifests,
    readonly words: Words,
    readonly selector: string,
  ) {}

  async resources(): Promise<Resources> {
    const { types, names, pairs } = this.words
    if (this.manifests.files.length > 0) return this.byFiles()
    const bare = types.length > 0 && names.length === 0 && pairs.length === 0
    const everything = this.query.all || (this.query.typeAlone && bare)
    if (everything || this.selector !== '' || (this.query.fieldSelector ?? '').trim() !== '') return this.bySelector()
    if (pairs.length > 0) return this.byPairs()
    if (names.length > 0) return this.byNames()
    for (const type of types) await this.typeOf(type)
    throw new CommandError(types.length > 0 ? 'resource(s) were provided, but no name was specified' : nothingGiven)
  }

  byFiles(): Resources {
    const { types, names, pairs } = this.words
    if (types.length > 0) throw new CommandError('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well')
    if (names.length > 0) throw new CommandError('name cannot be provided when a path is specified')
    if (pairs.length > 0) throw new CommandError('resource/name arguments cannot be provided when a path is specified')
    const sources = this.manifests.files.map((manifest): Source => {
      const { world, query } = this
      return async function* () {
        for (const read of await readManifest(manifest, query.validate)) {
          const info = await attemptInfo(world, query, read, manifest.source)
          yield info
        }
      }
    })
    return new Resources(this.world, this.query, sources, {
      single: this.manifests.single,
      fromFiles: true,
      targetsSingleItems: true,
      ...(this.selector === '' ? {} : { keep: labelFilter(this.selector) }),
    })
  }

  async bySelector(): Promise<Resources> {
    const { types, names, pairs } = this.words
    if (names.length > 0) throw new CommandError('name cannot be provided when a selector is specified')
    if (pairs.length > 0) throw new CommandError('selectors and the all flag cannot be used when passing resource/name arguments')
    if (types.length === 0) throw new CommandError('at least one resource must be specified to use a selector')
    if (this.query.subresource) throw new CommandError('subresource cannot be used when bulk resources are specified')
    const resources = await this.typesOf(types)
    const sources = resources.map(
      (resource): Source =>
        () =>
          lists(this.world, this.query, resource, this.selector),
    )
    return new Resources(this.world, this.query, sources, { single: false, lists: resources })
  }

  async byPairs(): Promise<Resources> {
    const { types, pairs } = this.words
    if (types.length > 0) throw new CommandError('you may not specify individual resources and bulk resources in the same call')
    const resources = new Map<string, ApiResource>()
    for (const { resource } of pairs) if (!resources.has(resource)) resources.set(resource, await this.typeOf(resource))
    if (this.query.singleType && new Set(resources.values()).size > 1) throw tooManyTypes()
    const sources = pairs.map(({ resource, name }) => this.named(resources.get(resource) as ApiResource, name))
    return new Resources(this.world, this.query, sources, { single: pairs.length === 1, targetsSingleItems: true })
  }

  async byNames(): Promise<Resources> {
    const { types, names } = this.words
    if (types.length > 1) throw new CommandError('you must specify only one resource')
    const resource = await this.typeOf(types[0] as string)
    const sources = names.map((name) => this.named(resource, name))
    return new Resources(this.world, this.query, sources, { single: names.length === 1, targetsSingleItems: true })
  }

  named(resource: ApiResource, name: string): Source {
    const namespace = resource.namespaced ? (this.query.allNamespaces ? '' : this.query.namespace) : ''
    if (resource.namespaced && namespace === '')
      throw new CommandError(
        this.query.allNamespaces
          ? 'a resource cannot be retrieved by name across all namespaces'
          : 'namespace may not be empty when retrieving a resource by name',
      )
    return async function* () {
      yield { resource, namespace, name, source: '', object: undefined, resourceVersion: '' }
    }
  }

  async typeOf(type: string): Promise<ApiResource> {
    return (await this.world.mapper()).resourceFor(type)
  }

  async typesOf(types: readonly string[]): Promise<ApiResource[]> {
    if (types.length > 1 && this.query.singleType) throw tooManyTypes()
    const found: ApiResource[] = []
    for (const type of types) found.push(await this.typeOf(type))
    return [...new Set(found)]
  }
}

const tooManyTypes = () => new CommandError('you may only specify a single resource type')
