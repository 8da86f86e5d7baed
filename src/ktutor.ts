/**
 * ktutor: learn kubectl in one terminal. This file knows everybody and does little: it reads which subcommand is meant and
 * starts it. Each subcommand says what it is in a file of cli/ and loads what it needs only when it runs.
 */
import { Command, Option as CommanderOption, InvalidArgumentError } from 'commander'
import { cheatsheet } from './cli/cheatsheet.ts'
import { explain } from './cli/explain.ts'
import { flags } from './cli/flags.ts'
import { kubectl } from './cli/kubectl.ts'
import { learn } from './cli/learn.ts'
import { lesson } from './cli/lesson.ts'
import { list } from './cli/list.ts'
import { play } from './cli/play.ts'
import { progress } from './cli/progress.ts'
import { quiz } from './cli/quiz.ts'
import { serve } from './cli/serve.ts'
import { start } from './cli/start.ts'
import { InvalidArgument, type Option, type Subcommand } from './cli/subcommand.ts'
import { testOut } from './cli/test-out.ts'
import { ktutorVersion, version } from './cli/version.ts'

/** In the order of the help. */
const subcommands: readonly Subcommand[] = [start, list, progress, testOut, learn, explain, flags, cheatsheet, quiz, play, lesson, serve, kubectl, version]

const program = new Command('ktutor')
  .description('Learn kubectl in one terminal, on a cluster that lives inside this program.')
  .version(ktutorVersion, '-V, --version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .helpCommand('help [command]', 'print the help of a command')
  .enablePositionalOptions()
  .showHelpAfterError('(ktutor --help lists the commands)')

for (const subcommand of subcommands) {
  const command = program.command(subcommand.name).description(subcommand.summary).helpOption('-h, --help', 'print this help')
  for (const option of subcommand.options ?? []) command.addOption(commanderOption(option))
  command.showHelpAfterError(`(ktutor ${command.name()} --help says how)`)
  if (subcommand.more) command.addHelpText('after', subcommand.more)
  if (subcommand.passThrough) command.helpOption(false).passThroughOptions().allowUnknownOption()
  command.action(async () => {
    try {
      process.exitCode = await subcommand.run(command.args, command.opts())
    } catch (error) {
      throw error instanceof InvalidArgument ? command.error(`error: ${error.message}`) : error
    }
  })
}

function commanderOption({ flags, meaning, default: value, parse }: Option): CommanderOption {
  const option = new CommanderOption(flags, meaning)
  if (value !== undefined) option.default(value)
  if (!parse) return option
  return option.argParser((text) => {
    try {
      return parse(text)
    } catch (error) {
      throw error instanceof InvalidArgument ? new InvalidArgumentError(error.message) : error
    }
  })
}

// Whoever reads our output may stop reading (`| head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A terminal that was closed says so by a signal, too.
  if (error.code === 'EIO') return
  if (error.code !== 'EPIPE') throw error
  process.exit(141)
})

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`ktutor: this is a bug in ktutor ${ktutorVersion}. Please report it, with what you did and this:\n${(error as Error).stack ?? error}\n`)
  process.exitCode = 70
})
