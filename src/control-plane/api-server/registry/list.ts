/** Lists: a page at a time, as of one revision. Models apiserver pkg/storage/etcd3 and pkg/storage/continue.go. */
import { apiVersionOf } from '../../../api/kinds.ts'
import type { AnyObject, KubeList } from '../../../api/object.ts'
import { badRequest, expired } from '../../../api/status.ts'
import { CompactedRevision, type Etcd } from '../../etcd/etcd.ts'
import type { ResourceDefinition } from '../resource.ts'
import { asRead, storedAs } from '../version.ts'
import { decodeContinue, encodeContinue } from './continue-token.ts'
import { prefixOf } from './keys.ts'
import { parseRevision } from './revision.ts'
import type { Selection } from './selection.ts'

export interface ListRequest {
  readonly selection: Selection
  readonly limit?: number
  readonly continueToken?: string
  readonly resourceVersion?: string
  readonly resourceVersionMatch?: string
}

/** The items are as they are stored; kind and apiVersion of the list are the definition's. @throws 400, 410 for a revision that is gone, 504 for one that is not there yet. */
export function listObjects(etcd: Etcd<AnyObject>, definition: ResourceDefinition<any>, namespace: string, request: ListRequest): KubeList {
  const { selection, limit } = request
  const prefix = prefixOf(storedAs(definition).of, namespace)
  const from = request.continueToken ? decodeContinue(request.continueToken) : undefined
  if (from && request.resourceVersion && request.resourceVersion !== '0') throw badRequest('specifying resource version is not allowed when using continue')
  const exact = !from && request.resourceVersionMatch === 'Exact' ? revisionOf(etcd, request.resourceVersion ?? '') : undefined
  if (!from && request.resourceVersion) revisionOf(etcd, request.resourceVersion)
  // Who asks for one name (a kubelet for its node) does not make us look at all there are.
  if (selection.name && !from && exact === undefined && (namespace !== '' || !definition.of.namespaced))
    return one(etcd, definition, `${prefix}${selection.name}`, selection)
  try {
    return page(etcd, definition, prefix, selection, limit, from?.after, from?.revision ?? exact)
  } catch (error) {
    if (!(error instanceof CompactedRevision)) throw error
    if (!from) throw expired('The resourceVersion for the provided list is too old.')
    const refusal = expired(tooOldContinue)
    refusal.status.metadata = { continue: encodeContinue({ after: from.after, revision: etcd.revision }) }
    throw refusal
  }
}

function one(etcd: Etcd<AnyObject>, definition: ResourceDefinition<any>, key: string, selection: Selection): KubeList {
  const entry = etcd.get(key)
  const value = entry && asRead(definition, entry.value)
  return listOf(definition, { resourceVersion: String(etcd.revision) }, value && selection.matches(value) ? [value] : [])
}

function page(
  etcd: Etcd<AnyObject>,
  definition: ResourceDefinition<any>,
  prefix: string,
  selection: Selection,
  limit: number | undefined,
  after: string | undefined,
  revision: number | undefined,
): KubeList {
  const items: AnyObject[] = []
  let last = after
  let left = 0
  let at = revision
  do {
    const range = etcd.range(prefix, {
      ...(last === undefined ? {} : { after: last }),
      ...(limit ? { limit: limit - items.length } : {}),
      ...(at === undefined ? {} : { revision: at }),
    })
    at = range.revision
    for (const { key, value: stored } of range.items) {
      const value = asRead(definition, stored)
      if (selection.all || selection.matches(value)) items.push(value)
      last = key
    }
    left = range.remaining
  } while (limit && items.length < limit && left > 0)
  const more = left > 0 && last !== undefined
  const metadata = {
    resourceVersion: String(at),
    ...(more ? { continue: encodeContinue({ after: last as string, revision: at }) } : {}),
    ...(more && selection.all ? { remainingItemCount: left } : {}),
  }
  return listOf(definition, metadata, items)
}

const listOf = (definition: ResourceDefinition<any>, metadata: KubeList['metadata'], items: AnyObject[]): KubeList => ({
  kind: definition.custom?.listKind ?? `${definition.of.kind}List`,
  apiVersion: apiVersionOf(definition.of),
  metadata,
  items,
})

const revisionOf = (etcd: Etcd<AnyObject>, text: string): number | undefined => (text === '' || text === '0' ? undefined : parseRevision(text, etcd.revision))

const tooOldContinue =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.'
