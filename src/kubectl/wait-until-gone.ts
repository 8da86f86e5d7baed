/** Waits until an object is gone, or another has taken its name. Models kubectl pkg/cmd/wait/delete.go. */
import type { AnyObject, KubeList, WatchEvent } from '../api/object.ts'
import { StatusError } from '../api/status.ts'
import type { Invocation } from './command.ts'
import { CommandError } from './errors.ts'
import { type Info, pathOf, resourcePath } from './resources/info.ts'
import { request, send } from './rest.ts'

/** `deadline` in milliseconds since the epoch, Infinity for none. Throws CommandError if it passes. */
export async function waitUntilGone(invocation: Invocation, info: Info, uid: string | undefined, deadline: number): Promise<void> {
  const { io, transport } = invocation
  if (info.resource === undefined) return
  const collection = resourcePath(info.resource, info.namespace)
  const fieldSelector = `metadata.name=${info.name}`
  const isOurs = (object: AnyObject): boolean => uid === undefined || object.metadata.uid === uid
  if (!(await exists(await transport(), info, isOurs))) return
  for (;;) {
    const list = await request<KubeList>(await transport(), 'GET', collection, { query: { fieldSelector } })
    if (!list.items.some(isOurs)) return
    const query = { fieldSelector, resourceVersion: list.metadata.resourceVersion, watch: 'true' }
    const { stream } = await send(await transport(), 'GET', collection, { query })
    if (stream?.kind !== 'watch') throw new CommandError('the server does not offer to watch this resource')
    const gone = new Promise<boolean>((resolve) => {
      const cancel = stream.open({
        data(event) {
          if ((event as WatchEvent).type !== 'DELETED') return
          resolve(true)
          // Not from inside the call that the stream makes.
          queueMicrotask(() => cancel())
        },
        end: () => resolve(false),
      })
      io.signal.addEventListener('abort', () => {
        cancel()
        resolve(false)
      })
    })
    const late = deadline === Number.POSITIVE_INFINITY ? [] : [io.sleep(Math.max(0, deadline - io.now())).then(() => 'late' as const)]
    const outcome = await io.waitFor(Promise.race([gone, ...late]))
    if (outcome === true) return
    if (outcome === 'late' || io.signal.aborted) throw new CommandError(`timed out waiting for the condition on ${info.resource.plural}/${info.name}`)
  }
}

async function exists(transport: Awaited<ReturnType<Invocation['transport']>>, info: Info, isOurs: (object: AnyObject) => boolean): Promise<boolean> {
  try {
    return isOurs(await request<AnyObject>(transport, 'GET', pathOf(info)))
  } catch (error) {
    if (error instanceof StatusError && error.reason === 'NotFound') return false
    throw error
  }
}
