import { defineCommand } from '../../command.ts'
import { currentContext } from './current-context.ts'
import { deleteCluster, deleteContext, deleteUser } from './delete.ts'
import { getContexts } from './get-contexts.ts'
import { getClusters, getUsers } from './get-names.ts'
import { renameContext } from './rename-context.ts'
import { set, unset } from './set.ts'
import { setCluster } from './set-cluster.ts'
import { setContext } from './set-context.ts'
import { setCredentials } from './set-credentials.ts'
import { useContext } from './use-context.ts'
import { view } from './view.ts'

export const config = defineCommand({
  name: 'config',
  usage: 'config SUBCOMMAND',
  summary: 'Look at kubeconfig files and change them',
  description: `A kubeconfig says which clusters there are, who you can be there, and which context (cluster, user and namespace) is in use.

Where it is read from:

  1.  With --kubeconfig, from that file alone.
  2.  With $KUBECONFIG, from the files that it lists, merged. What is changed is changed where it is written; what is new goes into the first file that exists, or else the last.
  3.  Otherwise from $HOME/.kube/config.`,
  flags: {},
  subcommands: [
    view,
    setCluster,
    setCredentials,
    setContext,
    set,
    unset,
    currentContext,
    useContext,
    getContexts,
    getClusters,
    getUsers,
    deleteCluster,
    deleteContext,
    deleteUser,
    renameContext,
  ],
})
