import { compactJson } from '../../api/json-text.ts'
import { type AnyObject, deepEqual } from '../../api/object.ts'
import type { JsonObject } from '../../api/patch/json.ts'
import { createMergePatch } from '../../api/patch/merge-patch.ts'
import { PatchError } from '../../api/patch/patch-error.ts'
import { createTwoWayStrategicPatch } from '../../api/patch/strategic/strategic.ts'
import { typeOfKind } from '../../api/schema.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { type FieldValidation, fieldValidationOf, writeQuery } from '../dry-run.ts'
import { CommandError } from '../errors.ts'
import { bool } from '../flags.ts'
import { withLastApplied } from '../last-applied.ts'
import { goSyntax } from '../output/go-value.ts'
import { refresh } from '../resources/info.ts'
import { findResources, type Info } from '../resources/resources.ts'
import { fieldManagerFlag, filenameFlags, outputFlags, saveConfigFlag, subresourceFlag, validateFlag } from '../shared-flags.ts'
import { patchObject } from '../writes.ts'
import { editObjects, noteRefusal, type Outcome, objectHeader, withoutManagedFields } from './editing/session.ts'
import { type ResultPrinter, resultPrinter } from './result-printer.ts'

const flags = {
  ...outputFlags,
  ...filenameFlags('that names the objects to edit'),
  ...validateFlag,
  ...saveConfigFlag,
  ...fieldManagerFlag('kubectl-edit'),
  ...subresourceFlag('Edit this subresource of the object.'),
  'output-patch': bool(false, 'Print the patch that is sent.'),
  'windows-line-endings': bool(false, 'End lines as Windows does.'),
}

export const edit = defineCommand({
  name: 'edit',
  usage: 'edit (RESOURCE/NAME | -f FILENAME)',
  group: 'Basic Commands (Intermediate)',
  summary: 'Edit a resource on the server',
  description:
    'Opens objects of the server in your editor (KUBE_EDITOR, EDITOR, or vi) and sends what you changed, as a patch. What the server refuses is opened again, with its reasons on top.',
  examples: [
    { about: 'Edit the service web', line: 'kubectl edit svc/web' },
    { about: 'Use another editor', line: 'KUBE_EDITOR="nano" kubectl edit svc/web' },
    { about: 'Edit it as JSON', line: 'kubectl edit deployment/web -o json' },
  ],
  flags,
  async run(invocation) {
    const { args, flags: given } = invocation
    const { name: namespace, explicit } = await invocation.namespace()
    const found = await findResources(invocation, {
      args,
      files: given,
      namespace,
      enforceNamespace: explicit,
      typeAlone: true,
      latest: true,
      subresource: given.subresource,
      continueOnError: true,
      flatten: true,
    })
    const fieldValidation = fieldValidationOf(invocation)
    const printer = await resultPrinter(invocation, 'none', { separate: true })
    const infos = await found.infos()
    if (infos.length === 0) throw new CommandError('edit cancelled, no objects found')
    await editObjects(invocation, infos, {
      header: objectHeader,
      save: (originals, edited, outcome) => saveEach(invocation, originals, edited, { outcome, printer, fieldValidation }),
    })
  },
})

interface Saving {
  readonly outcome: Outcome
  readonly printer: ResultPrinter
  readonly fieldValidation: FieldValidation
}

async function saveEach(invocation: Invocation<typeof flags>, originals: readonly Info[], edited: readonly Info[], saving: Saving): Promise<void> {
  for (const info of edited) {
    const uid = info.object?.metadata.uid
    const original = originals.find((one) => one.object?.metadata.uid === uid)
    if (original === undefined) throw new CommandError(`no original object found for &unstructured.Unstructured{Object:${goSyntax(info.object)}}`)
    await save(invocation, original.object as AnyObject, info, saving)
  }
}

async function save(invocation: Invocation<typeof flags>, original: AnyObject, info: Info, { outcome, printer, fieldValidation }: Saving): Promise<void> {
  const { flags: given, io } = invocation
  const before = withoutManagedFields(original)
  const after = given['save-config'] ? withLastApplied(info.object as AnyObject) : (info.object as AnyObject)
  if (deepEqual(before, after)) return printer.print(after, 'skipped')
  const typeName = typeOfKind(after.apiVersion, after.kind)
  const patch = difference(before, after, typeName)
  if (given['output-patch']) io.stdout(`Patch: ${compactJson(patch)}\n`)
  try {
    const query = writeQuery('none', { fieldManager: given['field-manager'], fieldValidation })
    const answer = await patchObject(await invocation.transport(), info, typeName === undefined ? 'merge' : 'strategic', patch, query, given.subresource)
    refresh(info, answer)
    printer.print(answer, 'edited')
  } catch (error) {
    noteRefusal(invocation, info, error, outcome)
  }
}

function difference(before: AnyObject, after: AnyObject, typeName: string | undefined): JsonObject {
  try {
    const patch = typeName === undefined ? createMergePatch(before, after) : createTwoWayStrategicPatch(before, after, typeName)
    if ('apiVersion' in patch || 'kind' in patch || 'name' in (patch.metadata ?? {}))
      throw new CommandError('At least one of apiVersion, kind and name was changed')
    return patch
  } catch (error) {
    if (error instanceof PatchError) throw new CommandError(error.message)
    throw error
  }
}
