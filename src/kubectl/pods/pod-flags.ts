/** Flags of the commands that reach into a pod. */

import type { CommandDefinition } from '../command.ts'
import { CommandError, wrongUse } from '../errors.ts'
import { duration, string } from '../flags.ts'

export const containerFlag = {
  container: string(
    '',
    'Name of the container. Without it, the one that the annotation kubectl.kubernetes.io/default-container names, or the first of the pod.',
    { shorthand: 'c' },
  ),
}

export const podRunningTimeoutFlag = (ms: number) => ({
  'pod-running-timeout': duration(ms, 'How long to wait until at least one pod is there (5s, 2m, 3h; more than zero).'),
})

const notPositive = '--pod-running-timeout must be higher than zero'

/** Throws UsageError if `command` is given, else CommandError. */
export function requireTimeout(timeout: number, command?: CommandDefinition): void {
  if (timeout <= 0) throw command ? wrongUse(command, notPositive) : new CommandError(notPositive)
}
