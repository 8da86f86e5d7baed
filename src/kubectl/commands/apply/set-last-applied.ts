import { compactJson } from '../../../api/json-text.ts'
import type { AnyObject } from '../../../api/object.ts'
import { deepEqual } from '../../../api/object.ts'
import { createMergePatch } from '../../../api/patch/merge-patch.ts'
import { isNotFound } from '../../../api/status.ts'
import { defineCommand, type Invocation } from '../../command.ts'
import { dryRunOf } from '../../dry-run.ts'
import { CommandError } from '../../errors.ts'
import { bool, stringSlice } from '../../flags.ts'
import { lastAppliedAnnotation, lastAppliedOf, withAnnotation } from '../../last-applied.ts'
import { fetchObject } from '../../resources/info.ts'
import { findResources, type Info } from '../../resources/resources.ts'
import { dryRunFlag, outputFlags } from '../../shared-flags.ts'
import { patchObject, withSource } from '../../writes.ts'
import { describeInfo } from '../describe-info.ts'
import { resultPrinter } from '../result-printer.ts'

/** The patch that makes an object's annotation say what the object says. */
export function annotationPatch(manifest: AnyObject): { patch: object; text: string } {
  const text = `${compactJson(manifest)}\n`
  return { patch: createMergePatch(manifest, withAnnotation(manifest, lastAppliedAnnotation, text)), text }
}

export const setLastApplied = defineCommand({
  name: 'apply set-last-applied',
  usage: 'apply set-last-applied -f FILENAME',
  summary: 'Set the last-applied-configuration annotation on a live object to match the contents of a file',
  description: 'Makes apply believe that this file was applied last, without applying it.',
  examples: [{ about: 'Pretend that this file was applied', line: 'kubectl apply set-last-applied -f deployment.yaml --create-annotation=true' }],
  flags: {
    ...outputFlags,
    ...dryRunFlag,
    'create-annotation': bool(false, 'Also on objects that have no such annotation yet.'),
    filename: stringSlice([], 'Manifest file, folder or address with the configuration; - reads standard input. May be repeated.', { shorthand: 'f' }),
  },
  async run(invocation) {
    const { flags } = invocation
    const dryRun = dryRunOf(invocation)
    const printer = await resultPrinter(invocation, dryRun)
    const { name: namespace, explicit } = await invocation.namespace()
    const files = { filename: flags.filename, kustomize: '', recursive: false }
    const found = await findResources(invocation, { files, namespace, enforceNamespace: explicit, flatten: true })
    const changes: { info: Info; live: AnyObject; patch: object }[] = []
    await found.visit(async (info) => {
      const { patch, text } = annotationPatch(info.object as AnyObject)
      const live = await current(invocation, info)
      const before = lastAppliedOf(live)
      if (before === undefined && !flags['create-annotation'])
        throw new CommandError(
          `no last-applied-configuration annotation found on resource: ${info.name}, to create the annotation, run the command with --create-annotation`,
        )
      if (before !== undefined && sameConfiguration(before, text)) invocation.io.stdout(`set-last-applied ${info.name}: no changes required.\n`)
      else changes.push({ info, live, patch })
    })
    const query = dryRun === 'server' ? { dryRun: 'All' } : {}
    for (const { info, live, patch } of changes)
      printer.print(dryRun === 'client' ? live : await patchObject(await invocation.transport(), info, 'merge', patch, query), 'configured')
  },
})

async function current(invocation: Invocation, info: Info): Promise<AnyObject> {
  try {
    return await fetchObject(await invocation.transport(), info)
  } catch (error) {
    if (isNotFound(error)) throw error
    throw withSource(`retrieving current configuration of:\n${describeInfo(info)}\nfrom server for:`, info.source, error)
  }
}

function sameConfiguration(a: string, b: string): boolean {
  try {
    return deepEqual(JSON.parse(a), JSON.parse(b))
  } catch {
    return a === b
  }
}
