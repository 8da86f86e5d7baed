/** Reads what a description is made of: objects, whole lists in chunks, and the events about an object. */
import { events, type Kind, pathOf } from '../../api/kinds.ts'
import type { AnyObject, KubeList, KubeObject } from '../../api/object.ts'
import { StatusError } from '../../api/status.ts'
import type { Event } from '../../api/types.ts'
import { request } from '../rest.ts'
import type { Transport } from '../transport.ts'

export interface Selectors {
  readonly labelSelector?: string
  readonly fieldSelector?: string
}

/** What events are about. */
export interface Reference {
  readonly namespace?: string
  readonly name: string
  readonly kind?: string
  readonly uid?: string
}

export const referenceTo = ({ kind, metadata }: AnyObject | KubeObject): Reference => ({
  kind,
  name: metadata.name,
  namespace: metadata.namespace ?? '',
  uid: metadata.uid,
})

export class Reader {
  constructor(
    private readonly transport: Transport,
    private readonly chunkSize: number,
  ) {}

  get<T extends KubeObject>(kind: Kind<T>, namespace: string, name: string): Promise<T> {
    return request<T>(this.transport, 'GET', pathOf(kind, namespace, name))
  }

  /** '' lists all namespaces. */
  async list<T extends KubeObject>(kind: Kind<T>, namespace: string, selectors: Selectors = {}): Promise<T[]> {
    const items: T[] = []
    let next: string | undefined
    do {
      const query = { ...selectors, limit: this.chunkSize || undefined, continue: next }
      const list = await request<KubeList<T>>(this.transport, 'GET', pathOf(kind, namespace), { query })
      items.push(...(list.items ?? []))
      next = list.metadata?.continue
    } while (next)
    return items
  }

  /** Like list, with undefined if the server has no such kind. */
  async listIfServed<T extends KubeObject>(kind: Kind<T>, namespace: string, selectors?: Selectors): Promise<T[] | undefined> {
    try {
      return await this.list(kind, namespace, selectors)
    } catch (error) {
      if (error instanceof StatusError && error.reason === 'NotFound') return undefined
      throw error
    }
  }

  /** Events about an object. */
  searchEvents({ namespace = '', name, kind, uid }: Reference): Promise<Event[]> {
    const terms = [
      ...(kind ? [`involvedObject.kind=${kind}`] : []),
      `involvedObject.name=${name}`,
      `involvedObject.namespace=${namespace}`,
      ...(uid ? [`involvedObject.uid=${uid}`] : []),
    ]
    return this.list(events, namespace, { fieldSelector: terms.join(',') })
  }

  /** The same, none if they cannot be had. */
  async eventsAbout(reference: Reference): Promise<Event[]> {
    try {
      return await this.searchEvents(reference)
    } catch (error) {
      if (error instanceof StatusError) return []
      throw error
    }
  }
}
