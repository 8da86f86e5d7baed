/** Every command, one line each, in the order in which kubectl adds them (which "Did you mean this?" shows). */
import type { CommandDefinition } from '../command.ts'
import { config } from './config/config.ts'
import { help } from './help.ts'
import { options } from './options.ts'

export const commands: readonly CommandDefinition[] = [
  // Basic Commands (Beginner)
  // Basic Commands (Intermediate)
  // Deploy Commands
  // Cluster Management Commands
  // Troubleshooting and Debugging Commands
  // Advanced Commands
  // Settings Commands
  // Other Commands
  config,
  options,
  help,
]
