/** Words that look into the cluster, wherever there is a prompt: in lessons, at play, in scripts and golden pages. */
import type { Cluster } from '../cluster.ts'
import type { ShellCommand } from '../shell/command.ts'
import { clusterCommands } from '../tutor/commands/index.ts'
import { ClusterInsight } from './insight.ts'
import type { Session } from './session.ts'

/** `session` is asked when a word is used, not before. */
export const clusterWords = (cluster: Cluster, session: () => Pick<Session, 'context'>): readonly ShellCommand[] => {
  const insight = new ClusterInsight(cluster)
  return clusterCommands({ world: insight, insight, cluster, namespace: async () => (await session().context())?.namespace ?? 'default' })
}
