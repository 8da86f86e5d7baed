/** The words under `kubectl auth`: who am I to the server, and what may I do? The server answers; nothing is decided here. */
import { defineCommand } from '../../command.ts'
import { canI } from './can-i.ts'
import { reconcile } from './reconcile.ts'
import { whoami } from './whoami.ts'

export const auth = defineCommand({
  name: 'auth',
  usage: 'auth [flags]',
  group: 'Troubleshooting and Debugging Commands',
  summary: 'Ask who you are and what you may do',
  description: 'Asks who you are to the server and what you may do.',
  flags: {},
  subcommands: [canI, reconcile, whoami],
})
