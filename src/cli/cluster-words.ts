/** Words that look into the cluster, wherever there is a prompt: in lessons, at play, in scripts and golden pages. */
import type { Cluster } from '../cluster.ts'
import type { ShellCommand } from '../shell/command.ts'
import { clusterCommands } from '../tutor/commands/index.ts'
import type { Session } from './session.ts'
import { ClusterWorld } from './stage/world.ts'

/** `session` is asked when a word is used, not before. */
export const clusterWords = (cluster: Cluster, session: () => Pick<Session, 'context'>): readonly ShellCommand[] =>
  clusterCommands({ world: new ClusterWorld(cluster), cluster, namespace: async () => (await session().context())?.namespace ?? 'default' })
