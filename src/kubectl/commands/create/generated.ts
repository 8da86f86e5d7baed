/** What all `kubectl create KIND` have in common: their flags, their one word, and what becomes of the object. */
import { type Kind, pathOf } from '../../../api/kinds.ts'
import type { AnyObject } from '../../../api/object.ts'
import type { Invocation } from '../../command.ts'
import { type DryRun, dryRunOf, type FieldValidation, fieldValidationOf, writeQuery } from '../../dry-run.ts'
import { CommandError, wrongUse } from '../../errors.ts'
import { savedConfiguration } from '../../last-applied.ts'
import { request } from '../../rest.ts'
import { dryRunFlag, fieldManagerFlag, outputFlags, saveConfigFlag, validateFlag } from '../../shared-flags.ts'
import { asStruct } from '../../struct.ts'
import { type ResultPrinter, resultPrinter } from '../result-printer.ts'

export const generatedFlags = { ...outputFlags, ...saveConfigFlag, ...validateFlag, ...dryRunFlag, ...fieldManagerFlag('kubectl-create') }

/** The one word before `--`; throws if there are none or more. */
export function nameArgument({ args, dash, command }: Invocation): string {
  const count = dash < 0 ? args.length : dash
  if (count !== 1) throw wrongUse(command, `exactly one NAME is required, got ${count}`)
  return args[0] as string
}

/** The namespace that the object says it is in: only one that was given on the line. */
export async function writtenNamespace(invocation: Invocation): Promise<string> {
  const { name, explicit } = await invocation.namespace()
  return explicit ? name : ''
}

/** Checked before anything is read or sent. */
export interface Creation {
  readonly dryRun: DryRun
  readonly fieldValidation: FieldValidation
  readonly printer: ResultPrinter
}

export async function creation(invocation: Invocation): Promise<Creation> {
  const dryRun = dryRunOf(invocation)
  return { dryRun, printer: await resultPrinter(invocation, dryRun, { typed: true }), fieldValidation: fieldValidationOf(invocation) }
}

/** Sends the object, unless told not to, and prints it. `failure` precedes what the server says: `failed to create deployment: `. */
export async function create(
  invocation: Invocation,
  { dryRun, printer, fieldValidation }: Creation,
  kind: Kind<unknown>,
  written: object,
  failure = '',
): Promise<void> {
  const { flags } = invocation
  let object = savedConfiguration(asStruct(written as AnyObject), flags['save-config'] === true, 'struct')
  if (dryRun !== 'client') {
    const { name: namespace } = await invocation.namespace()
    const query = writeQuery(dryRun, { fieldManager: flags['field-manager'] as string, fieldValidation })
    object = await explained(failure, async () =>
      request<AnyObject>(await invocation.transport(), 'POST', pathOf(kind, kind.namespaced ? namespace : ''), { query, body: object }),
    )
  }
  printer.print(object, 'created')
}

async function explained<T>(failure: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (failure === '' || !(error instanceof Error)) throw error
    throw new CommandError(`${failure}${error.message}`)
  }
}
