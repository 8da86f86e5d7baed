import { type CommandDefinition, defineCommand } from '../command.ts'
import { isCalled } from '../find-command.ts'
import { helpText, helpWidth, usageText } from '../help.ts'

export const help = defineCommand({
  name: 'help',
  usage: 'help [command] [flags]',
  summary: 'Show the help of any command',
  description: 'kubectl help, and then the words of the command.',
  flags: {},
  async run({ root, args, io }) {
    const command = follow(root, args)
    const width = helpWidth(io.terminal)
    if (command === undefined) io.stderr(`Unknown help topic [${args.map((word) => `\`${word}\``).join(' ')}]\n\n\n${usageText(root, width)}`)
    else if (command.name !== 'options') io.stdout(helpText(command, width))
  },
})

/** The command that the words lead to, as far as they lead; undefined if the first leads nowhere. */
function follow(root: CommandDefinition, words: readonly string[]): CommandDefinition | undefined {
  let command = root
  for (const word of words) {
    const next = command.subcommands?.find((sub) => isCalled(sub, word))
    if (next === undefined) return command === root ? undefined : command
    command = next
  }
  return command
}
