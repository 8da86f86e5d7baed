/** `--custom`: parts of a container that the user lays over what the profile set. */
import { PatchError } from '../../../api/patch/patch-error.ts'
import { applyStrategicPatch } from '../../../api/patch/strategic/strategic.ts'
import { fieldType } from '../../../api/schema.ts'
import type { Container } from '../../../api/types.ts'
import { compose } from '../../../api/yaml/compose.ts'
import { DocumentError } from '../../../api/yaml/error.ts'
import { parse } from '../../../api/yaml/parse.ts'

import { CommandError } from '../../errors.ts'
import { FileError, type Files } from '../../files.ts'
import { textOf } from '../../text.ts'

/** Reads the file. Fields that no container has are passed over, as Go's decoder does. Throws CommandError. */
export async function readCustom(files: Files, path: string): Promise<Partial<Container> | undefined> {
  if (path === '') return undefined
  const value = decoded(path, await read(files, path))
  if (value === null || value === undefined) return undefined
  if (typeof value !== 'object' || Array.isArray(value)) {
    const type = Array.isArray(value) ? 'array' : typeof value
    throw notAContainer(path, `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${type} into Go value of type v1.Container`)
  }
  return Object.fromEntries(Object.entries(value).filter(([field]) => fieldType('Container', field) !== undefined))
}

async function read(files: Files, path: string): Promise<string> {
  try {
    return textOf(await files.read(path))
  } catch (error) {
    throw error instanceof FileError ? new CommandError(`must pass a container spec json file for custom profile: ${error.message}`) : error
  }
}

function decoded(path: string, text: string): unknown {
  try {
    return compose(parse(text), {})
  } catch (error) {
    throw error instanceof DocumentError ? notAContainer(path, `error converting YAML to JSON: yaml: ${error.message}`) : error
  }
}

const notAContainer = (path: string, why: string): CommandError => new CommandError(`${path} does not contain a valid container spec: ${why}`)

/** What is the line's own business may not stand in the file. Throws CommandError. */
export function checkCustom(custom: Partial<Container>): void {
  const filled = (list: readonly unknown[] | undefined) => (list ?? []).length > 0
  if (custom.name || filled(custom.command) || custom.image || custom.lifecycle || filled(custom.volumeDevices))
    throw new CommandError('name, command, image, lifecycle and volume devices are not modifiable via custom profile')
}

/** The container with the file laid over it. Throws CommandError. */
export function customised<C extends Container>(container: C, custom: Partial<Container> | undefined): C {
  if (custom === undefined) return container
  try {
    return applyStrategicPatch(container as C & Record<string, unknown>, { ...custom, name: container.name }, 'Container')
  } catch (error) {
    throw error instanceof PatchError ? new CommandError(`error creating three way patch to add debug container: ${error.message}`) : error
  }
}
