import { defineCommand } from '../command.ts'

export const alpha = defineCommand({
  name: 'alpha',
  usage: 'alpha',
  summary: 'Commands that are still being tried out; there are none now',
  flags: {},
  hidden: true,
  async run({ io }) {
    io.stdout('No alpha commands are available in this version of kubectl\n')
  },
})
