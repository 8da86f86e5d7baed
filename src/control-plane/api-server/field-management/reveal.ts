/** Answers with the managedFields of their objects, to be worked out if somebody reads them. Components of the cluster never do, and get their objects as they are. */
import { type AnyObject, shallowCopy } from '../../../api/object.ts'
import { oncePerObject } from '../../../api/once-per-object.ts'
import type { ApiResponse } from '../../../api/request.ts'
import { journalOf } from './journal.ts'

/** The answer as a client from outside sees it. */
export function revealed(response: ApiResponse): ApiResponse {
  const { body, stream } = response
  if (stream?.kind === 'watch') {
    const inner = stream
    return {
      ...response,
      stream: {
        kind: 'watch',
        open: (sink) =>
          inner.open({
            data: (event) => sink.data({ ...event, object: revealedBody((event as { object: object }).object) }),
            end: () => sink.end(),
          }),
      },
    }
  }
  return typeof body === 'object' && body !== null ? { ...response, body: revealedBody(body) } : response
}

function revealedBody(body: object): object {
  const { rows, items } = body as { rows?: unknown; items?: unknown }
  if (Array.isArray(rows)) return { ...body, rows: rows.map((row) => (row.object ? { ...row, object: revealedObject(row.object) } : row)) }
  if (Array.isArray(items)) return { ...body, items: items.map(revealedObject) }
  return revealedObject(body)
}

/** The same object is shown as the same, whose bytes the front door then knows already. */
const revealedObject = oncePerObject((object: object): object => {
  const { metadata } = object as AnyObject
  const journal = metadata && journalOf(object as AnyObject)
  if (!journal) return object
  const shown = shallowCopy(metadata)
  Object.defineProperty(shown, 'managedFields', { get: () => journal.entries(), enumerable: true, configurable: true })
  return { ...object, metadata: shown }
})
