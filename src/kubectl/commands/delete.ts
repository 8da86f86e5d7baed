import { defineCommand, type Invocation } from '../command.ts'
import { groupKindOf } from '../discovery.ts'
import { dryRunOf } from '../dry-run.ts'
import { CommandError } from '../errors.ts'
import { bool, string } from '../flags.ts'
import { checkRaw, rawRequest } from '../raw-request.ts'
import { findResources, type Info, type Resources } from '../resources/resources.ts'
import { allFlag, allNamespacesFlag, dryRunFlag, fieldSelectorFlag, filenameFlags, selectorFlag } from '../shared-flags.ts'
import { cascadeOf, deleteAll, deletionFlags, printWarning, visitPresent } from './deletion.ts'

const flags = {
  ...filenameFlags('with the objects to delete'),
  ...selectorFlag,
  ...fieldSelectorFlag,
  ...allFlag('All objects of these types in the namespace.'),
  ...allNamespacesFlag,
  ...deletionFlags({ wait: true }),
  ...dryRunFlag,
  'ignore-not-found': bool(false, 'What is not there counts as deleted. Always so with --all.'),
  interactive: bool(false, 'Ask before anything is deleted.', { shorthand: 'i' }),
  now: bool(false, 'Give the objects one second (same as --grace-period=1).', { example: 'kubectl delete pod web --now' }),
  output: string('', 'With "name", print only TYPE/NAME.', { shorthand: 'o' }),
  raw: string('', 'Address on the server to send the DELETE to, as it is.'),
}

export const deleteCommand = defineCommand({
  name: 'delete',
  usage: 'delete ([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])',
  group: 'Basic Commands (Intermediate)',
  summary: 'Delete objects: by name, by label, or those that files describe',
  description: 'Asks the server to end objects, and waits until they are gone. Pods get time to end in good order: 30 seconds unless they say otherwise.',
  examples: [
    { about: 'Delete what a file describes', line: 'kubectl delete -f pod.yaml' },
    { about: 'Delete objects by kind and name', line: 'kubectl delete pod,service web' },
    { about: 'Delete by label', line: 'kubectl delete pods,services -l app=web' },
    { about: 'Delete a pod with little delay', line: 'kubectl delete pod web --now' },
    { about: 'Delete a pod of a node that is dead', line: 'kubectl delete pod web --force' },
    { about: 'Delete all pods of the namespace', line: 'kubectl delete pods --all' },
  ],
  flags,
  async run(invocation) {
    const { flags: given } = invocation
    const cascade = cascadeOf(invocation)
    const gracePeriod = gracePeriodOf(invocation)
    const dryRun = dryRunOf(invocation)
    const { name: namespace, explicit } = await invocation.namespace()
    const ignoreNotFound =
      given['ignore-not-found'] || (!invocation.changed('ignore-not-found') && (given.all || given.selector !== '' || given['field-selector'] !== ''))
    const find = (): Promise<Resources> =>
      findResources(invocation, {
        args: invocation.args,
        files: given,
        namespace,
        enforceNamespace: explicit,
        selector: given.selector,
        fieldSelector: given['field-selector'],
        all: given.all,
        allNamespaces: given['all-namespaces'],
        requireObject: false,
        continueOnError: true,
        flatten: true,
      })
    if (given.raw !== '') {
      if (given.interactive) throw new CommandError('--interactive can not be used with --raw')
      checkRaw({ ...given, selector: '' }, 'at most one')
      return rawRequest(invocation, 'DELETE', given.raw, given.filename[0])
    }
    const found = await find()
    check(invocation, gracePeriod)
    const chosen = given.interactive ? await confirmed(invocation, await find(), ignoreNotFound) : undefined
    if (chosen === 'none') return
    await deleteAll(invocation, found, {
      gracePeriod,
      cascade,
      dryRun,
      ignoreNotFound,
      wait: given.wait,
      timeout: given.timeout,
      output: given.output,
      warnClusterScope: explicit && !given['all-namespaces'],
      ...(chosen ? { only: (info: Info) => chosen.has(identity(info)) } : {}),
    })
  },
})

function gracePeriodOf({ flags: given }: Invocation<typeof flags>): number {
  const asked = given['grace-period']
  if (given.now) {
    if (asked !== -1) throw new CommandError('--now and --grace-period cannot be specified together')
    return 1
  }
  if (asked === 0 && !given.force) return 1
  return given.force && asked < 0 ? 0 : asked
}

function check(invocation: Invocation<typeof flags>, gracePeriod: number): void {
  const { flags: given } = invocation
  if (given.output !== '' && given.output !== 'name') throw new CommandError(`unexpected -o output mode: ${given.output}. We only support '-o name'`)
  if (given.all && given.selector !== '') throw new CommandError('cannot set --all and --selector at the same time')
  if (given.all && given['field-selector'] !== '') throw new CommandError('cannot set --all and --field-selector at the same time')
  if (!given.force) return
  if (gracePeriod > 0) throw new CommandError('--force and --grace-period greater than 0 cannot be specified together')
  printWarning(
    invocation,
    'Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.',
  )
}

const identity = (info: Info): string => `${info.resource?.group}/${info.resource?.plural}/${info.namespace}/${info.name}`

/** Shows what would go and asks; the objects that were shown, or `none`. */
async function confirmed(invocation: Invocation, resources: Resources, ignoreNotFound: boolean): Promise<ReadonlySet<string> | 'none'> {
  const { io } = invocation
  const shown: Info[] = []
  await visitPresent(resources, ignoreNotFound, async (info) => {
    shown.push(info)
  })
  if (shown.length === 0) {
    io.stdout('No resources found\n')
    return 'none'
  }
  io.stdout(`You are about to delete the following ${shown.length} resource(s):\n`)
  for (const info of shown) io.stdout(`${info.resource ? groupKindOf(info.resource) : ''}/${info.name}\n`)
  io.stdout('Do you want to continue? (y/N): ')
  const [answer = ''] = (await io.stdin()).split('\n')
  if (answer.trim().toLowerCase() === 'y') return new Set(shown.map(identity))
  io.stdout('deletion is cancelled\n')
  return 'none'
}
