import type { AnyObject } from '../../../api/object.ts'
import type { Container, EnvVar } from '../../../api/types.ts'
import { defineCommand, type Invocation } from '../../command.ts'
import { type DryRun, dryRunOf } from '../../dry-run.ts'
import { CommandError } from '../../errors.ts'
import { bool, string, stringArray, stringSlice } from '../../flags.ts'
import { printWarning } from '../deletion.ts'
import { resultPrinter } from '../result-printer.ts'
import { listVariables } from './env-list.ts'
import { parseVariables, splitWords, updated } from './env-words.ts'
import { changeEach, podSpecOf, selectContainers, setFlags, setInfos, setSelectorFlag, withPodSpec } from './pod-template.ts'

const flags = {
  ...setFlags,
  ...setSelectorFlag,
  containers: string('*', 'Names of the containers to change; * stands for any text.', { shorthand: 'c' }),
  env: stringArray([], 'Variable to set, as NAME=value.', { shorthand: 'e' }),
  from: string('', 'ConfigMap or Secret whose keys become variables, as TYPE/NAME.'),
  keys: stringSlice([], 'Only these keys of it.'),
  list: bool(false, 'Print the variables as they would be.'),
  overwrite: bool(true, 'Change variables that are set already.'),
  prefix: string('', 'Text in front of every name.'),
  resolve: bool(false, 'With --list: print what references to secrets and config maps stand for.'),
}

type Env = Invocation<typeof flags>

export const setEnv = defineCommand({
  name: 'set env',
  usage: 'set env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N',
  summary: 'Set, change or list environment variables of a pod template',
  description:
    'Sets, removes and lists environment variables of containers. A name with a minus behind it goes; a minus alone reads NAME=value lines from standard input.',
  examples: [
    { about: 'Set a variable', line: 'kubectl set env deployment/web MODE=fast' },
    { about: 'List those that there are', line: 'kubectl set env deployment/web --list' },
    { about: 'Take one away', line: 'kubectl set env deployment/web MODE-' },
    { about: 'Take all keys of a secret', line: 'kubectl set env --from=secret/login deployment/web' },
  ],
  flags,
  async run(invocation) {
    const { args, flags: given, io } = invocation
    if (given.all && given.selector !== '') throw new CommandError('cannot set --all and --selector at the same time')
    const { resources, variables } = splitWords(args)
    const dryRun = dryRunOf(invocation)
    const printer = await resultPrinter(invocation, dryRun, { typed: true })
    check(invocation, resources, dryRun)
    const change = await parseVariables([...given.env, ...variables], () => io.stdin())
    const imported = given.from === '' ? [] : await importedFrom(invocation)
    const set = [...change.set, ...imported].map((one) => ({ ...one, name: `${given.prefix}${one.name}` }))
    const infos = await setInfos(invocation, resources, { selector: given.selector })
    await changeEach(invocation, infos, [], {
      dryRun,
      printer,
      operation: 'env updated',
      failure: 'failed to patch env update to pod template: ',
      async change(object) {
        const containers = chosenContainers(invocation, object)
        for (const container of containers) {
          if (!given.overwrite) refuseOverwrites(container, set)
          const env = updated(container.env ?? [], { set, remove: change.remove })
          if (env.length > 0) container.env = env
          else delete container.env
          if (given.list) await listVariables(invocation, object, container, given.resolve)
        }
        return !given.list
      },
    })
  },
})

function check({ flags: given }: Env, resources: readonly string[], dryRun: DryRun): void {
  if (given.local && dryRun === 'server') throw new CommandError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?')
  if (given.filename.length === 0 && resources.length === 0)
    throw new CommandError('one or more resources must be specified as <resource> <name> or <resource>/<name>')
  if (given.list && given.output !== '') throw new CommandError('--list and --output may not be specified together')
  if (given.keys.length > 0 && given.from === '') throw new CommandError('when specifying --keys, a configmap or secret must be provided with --from')
}

function chosenContainers(invocation: Env, object: AnyObject): Container[] {
  const pattern = invocation.flags.containers
  withPodSpec(object, () => true)
  const spec = podSpecOf(object)
  const containers = spec === undefined ? [] : selectContainers(spec, pattern)
  if (containers.length === 0)
    printWarning(invocation, `${object.kind}/${object.metadata.name} does not have any containers matching ${JSON.stringify(pattern)}`)
  return containers
}

function refuseOverwrites(container: Container, set: readonly EnvVar[]): void {
  for (const { name, value } of set) {
    const existing = (container.env ?? []).find((one) => one.name === name)
    if (existing !== undefined && existing.value !== value)
      throw new CommandError(`'${name}' already has a value (${existing.value ?? ''}), and --overwrite is false`)
  }
}

/** A variable for every key, named in upper case: a reference, not a copy. */
async function importedFrom(invocation: Env): Promise<EnvVar[]> {
  const { flags: given } = invocation
  const infos = await setInfos(invocation, [given.from])
  return infos.flatMap((info) => {
    const object = info.object as AnyObject
    if (object.kind !== 'Secret' && object.kind !== 'ConfigMap') throw new CommandError('unsupported resource specified in --from')
    const keys = Object.keys(object.data ?? {}).filter((key) => given.keys.length === 0 || given.keys.includes(key))
    const reference = object.kind === 'Secret' ? 'secretKeyRef' : 'configMapKeyRef'
    return keys.sort().map((key) => ({ name: nameFor(invocation, key), valueFrom: { [reference]: { name: info.name, key } } }))
  })
}

function nameFor(invocation: Env, key: string): string {
  const name = key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase()
  if (name !== key) printWarning(invocation, `key ${key} transferred to ${name}`)
  return name
}
