/** The objects that a line is about, one after the other. Models cli-runtime pkg/resource/visitor.go. */
import type { AnyObject } from '../../api/object.ts'
import { typeOfKind } from '../../api/schema.ts'
import { type ApiResource, groupVersionOf } from '../discovery.ts'
import { CommandError } from '../errors.ts'
import { fetchObject, type Info, isList, refresh, setNamespace } from './info.ts'
import type { ResourceQuery, World } from './query.ts'
import { attemptInfo, Failure, type Source } from './sources.ts'

interface Shape {
  /** One object was asked for: it is printed as itself, not as a list. */
  readonly single: boolean
  readonly fromFiles?: boolean
  readonly targetsSingleItems?: boolean
  /** Which objects of files are meant at all, by their labels. */
  readonly keep?: (labels: Readonly<Record<string, string>> | undefined) => boolean
  /** The types whose lists these are. */
  readonly lists?: readonly ApiResource[]
}

export class Resources {
  readonly single: boolean
  /** Objects were named; not whole types. */
  readonly targetsSingleItems: boolean
  readonly lists: readonly ApiResource[]

  constructor(
    readonly world: World,
    readonly query: ResourceQuery,
    readonly sources: readonly Source[],
    readonly shape: Shape,
  ) {
    this.single = shape.single
    this.targetsSingleItems = shape.targetsSingleItems ?? false
    this.lists = shape.lists ?? []
  }

  /**
   * Calls `act` for each object in turn. Stops at the first error, unless `continueOnError`: then all are thrown at the
   * end, one as itself, several as an AggregateError.
   */
  async visit(act: (info: Info) => Promise<void> | void): Promise<void> {
    const errors: unknown[] = []
    const sourceErrors: unknown[] = []
    for (const source of this.sources) {
      try {
        for await (const found of source()) await this.#each(found, act, errors, sourceErrors)
      } catch (error) {
        if (!this.query.continueOnError) throw error
        sourceErrors.push(error)
      }
    }
    // Errors of reading arrive as a bundle of their own, which is why kubectl prints some without "error: ".
    if (sourceErrors.length > 0) errors.push(new AggregateError(sourceErrors))
    if (errors.length === 1) throw errors[0]
    if (errors.length > 1) throw new AggregateError(errors)
  }

  /** All objects at once. Throws like visit(). */
  async infos(): Promise<Info[]> {
    const { infos, error } = await this.collect()
    if (error !== undefined) throw error
    return infos
  }

  /** All objects that could be had, and what visit() would throw. */
  async collect(): Promise<{ infos: Info[]; error?: unknown }> {
    const infos: Info[] = []
    try {
      await this.visit((info) => {
        infos.push(info)
      })
      return { infos }
    } catch (error) {
      return { infos, error }
    }
  }

  async #each(found: Info | Failure, act: (info: Info) => Promise<void> | void, errors: unknown[], sourceErrors: unknown[]): Promise<void> {
    const parts = found instanceof Failure ? [found] : await this.#flattened(found)
    const faults: unknown[] = []
    for (const part of parts) {
      if (part instanceof Failure) faults.push(part.error)
      else if (await this.#attempt(faults, () => this.#fetchLatest(part)))
        await this.#attempt(errors, async () => {
          if (this.shape.keep?.(part.object?.metadata?.labels) === false) return
          await this.#prepare(part)
          await act(part)
        })
      if (!this.query.continueOnError && faults.length > 0) throw faults[0]
    }
    // What is wrong inside of a list makes a bundle of its own.
    if (faults.length > 0) sourceErrors.push(...(parts.length > 1 ? [new AggregateError(faults)] : faults))
  }

  /** Whether the step went well; if not, and we are to go on, its error is kept. */
  async #attempt(errors: unknown[], step: () => Promise<void>): Promise<boolean> {
    try {
      await step()
      return true
    } catch (error) {
      if (!this.query.continueOnError) throw error
      errors.push(error)
      return false
    }
  }

  async #flattened(info: Info): Promise<(Info | Failure)[]> {
    const { object } = info
    if (!this.query.flatten || object === undefined || !isList(object)) return [info]
    const parts: (Info | Failure)[] = []
    for (const item of object.items as AnyObject[]) {
      const resource = info.resource
      if (resource !== undefined)
        parts.push({
          ...info,
          resource,
          object: typed(item, object),
          name: item.metadata?.name ?? '',
          namespace: item.metadata?.namespace ?? '',
        })
      else {
        const part = await attemptInfo(this.world, this.query, () => withKind(item), info.source)
        parts.push(...(part instanceof Failure ? [part] : await this.#flattened(part)))
      }
    }
    return parts
  }

  /** What was read from a file is replaced by what the server has. */
  async #fetchLatest(info: Info): Promise<void> {
    if (!this.query.latest || !this.shape.fromFiles || info.name === '' || this.query.local) return
    if (info.resource?.namespaced && info.namespace === '') setNamespace(info, this.query.namespace)
    await this.#fetch(info)
  }

  async #fetch(info: Info): Promise<void> {
    const { resource } = info
    if (this.query.typed && resource && typeOfKind(groupVersionOf(resource), resource.kind) === undefined)
      throw new CommandError(
        `no kind ${JSON.stringify(resource.kind)} is registered for version ${JSON.stringify(groupVersionOf(resource))} in scheme "pkg/scheme/scheme.go:28"`,
      )
    refresh(info, await fetchObject(await this.world.transport(), info, this.query.subresource, this.query.request))
  }

  async #prepare(info: Info): Promise<void> {
    const { query } = this
    const namespaced = info.resource === undefined ? info.namespace !== '' : info.resource.namespaced
    if (namespaced && info.namespace === '' && !query.allNamespaces) setNamespace(info, query.namespace)
    if (namespaced && query.enforceNamespace && info.namespace !== query.namespace)
      throw new CommandError(
        `the namespace from the provided object ${JSON.stringify(info.namespace)} does not match the namespace ${JSON.stringify(query.namespace)}. You must pass '--namespace=${info.namespace}' to perform this operation.`,
      )
    if (!namespaced) setNamespace(info, '')
    if (info.object === undefined && query.requireObject !== false && !query.local) await this.#fetch(info)
  }
}

/** Items of typed lists carry no kind of their own. */
function typed(item: AnyObject, list: AnyObject): AnyObject {
  if (item.kind !== undefined && item.apiVersion !== undefined) return item
  return { ...item, apiVersion: list.apiVersion, kind: list.kind.replace(/List$/, '') } as AnyObject
}

function withKind(item: AnyObject): AnyObject {
  if (!item?.kind)
    throw new AggregateError([
      new CommandError(`unable to get type info from the object "*unstructured.Unstructured": Object 'Kind' is missing in 'object has no kind field '`),
    ])
  return item
}
