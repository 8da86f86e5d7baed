/** What the subcommands of `config` share. */
import type { Invocation } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { helpText, helpWidth } from '../../help.ts'
import { type EditedConfig, editKubeconfig } from '../../kubeconfig/save.ts'

export const editedConfig = ({ io, flags }: Invocation): Promise<EditedConfig> => editKubeconfig(io, flags.kubeconfig)

/** The words of the line, if there are `count` of them; else help is shown and the line refused. */
export function exactly(count: number, { args, command, io }: Invocation): readonly string[] {
  if (args.length === count) return args
  showHelp({ command, io })
  throw new CommandError(`Unexpected args: [${args.join(' ')}]`)
}

export function showHelp({ command, io }: Pick<Invocation, 'command' | 'io'>): void {
  io.stdout(helpText(command, helpWidth(io.terminal)))
}

/** Sets a field, or takes it away if the value says nothing. */
export function assign<T extends object, K extends keyof T>(entry: T, field: K, value: T[K]): void {
  if (value === undefined || value === '' || value === false) delete entry[field]
  else entry[field] = value
}
