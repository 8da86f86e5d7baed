/** What the words under `rollout` share: which objects a line is about. */
import type { Invocation } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { findResources, type Resources } from '../../resources/resources.ts'
import { filenameFlags, selectorFlag } from '../../shared-flags.ts'

export const rolloutFlags = { ...filenameFlags('that names the objects'), ...selectorFlag }

/** Throws CommandError for a line that names nothing. */
export function requireObjects({ args, flags }: Invocation<typeof rolloutFlags>): void {
  const named = args.length > 0 || flags.filename.length > 0 || flags.kustomize !== ''
  if (!named) throw new CommandError('required resource not specified')
}

/** Throws like findResources(). */
export async function rolloutObjects(invocation: Invocation<typeof rolloutFlags>): Promise<Resources> {
  const { args, flags } = invocation
  const { name: namespace, explicit } = await invocation.namespace()
  return findResources(invocation, {
    args,
    files: flags,
    namespace,
    enforceNamespace: explicit,
    selector: flags.selector,
    typeAlone: true,
    continueOnError: true,
    latest: true,
    typed: true,
    flatten: true,
  })
}

export const nothingFound = (namespace: string): string => `No resources found in ${namespace} namespace.\n`
