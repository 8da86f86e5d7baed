/** What `get` asks the server for. */
import type { Invocation } from '../../command.ts'
import type { ResourceQuery } from '../../resources/resources.ts'
import type { RequestOptions } from '../../rest.ts'
import type { getFlags } from './get.ts'

export type Get = Invocation<typeof getFlags>

type Output = Pick<Get['flags'], 'output' | 'template' | 'server-print'>

/** A table is wanted, not objects. */
export const isForPeople = ({ output, template }: Output): boolean => (output === '' && template === '') || output === 'wide'

/** The server makes the table. */
const serverPrints = (flags: Output): boolean => isForPeople(flags) && flags['server-print']

const tableAccept = ['application/json;as=Table;v=v1;g=meta.k8s.io', 'application/json;as=Table;v=v1beta1;g=meta.k8s.io', 'application/json'].join(',')

/** Headers and query of each request: tables where people read them, whole objects in them where they are to be sorted. */
export const tableRequest = (flags: Get['flags']): RequestOptions =>
  serverPrints(flags) ? { headers: { accept: tableAccept }, query: flags['sort-by'] === '' ? {} : { includeObject: 'Object' } } : {}

export async function queryOf({ flags, args, namespace }: Get): Promise<ResourceQuery> {
  const { name, explicit } = await namespace()
  return {
    args,
    namespace: name,
    enforceNamespace: explicit && !flags['all-namespaces'],
    allNamespaces: flags['all-namespaces'],
    files: flags,
    selector: flags.selector,
    fieldSelector: flags['field-selector'],
    subresource: flags.subresource,
    // Sorting needs everything at once.
    chunkSize: flags['sort-by'] === '' ? flags['chunk-size'] : 0,
    typeAlone: true,
    latest: true,
    request: tableRequest(flags),
  }
}
