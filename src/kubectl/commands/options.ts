import { defineCommand } from '../command.ts'
import { globalFlags } from '../global-flags.ts'
import { flagsText, helpWidth } from '../help.ts'

export const options = defineCommand({
  name: 'options',
  usage: 'options',
  summary: 'List the flags that every command takes',
  examples: [{ about: 'Show the flags that every command takes', line: 'kubectl options' }],
  flags: {},
  async run({ io }) {
    const home = io.env.HOME ?? ''
    const cacheDir = { ...globalFlags['cache-dir'], shown: `${home}/.kube/cache` }
    io.stdout(`The following options can be passed to any command:\n\n${flagsText({ ...globalFlags, 'cache-dir': cacheDir }, helpWidth(io.terminal))}`)
  },
})
