import { defineCommand, type Invocation } from '../command.ts'
import { type DryRun, dryRunOf, type FieldValidation, fieldValidationOf, writeQuery } from '../dry-run.ts'
import { CommandError } from '../errors.ts'
import { string } from '../flags.ts'
import { savedConfiguration } from '../last-applied.ts'
import { checkRaw, rawRequest } from '../raw-request.ts'
import { refresh } from '../resources/info.ts'
import { type FileFlags, requireFiles } from '../resources/manifests.ts'
import { findResources } from '../resources/resources.ts'
import { dryRunFlag, fieldManagerFlag, filenameFlags, outputFlags, saveConfigFlag, subresourceFlag, validateFlag } from '../shared-flags.ts'
import { createObject, currentObject, replaceObject, sourced } from '../writes.ts'
import { cascadeOf, deleteAll, deletionFlags } from './deletion.ts'
import { type ResultPrinter, resultPrinter } from './result-printer.ts'

const flags = {
  ...outputFlags,
  ...filenameFlags('to replace objects with'),
  ...deletionFlags({ wait: false }),
  ...validateFlag,
  ...saveConfigFlag,
  ...dryRunFlag,
  ...subresourceFlag('Replace this subresource of the object.'),
  ...fieldManagerFlag('kubectl-replace'),
  raw: string('', 'Address on the server to PUT the file to, as it is.'),
}

type Replacement = Invocation<typeof flags>

export const replace = defineCommand({
  name: 'replace',
  usage: 'replace -f FILENAME',
  group: 'Advanced Commands',
  summary: 'Put a whole new version of an object in place of the old one',
  description:
    'Puts whole objects in the place of those that are there. With --force the old ones are deleted first, which also changes what may not be changed.',
  examples: [
    { about: 'Replace a pod by what a file describes', line: 'kubectl replace -f pod.yaml' },
    { about: 'Delete it and create it anew', line: 'kubectl replace --force -f pod.yaml' },
  ],
  flags,
  async run(invocation) {
    const { flags: given } = invocation
    const fieldValidation = fieldValidationOf(invocation)
    const dryRun = dryRunOf(invocation)
    const printer = await resultPrinter(invocation, dryRun)
    cascadeOf(invocation)
    requireFiles(given)
    check(invocation, dryRun)
    if (given.raw !== '') {
      checkRaw(given, 'one')
      return rawRequest(invocation, 'PUT', given.raw, given.filename[0])
    }
    if (given.force) await forceReplace(invocation, printer, fieldValidation)
    else await replaceEach(invocation, printer, fieldValidation, dryRun)
  },
})

function check({ flags: given }: Replacement, dryRun: DryRun): void {
  if (given['grace-period'] >= 0 && !given.force) throw new CommandError('--grace-period must have --force specified')
  if (given.timeout !== 0 && !given.force) throw new CommandError('--timeout must have --force specified')
  if (given.force && dryRun !== 'none') throw new CommandError('--dry-run can not be used when --force is set')
}

async function query(invocation: Replacement, files: FileFlags) {
  const { name: namespace, explicit } = await invocation.namespace()
  return { files, namespace, enforceNamespace: explicit, continueOnError: true, flatten: true, subresource: invocation.flags.subresource }
}

async function replaceEach(invocation: Replacement, printer: ResultPrinter, fieldValidation: FieldValidation, dryRun: DryRun): Promise<void> {
  const { flags: given } = invocation
  const found = await findResources(invocation, await query(invocation, given))
  await found.visit(async (info) => {
    if (info.object === undefined) return
    const object = savedConfiguration(info.object, given['save-config'])
    if (dryRun === 'client') return printer.print(object, 'replaced')
    const parameters = writeQuery(dryRun, { fieldManager: given['field-manager'], fieldValidation })
    const answer = await sourced('replacing', info.source, async () => replaceObject(await invocation.transport(), info, object, parameters, given.subresource))
    refresh(info, answer)
    printer.print(answer, 'replaced')
  })
}

const defaultTimeout = 5 * 60_000

async function forceReplace(invocation: Replacement, printer: ResultPrinter, fieldValidation: FieldValidation): Promise<void> {
  const { flags: given, io } = invocation
  // Standard input can be read only once, and is needed twice.
  const stdin = given.filename.includes('-') ? await io.stdin() : ''
  const world = { ...invocation, io: { ...io, files: io.files, stdin: async () => stdin } as typeof io }
  const old = await findResources(world, { ...(await query(invocation, given)), requireObject: false })
  const gracePeriod = given['grace-period'] === 0 ? 1 : given['grace-period']
  await deleteAll(invocation, old, {
    gracePeriod,
    cascade: cascadeOf(invocation),
    dryRun: 'none',
    ignoreNotFound: true,
    wait: given.wait || given['grace-period'] === 0,
    timeout: given.timeout,
    output: given.output,
    warnClusterScope: false,
  })
  const transport = await invocation.transport()
  const deadline = io.now() + (given.timeout || defaultTimeout)
  await old.visit(async (info) => {
    while ((await currentObject(transport, info)) !== undefined) {
      if (io.now() >= deadline) throw new CommandError('timed out waiting for the condition')
      await io.waitFor(io.sleep(1000))
    }
  })
  let count = 0
  const anew = await findResources(world, await query(invocation, given))
  await anew.visit(async (info) => {
    if (info.object === undefined) return
    const object = savedConfiguration(info.object, given['save-config'])
    const answer = await createObject(transport, info, object, writeQuery('none', { fieldManager: given['field-manager'], fieldValidation }))
    count++
    refresh(info, answer)
    printer.print(answer, 'replaced')
  })
  if (count === 0) throw new CommandError('no objects passed to replace')
}
