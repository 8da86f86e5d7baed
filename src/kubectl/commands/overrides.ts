/** `--overrides`: what the user has to say about a generated object. Models kubectl pkg/cmd/util/override_options.go. */
import type { AnyObject } from '../../api/object.ts'
import { applyJsonPatch } from '../../api/patch/json-patch.ts'
import { applyMergePatch } from '../../api/patch/merge-patch.ts'
import { PatchError } from '../../api/patch/patch-error.ts'
import { applyStrategicPatch } from '../../api/patch/strategic/strategic.ts'
import type { Invocation } from '../command.ts'
import { CommandError } from '../errors.ts'
import { string } from '../flags.ts'

export const overrideFlags = {
  overrides: string('', 'Fields, in JSON, to lay over the object that is made. They must say its apiVersion.'),
  'override-type': string('merge', 'How they are laid over it: json, merge or strategic.'),
}

/** The object after the overrides, if there are any. Throws CommandError. */
export function overridden({ flags }: Invocation, object: AnyObject): AnyObject {
  const overrides = flags.overrides as string
  const type = flags['override-type'] as string
  if (overrides === '') return object
  try {
    if (type === 'json') return applyJsonPatch(object, parsed(overrides))
    if (type === 'merge' || type === '') return applyMergePatch(object, parsed(overrides))
    if (type === 'strategic') return applyStrategicPatch(object, parsed(overrides), object.kind)
  } catch (error) {
    if (error instanceof PatchError) throw new CommandError(error.message)
    throw error
  }
  throw new CommandError(`invalid override type: ${type}`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new CommandError('Invalid JSON Patch')
  }
}
