/** Commands as just-bash wants them: ours, and its own with their output written at once where it reaches the terminal. */
import type { Command } from 'just-bash/browser'
import { collected, markName, ownVariables } from './bash-streams.ts'
import type { CommandIo, ShellCommand, ShellFiles } from './command.ts'
import { underAny } from './joined-signal.ts'

export type CommandContext = Parameters<Command['execute']>[1]
export type CommandResult = Awaited<ReturnType<Command['execute']>>

/** What a running script writes to and reads from: the terminal, or whatever stands in its place. */
export interface ScriptIo extends Pick<CommandIo, 'stdout' | 'stderr' | 'stdin' | 'terminal' | 'keyboard' | 'edit'> {
  readonly signal: AbortSignal
}

/** Bytes, one per character as just-bash pipes them, as text. */
export const textOf = (bytes: string): string => new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)))

const outputOf = (result: CommandResult): string =>
  result.stdoutKind === 'bytes' || result.stdoutEncoding === 'binary' ? textOf(result.stdout) : result.stdout

/** Takes texts to where the mark says: the terminal at once, or what is collected for just-bash. */
function streamsOf(context: CommandContext, io: ScriptIo) {
  const mark = context.env.get(markName) ?? collected
  const kept = { stdout: '', stderr: '' }
  const writer = (letter: string | undefined, name: 'stdout' | 'stderr') => (text: string) => {
    if (letter === '1') io.stdout(text)
    else if (letter === '2') io.stderr(text)
    else kept[name] += text
  }
  return { mark, kept, stdout: writer(mark[0], 'stdout'), stderr: writer(mark[1], 'stderr') }
}

/** A command of the table, as one of just-bash. */
export function adoptCommand(command: ShellCommand, files: ShellFiles, current: (context: CommandContext) => ScriptIo): Command {
  return {
    name: command.name,
    async execute(args, context) {
      const io = current(context)
      const { mark, kept, stdout, stderr } = streamsOf(context, io)
      const env = Object.fromEntries(Object.entries(context.exportedEnv ?? Object.fromEntries(context.env)).filter(([name]) => !name.startsWith(ownVariables)))
      const onKeyboard = mark[2] === 'k'
      const commandIo = {
        stdout,
        stderr,
        stdin: async () => (onKeyboard ? io.stdin() : textOf(context.stdin as unknown as string)),
        terminal: {
          stdin: onKeyboard && io.terminal.stdin,
          stdout: mark[0] === '1' && io.terminal.stdout,
          columns: io.terminal.columns,
          rows: io.terminal.rows ?? 24,
        },
        ...(onKeyboard && io.keyboard && { keyboard: io.keyboard }),
        env,
        cwd: context.cwd,
        files,
        ...(io.edit && { edit: io.edit }),
      }
      const run = (signal: AbortSignal) => command.run(args, { ...commandIo, signal })
      const exitCode = await (context.signal ? underAny([context.signal, io.signal], run) : run(io.signal))
      return { ...kept, exitCode }
    },
  }
}

/** `keyboard` reads what is typed up to Ctrl-D, where that is the standard input. */
export type Override = (args: string[], context: CommandContext, keyboard?: () => Promise<string>) => Promise<CommandResult>

/** One of just-bash's own commands, in its own way or in ours (`override`). */
export function wrapBuiltin(name: string, current: (context: CommandContext) => ScriptIo, override?: Override): Command {
  return {
    name,
    async execute(args, context) {
      const io = current(context)
      const { mark, kept, stdout, stderr } = streamsOf(context, io)
      const result = override
        ? await override(args, context, mark[2] === 'k' ? io.stdin : undefined)
        : await (context.origCommand as NonNullable<CommandContext['origCommand']>)(args)
      if (mark[0] === '-' && mark[1] === '-') return result
      if (mark[0] === '-') {
        stderr(result.stderr)
        return { ...result, stderr: '' }
      }
      stdout(outputOf(result))
      stderr(result.stderr)
      return { ...kept, exitCode: result.exitCode }
    },
  }
}
