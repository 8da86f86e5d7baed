/** What an object would be after apply: the server tries it without storing it. */
import type { AnyObject } from '../../../api/object.ts'
import { lastAppliedAnnotation } from '../../last-applied.ts'
import type { Info } from '../../resources/info.ts'
import type { Transport } from '../../transport.ts'
import { createObject, patchObject } from '../../writes.ts'
import { applyPatch } from '../apply/three-way.ts'

export interface Attempt {
  readonly serverSide: boolean
  readonly force: boolean
  readonly fieldManager: string
  /** Whatever version of the object the server has by now. */
  readonly unlocked: boolean
}

/** Throws StatusError, among them the conflict of an object that changed meanwhile. */
export async function mergedBy(transport: Transport, info: Info, manifest: AnyObject, live: AnyObject | undefined, attempt: Attempt): Promise<AnyObject> {
  const query = { dryRun: 'All', fieldManager: attempt.fieldManager }
  if (attempt.serverSide) return patchObject(transport, info, 'apply', manifest, { ...query, force: String(attempt.force) })
  if (live === undefined) return createObject(transport, info, manifest, query)
  const patch = applyPatch(withoutNote(manifest), live, true)
  if (patch.text === '{}') return live
  const { resourceVersion } = live.metadata
  const bound = attempt.unlocked ? patch.patch : { ...patch.patch, metadata: { ...patch.patch.metadata, resourceVersion } }
  return patchObject(transport, info, patch.type, bound, query)
}

/** As the real one encodes it to compare: with annotations, even if there are none. */
function withoutNote(manifest: AnyObject): AnyObject {
  const { [lastAppliedAnnotation]: _, ...annotations } = manifest.metadata.annotations ?? {}
  return { ...manifest, metadata: { ...manifest.metadata, annotations } }
}
