/** Follows one object until something is true of it. Models client-go tools/watch, UntilWithSync. */
import type { AnyObject, KubeList, WatchEvent } from '../api/object.ts'
import type { Invocation } from './command.ts'
import { type ApiResource, groupVersionOf } from './discovery.ts'
import { CommandError } from './errors.ts'
import { resourcePath } from './resources/info.ts'
import { request } from './rest.ts'
import { watch } from './watch.ts'

export interface Followed {
  readonly resource: ApiResource
  readonly namespace: string
  readonly name: string
}

export interface Condition {
  /** Asked once, of what there is at first. */
  precondition?(object: AnyObject | undefined): boolean
  /** Asked of what there is at first (as ADDED) and of each change. */
  met(event: WatchEvent): boolean
}

/** What has been seen of the object. */
interface Seen {
  resourceVersion: string
  object: AnyObject | undefined
}

/** Tells whether the condition was met before the deadline (milliseconds since the epoch). Throws what the condition throws, and like request(). */
export async function until(
  { io, transport }: Pick<Invocation, 'io' | 'transport'>,
  followed: Followed,
  deadline: number,
  condition: Condition,
): Promise<boolean> {
  if (io.now() >= deadline) return false
  const seen: Seen = { resourceVersion: '', object: undefined }
  const path = resourcePath(followed.resource, followed.namespace)
  const fieldSelector = `metadata.name=${followed.name}`
  // Who sleeps counts as waiting already.
  const late = deadline === Number.POSITIVE_INFINITY ? undefined : (over: AbortSignal) => io.sleep(Math.max(0, deadline - io.now()), over)
  for (let first = true; ; first = false) {
    if (seen.resourceVersion === '') {
      const list = await request<KubeList>(await transport(), 'GET', path, { query: { fieldSelector } })
      const event = compare(seen, list, followed)
      if (first && condition.precondition?.(seen.object)) return true
      if (event !== undefined && condition.met(event)) return true
    }
    const query = { fieldSelector, allowWatchBookmarks: true, resourceVersion: seen.resourceVersion }
    const end = await watch(io, await transport(), path, { query }, (event) => note(seen, event) && condition.met(event), late)
    if (end === 'enough') return true
    if (end === 'late') return false
    if (end === 'interrupted') throw new CommandError('', 130)
    // The server closes watches from time to time.
    await io.sleep(1000)
  }
}

/** What the list says that was not known. */
function compare(seen: Seen, list: KubeList, { resource }: Followed): WatchEvent | undefined {
  const before = seen.object
  const item = list.items[0]
  seen.resourceVersion = list.metadata.resourceVersion ?? ''
  seen.object = item && { ...item, apiVersion: item.apiVersion ?? groupVersionOf(resource), kind: item.kind ?? resource.kind }
  if (seen.object === undefined) return before && { type: 'DELETED', object: before }
  if (before?.metadata.resourceVersion === seen.object.metadata.resourceVersion) return undefined
  return { type: before === undefined ? 'ADDED' : 'MODIFIED', object: seen.object }
}

/** Whether the event is about the object. After an error (410 Gone) everything is read anew. */
function note(seen: Seen, { type, object }: WatchEvent): boolean {
  if (type === 'ERROR') {
    seen.resourceVersion = ''
    return false
  }
  seen.resourceVersion = object.metadata.resourceVersion ?? seen.resourceVersion
  if (type === 'BOOKMARK') return false
  seen.object = type === 'DELETED' ? undefined : object
  return true
}
