import { clusterRoleBindings, roleBindings } from '../../../api/kinds.ts'
import { defineCommand } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { string, stringArray } from '../../flags.ts'
import { clusterRoleBinding, roleBinding } from '../../generators/bindings.ts'
import { subjects } from '../../generators/subjects.ts'
import { create, creation, generatedFlags, nameArgument, writtenNamespace } from './generated.ts'

const subjectFlags = {
  group: stringArray([], 'Group to bind to the role; may be repeated.'),
  serviceaccount: stringArray([], 'ServiceAccount to bind to the role, as <namespace>:<name>; may be repeated.'),
  user: stringArray([], 'User to bind to the role; may be repeated.'),
}

export const createRoleBinding = defineCommand({
  name: 'create rolebinding',
  usage:
    'create rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  summary: 'Give a role to somebody, in one namespace',
  description: 'A RoleBinding gives what a role allows to users, groups and service accounts, in its own namespace.',
  examples: [
    {
      about: 'Let anna and bob do in this namespace what the cluster role admin allows',
      line: 'kubectl create rolebinding admins --clusterrole=admin --user=anna --user=bob',
    },
    { about: 'Give a role to a service account', line: 'kubectl create rolebinding robot-reads --role=pod-reader --serviceaccount=default:robot' },
  ],
  flags: {
    ...generatedFlags,
    ...subjectFlags,
    clusterrole: string('', 'Cluster role to give.'),
    role: string('', 'Role of this namespace to give.'),
  },
  async run(invocation) {
    const { flags } = invocation
    const name = nameArgument(invocation)
    const how = await creation(invocation)
    if (name === '') throw new CommandError('name must be specified')
    if ((flags.clusterrole === '') === (flags.role === '')) throw new CommandError('exactly one of clusterrole or role must be specified')
    const role = flags.role !== '' ? ({ kind: 'Role', name: flags.role } as const) : ({ kind: 'ClusterRole', name: flags.clusterrole } as const)
    const object = roleBinding(name, await writtenNamespace(invocation), role, subjects(flags))
    await create(invocation, how, roleBindings, object, 'failed to create rolebinding: ')
  },
})

export const createClusterRoleBinding = defineCommand({
  name: 'create clusterrolebinding',
  usage:
    'create clusterrolebinding NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  summary: 'Give a cluster role to somebody, everywhere',
  description: 'A ClusterRoleBinding gives what a cluster role allows to users, groups and service accounts, in every namespace.',
  examples: [
    {
      about: 'Make anna and bob administrators of the cluster',
      line: 'kubectl create clusterrolebinding admins --clusterrole=cluster-admin --user=anna --user=bob',
    },
  ],
  flags: { ...generatedFlags, ...subjectFlags, clusterrole: string('', 'Cluster role to give.', { required: true }) },
  async run(invocation) {
    const name = nameArgument(invocation)
    const how = await creation(invocation)
    const object = clusterRoleBinding(name, invocation.flags.clusterrole, subjects(invocation.flags))
    await create(invocation, how, clusterRoleBindings, object, 'failed to create clusterrolebinding: ')
  },
})
