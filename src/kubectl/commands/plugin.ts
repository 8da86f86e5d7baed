import { defineCommand } from '../command.ts'
import { CommandError } from '../errors.ts'
import { bool } from '../flags.ts'

const list = defineCommand({
  name: 'plugin list',
  usage: 'plugin list [flags]',
  summary: 'List the plugins that are found on your PATH',
  description: "Plugins are programs whose names begin with kubectl-. There are none in ktutor's world.",
  examples: [{ about: 'List all plugins', line: 'kubectl plugin list' }],
  flags: { 'name-only': bool(false, 'Show names only, not where the programs are.') },
  async run() {
    throw new CommandError('unable to find any kubectl plugins in your PATH')
  },
})

export const plugin = defineCommand({
  name: 'plugin',
  usage: 'plugin [flags]',
  summary: 'Find the plugins that add commands to kubectl',
  flags: {},
  subcommands: [list],
})
