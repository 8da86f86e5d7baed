/**
 * kubectl is a client and nothing more: it reads words, files and a kubeconfig, sends requests to an API server, and
 * prints the answers. It knows no cluster; whatever it shows, it was told over its Transport. This one is written to be
 * kubectl 1.36's twin: the same words, flags, requests, texts and exit codes. The help's sentences are our own.
 * Left out: plugins, kuberc preferences, profiling, the discovery cache on disk.
 */
import type { CommandDefinition, KubectlIo } from './command.ts'
import { commands } from './commands/index.ts'
import { CommandError, UsageError, wrongUse } from './errors.ts'
import { findCommand, flagsOf } from './find-command.ts'
import { bool } from './flags.ts'
import { helpText, helpWidth } from './help.ts'
import { invocation } from './invocation.ts'
import { type ParsedLine, parseFlags } from './parse-flags.ts'
import { renderError } from './render-error.ts'
import { Warnings } from './warnings.ts'

export const root: CommandDefinition = {
  name: '',
  usage: '[flags]',
  summary: 'kubectl tells a Kubernetes cluster what you want of it, and shows what is there.',
  description: 'More about it:\n https://kubernetes.io/docs/reference/kubectl/',
  flags: {},
  alone: { to: 'stdout', exitCode: 0 },
  subcommands: commands,
}

const helpFlag = { help: bool(false, 'Show the help of this command.', { shorthand: 'h', hidden: true }) }

/** Runs one line (without the word kubectl) and resolves to its exit code. Never throws for anything that can be typed. */
export async function kubectl(args: readonly string[], io: KubectlIo): Promise<number> {
  try {
    return await run(args, io)
  } catch (error) {
    const { text, exitCode } = renderError(error)
    if (text !== '') io.stderr(text)
    return exitCode
  }
}

async function run(args: readonly string[], io: KubectlIo): Promise<number> {
  const { command, rest } = findCommand(root, args)
  try {
    return await runCommand(command, rest, io)
  } catch (error) {
    if (command.failure === undefined) throw error
    const { text, exitCode } = renderError(error instanceof UsageError ? wrongUse(command, error.message) : error)
    if (text !== '') io.stderr(text)
    return exitCode === 1 ? command.failure : exitCode
  }
}

async function runCommand(command: CommandDefinition, rest: readonly string[], io: KubectlIo): Promise<number> {
  const line = parseFlags({ ...flagsOf(command), ...helpFlag }, rest, command.name)
  if (command.deprecated !== undefined) io.stderr(`Command "${command.name.split(' ').at(-1)}" is deprecated, ${command.deprecated}\n`)
  for (const notice of line.notices) io.stderr(notice)
  if (line.values.help === true) return showHelp(command, io, 'stdout', 0)
  // `debug --profile` is a flag of its own.
  if (command.flags.profile === undefined) checkProfile(line)
  checkRequired(command, line)
  if (command.run === undefined) return alone(command, line, io)
  const warnings = new Warnings(io)
  const exitCode = (await command.run(invocation(command, root, line, io, warnings))) ?? 0
  if (exitCode === 0 && line.values['warnings-as-errors'] === true && warnings.count > 0)
    throw new CommandError(`${warnings.count} warning${warnings.count === 1 ? '' : 's'} received`)
  return exitCode
}

function alone(command: CommandDefinition, line: ParsedLine, io: KubectlIo): number {
  const { to, exitCode, anyWords } = command.alone ?? { to: 'stderr' as const, exitCode: 1 }
  if (line.args.length > 0 && !anyWords) throw wrongUse(command, `unknown command ${JSON.stringify(line.args.join(' '))}`)
  return showHelp(command, io, to, exitCode)
}

function showHelp(command: CommandDefinition, io: KubectlIo, to: 'stdout' | 'stderr', exitCode: number): number {
  // `options --help` prints nothing, as in reality.
  if (command.name !== 'options') io[to](helpText(command, helpWidth(io.terminal)))
  return exitCode
}

const profiles = ['none', 'cpu', 'heap', 'goroutine', 'threadcreate', 'block', 'mutex', 'trace']

function checkProfile(line: ParsedLine): void {
  const profile = line.values.profile as string
  if (!profiles.includes(profile)) throw new CommandError(`unknown profile '${profile}'`)
}

function checkRequired(command: CommandDefinition, line: ParsedLine): void {
  const missing = Object.keys(command.flags)
    .filter((name) => command.flags[name].required === true && !line.changed.has(name))
    .sort()
  if (missing.length > 0) throw new CommandError(`required flag(s) ${missing.map((name) => `"${name}"`).join(', ')} not set`)
}
