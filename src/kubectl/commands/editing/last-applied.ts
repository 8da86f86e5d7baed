/** What `kubectl apply edit-last-applied` does: a session over annotations instead of objects. */
import { type AnyObject, deepEqual } from '../../../api/object.ts'
import type { Invocation } from '../../command.ts'
import { fieldValidationOf, writeQuery } from '../../dry-run.ts'
import { CommandError } from '../../errors.ts'
import { lastAppliedOf } from '../../last-applied.ts'
import { goSyntax } from '../../output/go-value.ts'
import { findResources, type Info } from '../../resources/resources.ts'
import { patchObject } from '../../writes.ts'
import { annotationPatch } from '../apply/set-last-applied.ts'
import { resultPrinter } from '../result-printer.ts'
import { annotationHeader, editObjects } from './session.ts'

export async function editLastAppliedObjects(invocation: Invocation): Promise<void> {
  const { args, flags } = invocation
  const { name: namespace, explicit } = await invocation.namespace()
  const files = { filename: flags.filename as readonly string[], kustomize: flags.kustomize as string, recursive: flags.recursive as boolean }
  const found = await findResources(invocation, {
    args,
    files,
    namespace,
    enforceNamespace: explicit,
    typeAlone: true,
    latest: true,
    continueOnError: true,
    flatten: true,
  })
  const fieldValidation = fieldValidationOf(invocation)
  const printer = await resultPrinter(invocation, 'none', { separate: true })
  const annotations = (await found.infos()).flatMap((info) => {
    const text = lastAppliedOf(info.object as AnyObject)
    return text === undefined ? [] : [{ ...info, object: JSON.parse(text) as AnyObject }]
  })
  if (annotations.length === 0)
    throw new CommandError(
      'no last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`',
    )
  await editObjects(invocation, annotations, {
    header: annotationHeader,
    async save(originals, edited) {
      for (const info of edited) {
        const object = info.object as AnyObject
        if (deepEqual(object, originalOf(originals, info).object)) {
          printer.print(object, 'skipped')
          continue
        }
        const query = writeQuery('none', { fieldManager: flags['field-manager'] as string, fieldValidation })
        await patchObject(await invocation.transport(), { ...info, namespace }, 'merge', annotationPatch(object).patch, query)
        printer.print(object, 'edited')
      }
    },
  })
}

/** Configurations carry no UID, so that the first one it is, as in the real one. */
function originalOf(originals: readonly Info[], info: Info): Info {
  const uid = info.object?.metadata.uid
  const found = originals.find((original) => original.object?.metadata.uid === uid)
  if (found === undefined) throw new CommandError(`no original object found for &unstructured.Unstructured{Object:${goSyntax(info.object)}}`)
  return found
}
