import { defineCommand } from '../../command.ts'
import { editedConfig } from './kubeconfig-file.ts'

export const getClusters = defineCommand({
  name: 'config get-clusters',
  usage: 'config get-clusters [flags]',
  summary: 'List the clusters of your kubeconfig',
  examples: [{ about: 'List the clusters that kubectl knows', line: 'kubectl config get-clusters' }],
  flags: {},
  async run(invocation) {
    const { config } = await editedConfig(invocation)
    invocation.io.stdout(list([...config.clusters.keys()]))
  },
})

export const getUsers = defineCommand({
  name: 'config get-users',
  usage: 'config get-users [flags]',
  summary: 'List the users of your kubeconfig',
  examples: [{ about: 'List the users that kubectl can be', line: 'kubectl config get-users' }],
  flags: {},
  async run(invocation) {
    const { config } = await editedConfig(invocation)
    invocation.io.stdout(list([...config.users.keys()].sort()))
  },
})

const list = (names: readonly string[]): string => ['NAME', ...names].map((name) => `${name}\n`).join('')
