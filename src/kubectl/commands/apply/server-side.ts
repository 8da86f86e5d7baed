/**
 * `kubectl apply --server-side`: the server merges, and notes who owns which field. An object that was applied by the
 * client before is handed over: its fields move from the old manager to the new. Models kubectl pkg/cmd/apply and client-go util/csaupgrade.
 */
import type { AnyObject } from '../../../api/object.ts'
import { isConflict, StatusError } from '../../../api/status.ts'
import type { ManagedFieldsEntry } from '../../../api/types.ts'
import type { Invocation } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { lastAppliedAnnotation, lastAppliedOf } from '../../last-applied.ts'
import type { Info } from '../../resources/info.ts'
import type { RequestOptions } from '../../rest.ts'
import { currentObject, patchObject } from '../../writes.ts'

export interface ServerSide {
  readonly query: NonNullable<RequestOptions['query']>
  readonly fieldManager: string
  readonly force: boolean
  readonly subresource: string
}

/** Applies one object and resolves to what the server made of it. Throws StatusError or CommandError. */
export async function applyOnServer(invocation: Invocation, info: Info, manifest: AnyObject, options: ServerSide): Promise<AnyObject> {
  const transport = await invocation.transport()
  const query = { ...options.query, fieldManager: options.fieldManager, force: String(options.force) }
  const apply = (): Promise<AnyObject> => patchObject(transport, info, 'apply', manifest, query, options.subresource)
  const applied = await explained(apply)
  const handedOver = await handOver(invocation, { ...info, object: applied }, applied, options)
  return handedOver ? apply() : applied
}

async function explained(apply: () => Promise<AnyObject>): Promise<AnyObject> {
  try {
    return await apply()
  } catch (error) {
    if (error instanceof StatusError && error.code === 415) throw new CommandError(`Server-side apply not available on the server: (${error.message})`)
    if (isConflict(error)) throw new CommandError(`${error.message}\n${conflictAdvice}`)
    throw error
  }
}

/** Word for word what kubectl advises. */
const conflictAdvice = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`

/** Takes over what client-side apply owned; true if there was something to take over. */
async function handOver(invocation: Invocation, info: Info, applied: AnyObject, options: ServerSide): Promise<boolean> {
  let object = applied
  try {
    object = await keepAnnotation(invocation, info, object, options)
  } catch (error) {
    warn(invocation, 'failed to migrate kubectl.kubernetes.io/last-applied-configuration for Server-Side Apply', error)
    return false
  }
  try {
    return await moveFields(invocation, info, object, options)
  } catch (error) {
    warn(invocation, 'server rejected managed fields migration to Server-Side Apply', error)
    return false
  }
}

const warn = ({ io }: Invocation, what: string, error: unknown): void =>
  io.stderr(`Warning: ${what}. This is non-fatal and will be retried next time you apply. Error: ${error instanceof Error ? error.message : String(error)}\n`)

const ownsAnnotation = (entry: ManagedFieldsEntry): boolean => entry.fieldsV1?.['f:metadata']?.['f:annotations']?.[`f:${lastAppliedAnnotation}`] !== undefined

const managersOf = (object: AnyObject, operation: string): ManagedFieldsEntry[] =>
  (object.metadata.managedFields ?? []).filter((entry) => entry.operation === operation && (entry.subresource ?? '') === '' && ownsAnnotation(entry))

/** The annotation stays, under a manager of its own: client-side apply may be used again. */
async function keepAnnotation(invocation: Invocation, info: Info, object: AnyObject, { fieldManager }: ServerSide): Promise<AnyObject> {
  const annotation = lastAppliedOf(object)
  if (fieldManager !== 'kubectl' || annotation === undefined || managersOf(object, 'Apply').length > 0) return object
  const { name, namespace } = object.metadata
  const only = {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: { name, ...(namespace ? { namespace } : {}), annotations: { [lastAppliedAnnotation]: annotation } },
  }
  return patchObject(await invocation.transport(), info, 'apply', only, { fieldManager: 'kubectl-last-applied' })
}

const tries = 5

async function moveFields(invocation: Invocation, info: Info, applied: AnyObject, { fieldManager }: ServerSide): Promise<boolean> {
  const transport = await invocation.transport()
  let object = applied
  const old = new Set(managersOf(object, 'Update').map((entry) => entry.manager ?? ''))
  for (let i = 0; i < tries; i++) {
    const managedFields = upgraded(object.metadata.managedFields ?? [], old, fieldManager)
    if (managedFields === undefined) return false
    const patch = [
      { op: 'replace', path: '/metadata/managedFields', value: managedFields },
      { op: 'replace', path: '/metadata/resourceVersion', value: object.metadata.resourceVersion },
    ]
    try {
      await patchObject(transport, info, 'json', patch, {})
      return true
    } catch (error) {
      if (!isConflict(error)) throw error
    }
    object = (await currentObject(transport, info)) ?? object
  }
  return false
}

/** managedFields with what `old` managers own by Update given to `manager` by Apply; undefined if they own nothing. */
function upgraded(entries: readonly ManagedFieldsEntry[], old: ReadonlySet<string>, manager: string): ManagedFieldsEntry[] | undefined {
  const isOld = (entry: ManagedFieldsEntry): boolean => entry.operation === 'Update' && (entry.subresource ?? '') === '' && old.has(entry.manager ?? '')
  const isNew = (entry: ManagedFieldsEntry): boolean => entry.operation === 'Apply' && (entry.subresource ?? '') === '' && entry.manager === manager
  const moving = entries.filter(isOld)
  if (moving.length === 0) return undefined
  const target = entries.find(isNew) ?? { ...(moving[0] as ManagedFieldsEntry), manager, operation: 'Apply' }
  const fieldsV1 = [target, ...moving].map((entry) => entry.fieldsV1 ?? {}).reduce(union)
  const rest = entries.filter((entry) => !isOld(entry) && !isNew(entry))
  return [{ ...target, fieldsV1 }, ...rest]
}

function union(a: Record<string, any>, b: Record<string, any>): Record<string, any> {
  const both = { ...a }
  for (const [key, value] of Object.entries(b)) both[key] = key in both ? union(both[key], value) : value
  return both
}
