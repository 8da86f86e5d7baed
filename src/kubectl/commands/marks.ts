/** What `label` and `annotate` share: a map in metadata, changed on many objects. */
import type { AnyObject } from '../../api/object.ts'
import { createMergePatch } from '../../api/patch/merge-patch.ts'
import type { Invocation } from '../command.ts'
import { type DryRun, writeQuery } from '../dry-run.ts'
import { CommandError } from '../errors.ts'
import { bool, string } from '../flags.ts'
import { findResources, type Info, type Resources } from '../resources/resources.ts'
import { allFlag, allNamespacesFlag, dryRunFlag, fieldManagerFlag, fieldSelectorFlag, filenameFlags, outputFlags, selectorFlag } from '../shared-flags.ts'
import { patchObject } from '../writes.ts'
import type { Changes } from './pairs.ts'

export type Field = 'labels' | 'annotations'

export const markFlags = (field: Field, manager: string) => ({
  ...outputFlags,
  ...filenameFlags(`whose objects to change`),
  ...selectorFlag,
  ...fieldSelectorFlag,
  ...allFlag('All objects of these types in the namespace.'),
  ...allNamespacesFlag,
  ...dryRunFlag,
  ...fieldManagerFlag(manager),
  list: bool(false, `Print the ${field} that the objects have.`, { example: 'kubectl label pod web --list' }),
  local: bool(false, 'Ask no server: change what the files hold, and print it.'),
  overwrite: bool(false, `Change ${field} that have another value already.`, { example: 'kubectl label pod web tier=back --overwrite' }),
  'resource-version': string('', 'Only if this is the version that the object has now; for a single object.'),
})

export async function markedResources(invocation: Invocation, resources: readonly string[]): Promise<Resources> {
  const { flags } = invocation
  const { name: namespace, explicit } = await invocation.namespace()
  const files = { files: { filename: flags.filename, kustomize: flags.kustomize, recursive: flags.recursive } as never, namespace, enforceNamespace: explicit }
  const common = { ...files, continueOnError: true, flatten: true }
  const found = flags.local
    ? await findResources(invocation, { ...common, local: true })
    : await findResources(invocation, {
        ...common,
        args: resources,
        selector: flags.selector as string,
        fieldSelector: flags['field-selector'] as string,
        allNamespaces: flags['all-namespaces'] === true,
        all: flags.all === true,
        latest: true,
      })
  if (!found.single && flags['resource-version'] !== '') throw new CommandError('--resource-version may only be used with a single resource')
  return found
}

/** The object with the changes made. */
export function changed(object: AnyObject, field: Field, { set, remove }: Changes, resourceVersion: string): AnyObject {
  const marks: Record<string, string> = { ...object.metadata[field] }
  for (const [key, value] of set) marks[key] = value
  for (const key of remove) delete marks[key]
  return { ...object, metadata: { ...object.metadata, [field]: marks, ...(resourceVersion === '' ? {} : { resourceVersion }) } }
}

/** An object that is to be patched only at one version must not seem to have it already. */
export function withoutVersion(object: AnyObject, resourceVersion: string): AnyObject {
  if (resourceVersion === '') return object
  const { resourceVersion: _, ...metadata } = object.metadata
  return { ...object, metadata: metadata as AnyObject['metadata'] }
}

/** Sends the difference. */
export async function sendDifference(invocation: Invocation, info: Info, dryRun: DryRun, before: AnyObject, after: AnyObject): Promise<AnyObject> {
  const query = writeQuery(dryRun, { fieldManager: invocation.flags['field-manager'] as string })
  return patchObject(await invocation.transport(), info, 'merge', createMergePatch(before, after), query)
}

export function listMarks(invocation: Invocation, info: Info, object: AnyObject, field: Field, single: boolean): void {
  const { io } = invocation
  const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : ''
  if (!single) io.stdout(`Listing ${field} for ${object.kind}.${group}/${info.name}:\n`)
  const marks = Object.entries(object.metadata[field] ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [key, value] of marks) io.stdout(`${single ? '' : ' '}${key}=${value}\n`)
}
