import { defineCommand } from '../command.ts'
import { NotSimulated, wrongUse } from '../errors.ts'

const shells = ['bash', 'fish', 'powershell', 'zsh']

export const completion = defineCommand({
  name: 'completion',
  usage: 'completion SHELL',
  group: 'Settings Commands',
  summary: 'Print the code that teaches a shell (bash, zsh, fish, or powershell) to complete kubectl lines',
  description: "ktutor's own shell completes kubectl lines by itself: press Tab.",
  examples: [{ about: 'Print the code for bash', line: 'kubectl completion bash' }],
  flags: {},
  async run({ args, command }) {
    const [shell] = args
    if (shell === undefined) throw wrongUse(command, 'Shell not specified.')
    if (args.length > 1) throw wrongUse(command, 'Too many arguments. Expected only the shell type.')
    if (!shells.includes(shell)) throw wrongUse(command, `Unsupported shell type ${JSON.stringify(shell)}.`)
    throw new NotSimulated(`kubectl completion ${shell}`, `print a script that makes ${shell} complete kubectl lines`)
  },
})
