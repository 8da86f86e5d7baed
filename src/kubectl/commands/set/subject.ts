import { deepEqual } from '../../../api/object.ts'
import type { RbacV1Subject } from '../../../api/types.ts'
import { defineCommand, type Invocation } from '../../command.ts'
import { dryRunOf } from '../../dry-run.ts'
import { CommandError } from '../../errors.ts'
import { stringArray } from '../../flags.ts'
import { groupSubject, userSubject } from '../../generators/subjects.ts'
import type { Info } from '../../resources/resources.ts'
import { resultPrinter } from '../result-printer.ts'
import { changeEach, setFlags, setInfos, setSelectorFlag } from './pod-template.ts'

const flags = {
  ...setFlags,
  ...setSelectorFlag,
  group: stringArray([], 'Group to add; may be repeated.'),
  serviceaccount: stringArray([], 'ServiceAccount to add, as <namespace>:<name>; may be repeated.'),
  user: stringArray([], 'User to add; may be repeated.'),
}

export const setSubject = defineCommand({
  name: 'set subject',
  usage:
    'set subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  summary: 'Add users, groups or service accounts to a binding',
  description: 'Adds users, groups or service accounts to a binding.',
  examples: [
    { about: 'Add a service account to a cluster role binding', line: 'kubectl set subject clusterrolebinding admins --serviceaccount=default:robot' },
    { about: 'Add users and a group to a role binding', line: 'kubectl set subject rolebinding admins --user=anna --user=bob --group=ops' },
  ],
  flags,
  async run(invocation) {
    const { args, flags: given } = invocation
    const dryRun = dryRunOf(invocation)
    const printer = await resultPrinter(invocation, dryRun, { typed: true })
    const { name: namespace } = await invocation.namespace()
    const infos = await setInfos(invocation, args, { selector: given.selector, refuseLocalArguments: true })
    if (given.local && dryRun === 'server') throw new CommandError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?')
    check(invocation, infos)
    const wanted = subjectsOf(invocation, namespace)
    await changeEach(invocation, infos, [], {
      dryRun,
      printer,
      operation: 'subjects updated',
      failure: 'failed to patch subjects to rolebinding: ',
      change: (object) => {
        if (object.kind !== 'RoleBinding' && object.kind !== 'ClusterRoleBinding')
          throw new CommandError('setting subjects is only supported for RoleBinding/ClusterRoleBinding')
        const existing = (object.subjects ?? []) as RbacV1Subject[]
        const added = wanted.filter((subject) => !existing.some((one) => deepEqual(one, subject)))
        object.subjects = [...existing, ...added]
        return added.length > 0
      },
    })
  },
})

function check({ flags: given }: Invocation<typeof flags>, infos: readonly Info[]): void {
  if (given.all && given.selector !== '') throw new CommandError('cannot set --all and --selector at the same time')
  if (given.user.length === 0 && given.group.length === 0 && given.serviceaccount.length === 0)
    throw new CommandError('you must specify at least one value of user, group or serviceaccount')
  for (const account of given.serviceaccount) {
    const [namespace, name = '', ...more] = account.split(':')
    if (name === '' || more.length > 0) throw new CommandError('serviceaccount must be <namespace>:<name>')
    if (namespace === '' && infos.some((info) => info.object?.kind === 'ClusterRoleBinding'))
      throw new CommandError('serviceaccount must be <namespace>:<name>, namespace must be specified')
  }
}

const sortedOnce = (items: readonly string[]): string[] => [...new Set(items)].sort()

function subjectsOf({ flags: given }: Invocation<typeof flags>, namespace: string): RbacV1Subject[] {
  const accounts = sortedOnce(given.serviceaccount).map((account) => {
    const [space = '', name = ''] = account.split(':')
    return { kind: 'ServiceAccount', name, namespace: space || namespace }
  })
  return [...sortedOnce(given.user).map(userSubject), ...sortedOnce(given.group).map(groupSubject), ...accounts]
}
