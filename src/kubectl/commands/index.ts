/** Every command, one line each, in the order in which kubectl adds them (which "Did you mean this?" shows). */
import type { CommandDefinition } from '../command.ts'
import { apiResources } from './api-resources.ts'
import { apiVersions } from './api-versions.ts'
import { clusterInfo } from './cluster-info.ts'
import { completion } from './completion.ts'
import { config } from './config/config.ts'
import { get } from './get/get.ts'
import { help } from './help.ts'
import { options } from './options.ts'
import { version } from './version.ts'

export const commands: readonly CommandDefinition[] = [
  // Basic Commands (Beginner)
  // Basic Commands (Intermediate)
  get,
  // Deploy Commands
  // Cluster Management Commands
  clusterInfo,
  // Troubleshooting and Debugging Commands
  // Advanced Commands
  // Settings Commands
  completion,
  // Other Commands
  config,
  version,
  apiVersions,
  apiResources,
  options,
  help,
]
