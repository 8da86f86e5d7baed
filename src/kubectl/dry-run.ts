/** What `--dry-run` and `--validate` say. Models kubectl pkg/cmd/util/helpers.go. */
import type { Invocation } from './command.ts'
import { CommandError } from './errors.ts'
import { klog } from './klog.ts'

export type DryRun = 'none' | 'client' | 'server'

/** Throws CommandError for any other word; warns of the old forms. */
export function dryRunOf({ flags, io }: Invocation): DryRun {
  const value = flags['dry-run'] as string
  if (value === 'none' || value === 'client' || value === 'server') return value
  if (value === 'unchanged') {
    klog(io, 'W', 'helpers.go:719', '--dry-run is deprecated and can be replaced with --dry-run=client.')
    return 'client'
  }
  if (/^(1|t|T|true|TRUE|True|0|f|F|false|FALSE|False)$/.test(value)) {
    if (/^[1tT]/.test(value)) {
      klog(io, 'W', 'helpers.go:733', `--dry-run=${value} is deprecated (boolean value) and can be replaced with --dry-run=client.`)
      return 'client'
    }
    klog(io, 'W', 'helpers.go:736', `--dry-run=${value} is deprecated (boolean value) and can be replaced with --dry-run=none.`)
    return 'none'
  }
  throw new CommandError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`)
}

/** What is printed after the operation: `created (dry run)`. */
export const dryRunSuffix = (dryRun: DryRun): string => (dryRun === 'client' ? ' (dry run)' : dryRun === 'server' ? ' (server dry run)' : '')

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore'

/** `--validate`: what the server does about unknown and repeated fields. */
export function fieldValidationOf({ flags }: Invocation): FieldValidation {
  const value = flags.validate as string
  if (/^(strict|true|1|t|T|TRUE|True)$/.test(value)) return 'Strict'
  if (value === 'warn') return 'Warn'
  if (/^(ignore|false|0|f|F|FALSE|False)$/.test(value)) return 'Ignore'
  throw new CommandError(`invalid - validate option ${JSON.stringify(value)}; must be one of: strict (or true), warn, ignore (or false)`)
}

/** The query of a writing request. */
export const writeQuery = (dryRun: DryRun, options: { fieldManager?: string; fieldValidation?: FieldValidation }): Record<string, string | undefined> => ({
  dryRun: dryRun === 'server' ? 'All' : undefined,
  fieldManager: options.fieldManager,
  fieldValidation: options.fieldValidation,
})
