/** What `pause`, `resume` and `restart` share: each object is changed a little, and the difference sent. */
import { type AnyObject, deepCopy } from '../../../api/object.ts'
import { isEmpty } from '../../../api/patch/json.ts'
import { createTwoWayStrategicPatch } from '../../../api/patch/strategic/strategic.ts'
import { typeOfKind } from '../../../api/schema.ts'
import type { Invocation } from '../../command.ts'
import { groupResourceOf } from '../../discovery.ts'
import { writeQuery } from '../../dry-run.ts'
import { CommandError } from '../../errors.ts'
import type { Info } from '../../resources/resources.ts'
import { fieldManagerFlag, outputFlags } from '../../shared-flags.ts'
import { asStruct } from '../../struct.ts'
import { patchObject } from '../../writes.ts'
import { resultPrinter } from '../result-printer.ts'
import { nothingFound, requireObjects, rolloutFlags, rolloutObjects } from './objects.ts'

export const changeFlags = { ...outputFlags, ...rolloutFlags, ...fieldManagerFlag('kubectl-rollout') }

export interface Change {
  /** `paused` */
  readonly operation: string
  /** Changes a copy in place. Throws CommandError with what comes after the object's name. */
  change(object: AnyObject): void
  /** Called where nothing is to be sent: what to say of the object, or a CommandError. */
  unchanged(name: string): string
}

/** Throws all complaints at the end. */
export async function changeEach(invocation: Invocation<typeof changeFlags>, change: Change): Promise<void> {
  requireObjects(invocation)
  const { infos, error } = await (await rolloutObjects(invocation)).collect()
  const errors: unknown[] = error === undefined ? [] : [error]
  if (infos.length === 0 && errors.length === 0) invocation.io.stderr(nothingFound((await invocation.namespace()).name))
  for (const info of infos) await changeOne(invocation, info, change).catch((fault: unknown) => errors.push(fault))
  if (errors.length > 0) throw new AggregateError(errors)
}

async function changeOne(invocation: Invocation<typeof changeFlags>, info: Info, { operation, change, unchanged }: Change): Promise<void> {
  const before = asStruct(info.object as AnyObject)
  const after = deepCopy(before)
  try {
    change(after)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    const resource = info.resource ? groupResourceOf(info.resource) : ''
    throw new CommandError(`error: ${resource} ${JSON.stringify(info.name)} ${error.message}`)
  }
  const patch = createTwoWayStrategicPatch(before, after, typeOfKind(before.apiVersion, before.kind) ?? before.kind)
  // As in reality, an -o that does not exist comes to light when all is done.
  const print = async (object: AnyObject, done: string) => (await resultPrinter(invocation, 'none', { typed: true, separate: true })).print(object, done)
  if (isEmpty(patch)) return print(before, unchanged(info.name))
  const query = writeQuery('none', { fieldManager: invocation.flags['field-manager'] })
  const answer = await patchObject(await invocation.transport(), info, 'strategic', patch, query).catch((error: unknown) => {
    throw error instanceof Error ? new CommandError(`failed to patch: ${error.message}`) : error
  })
  await print(answer, operation)
}
