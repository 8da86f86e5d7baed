import type { AnyObject } from '../../api/object.ts'
import { isConflict, isNotFound, StatusError } from '../../api/status.ts'
import { defineCommand, type Invocation } from '../command.ts'
import type { ApiResource } from '../discovery.ts'
import { type DryRun, dryRunOf, type FieldValidation, fieldValidationOf, writeQuery } from '../dry-run.ts'
import { CommandError, wrongUse } from '../errors.ts'
import { bool, stringArray } from '../flags.ts'
import { lastAppliedAnnotation, lastAppliedOf, withLastApplied } from '../last-applied.ts'
import { prunedKinds, unvisited, Visited } from '../pruning.ts'
import { fetchObject, refresh } from '../resources/info.ts'
import { requireFiles } from '../resources/manifests.ts'
import { findResources, type Info } from '../resources/resources.ts'
import { allFlag, dryRunFlag, fieldManagerFlag, filenameFlags, outputFlags, selectorFlag, subresourceFlag, validateFlag } from '../shared-flags.ts'
import { createObject, currentObject, deleteObject, patchObject, sourced } from '../writes.ts'
import { editLastApplied } from './apply/edit-last-applied.ts'
import { applyOnServer } from './apply/server-side.ts'
import { setLastApplied } from './apply/set-last-applied.ts'
import { type ApplyPatch, appliedLocally, applyPatch, modifiedOf, withoutNulls } from './apply/three-way.ts'
import { viewLastApplied } from './apply/view-last-applied.ts'
import { cascadeOf, deletionFlags } from './deletion.ts'
import { describeInfo } from './describe-info.ts'
import { type ResultPrinter, resultPrinter } from './result-printer.ts'

const flags = {
  ...outputFlags,
  ...filenameFlags('to apply'),
  ...deletionFlags({ wait: false }),
  ...validateFlag,
  ...dryRunFlag,
  ...selectorFlag,
  ...fieldManagerFlag('kubectl-client-side-apply'),
  ...subresourceFlag('Apply to this subresource. Only with --server-side.'),
  ...allFlag('All objects of these types in the namespace.'),
  'force-conflicts': bool(false, 'With --server-side: take over fields that others own.'),
  'openapi-patch': bool(true, 'Make patches by what the server says of its types, where it says something; otherwise by what kubectl knows itself.'),
  overwrite: bool(true, 'Change fields that somebody else changed in the meantime.'),
  prune: bool(false, 'Delete objects that were applied before and are not in the files any more. Together with -l or --all.'),
  'prune-allowlist': stringArray([], 'Kinds, as group/version/kind, that --prune may delete, instead of the usual ones.'),
  'server-side': bool(false, 'Let the server merge, instead of kubectl.'),
}

type Apply = Invocation<typeof flags>

export const apply = defineCommand({
  name: 'apply',
  usage: 'apply (-f FILENAME | -k DIRECTORY)',
  group: 'Advanced Commands',
  summary: 'Apply a configuration to a resource by file name or stdin',
  description:
    'Makes objects be what files say: creates those that are missing and patches those that differ. Fields that you took out of a file since the last apply are removed; fields that others set stay.',
  examples: [
    { about: 'Apply what a file describes', line: 'kubectl apply -f deployment.yaml' },
    { about: 'Apply a folder of manifests', line: 'kubectl apply -f manifests/' },
    { about: 'Read from standard input', line: 'cat pod.yaml | kubectl apply -f -' },
    { about: 'Let the server merge', line: 'kubectl apply --server-side -f deployment.yaml' },
  ],
  flags,
  subcommands: [viewLastApplied, setLastApplied, editLastApplied],
  async run(invocation) {
    const { command, args, flags: given } = invocation
    if (args.length > 0) throw wrongUse(command, `Unexpected args: [${args.join(' ')}]`)
    const dryRun = dryRunOf(invocation)
    const cascade = cascadeOf(invocation)
    requireFiles(given)
    const fieldValidation = fieldValidationOf(invocation)
    check(invocation, dryRun)
    const printer = await resultPrinter(invocation, dryRun)
    const kinds = given.prune ? await prunedKinds(invocation, given['prune-allowlist']) : []
    const { name: namespace, explicit } = await invocation.namespace()
    const found = await findResources(invocation, {
      files: given,
      namespace,
      enforceNamespace: explicit,
      selector: given.selector,
      continueOnError: true,
      flatten: true,
      validate: fieldValidation !== 'Ignore',
    })
    const { infos, error } = await found.collect()
    if (infos.length === 0 && error === undefined) throw new CommandError('no objects passed to apply')
    const errors: unknown[] = error === undefined ? [] : [error]
    const whole = given.output !== '' && given.output !== 'name'
    const one = new Application(invocation, { dryRun, fieldValidation, cascade, printer: whole ? undefined : printer })
    for (const info of infos) await one.apply(info).catch((failure: unknown) => errors.push(failure))
    if (errors.length > 0) throw errors.length === 1 ? errors[0] : new AggregateError(errors)
    if (whole) await printWhole(invocation, dryRun, printer, infos)
    if (given.prune) {
      if (explicit) one.visited.namespaces.add(namespace)
      await prune(invocation, one.visited, kinds, { dryRun, cascade, printer })
    }
  },
})

function check({ flags: given }: Apply, dryRun: DryRun): void {
  const fail = (message: string): never => {
    throw new CommandError(message)
  }
  const server = given['server-side']
  if (given['force-conflicts'] && !server) fail('--force-conflicts only works with --server-side')
  if (dryRun === 'client' && server) fail("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)")
  if (server && given.force) fail('--force cannot be used with --server-side')
  if (dryRun === 'server' && given.force) fail('--dry-run=server cannot be used with --force')
  if (given.all && given.selector !== '') fail('cannot set --all and --selector at the same time')
  if (given.prune) {
    if (given.force) fail('--force cannot be used with --prune')
    if (!given.all && given.selector === '')
      fail(
        'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
      )
    if (server) fail("--prune is in alpha and doesn't currently work on objects created by server-side apply")
  }
  if (given.subresource !== '' && !server) fail('--subresource can only be specified for --server-side')
}

async function prune(
  invocation: Apply,
  visited: Visited,
  kinds: readonly ApiResource[],
  how: Pick<How, 'dryRun' | 'cascade'> & { printer: ResultPrinter },
): Promise<void> {
  const { selector, 'grace-period': gracePeriod } = invocation.flags
  const transport = await invocation.transport()
  const options = { ...(gracePeriod >= 0 ? { gracePeriodSeconds: gracePeriod } : {}), propagationPolicy: how.cascade }
  for await (const { resource, object } of unvisited(invocation, visited, kinds, selector)) {
    const { name, namespace = '' } = object.metadata
    const info: Info = { resource, name, namespace, source: '', object, resourceVersion: '' }
    if (how.dryRun !== 'client') await deleteObject(transport, info, options, how.dryRun === 'server' ? { dryRun: 'All' } : {})
    how.printer.print(object, 'pruned')
  }
}

/** With `-o yaml` and the like, everything is printed at the end, several objects as a List. */
async function printWhole(invocation: Apply, dryRun: DryRun, printer: ResultPrinter, infos: readonly Info[]): Promise<void> {
  const objects = infos.map((info) => info.object as AnyObject)
  if (objects.length === 1) return printer.print(objects[0] as AnyObject, '')
  const list = { kind: 'List', apiVersion: 'v1', metadata: {}, items: objects.map(sortedKeys) }
  const typed = await resultPrinter(invocation, dryRun, { typed: true })
  typed.print(list as unknown as AnyObject, '')
}

function sortedKeys<T>(value: T): T {
  if (Array.isArray(value)) return value.map(sortedKeys) as T
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, item]) => [key, sortedKeys(item)])) as T
}

interface How {
  readonly dryRun: DryRun
  readonly fieldValidation: FieldValidation
  readonly cascade: string
  /** Undefined if objects are printed at the end. */
  readonly printer: ResultPrinter | undefined
}

const patchTries = 5
const defaultReplaceTimeout = 5 * 60_000

class Application {
  readonly visited = new Visited()

  constructor(
    readonly invocation: Apply,
    readonly how: How,
  ) {}

  get flags(): Apply['flags'] {
    return this.invocation.flags
  }

  get query(): Record<string, string | undefined> {
    return writeQuery(this.how.dryRun, { fieldManager: this.flags['field-manager'], fieldValidation: this.how.fieldValidation })
  }

  async apply(info: Info): Promise<void> {
    const manifest = info.object as AnyObject
    const generateName = manifest.metadata?.generateName ?? ''
    if (info.name === '' && generateName !== '') throw new CommandError(`from ${generateName}: cannot use generate name with apply`)
    if (info.resource?.namespaced) this.visited.namespaces.add(info.namespace)
    if (this.flags['server-side']) return this.onServer(info, manifest)
    const current = await this.current(info)
    this.visited.add(info, current)
    if (current === undefined) await this.create(info, manifest)
    else await this.patch(info, manifest, current)
    this.visited.add(info, info.object)
  }

  async onServer(info: Info, manifest: AnyObject): Promise<void> {
    const { invocation, flags, how } = this
    const applied = await applyOnServer(invocation, info, manifest, {
      query: writeQuery(how.dryRun, { fieldValidation: how.fieldValidation }) as Record<string, string>,
      fieldManager: invocation.changed('field-manager') ? flags['field-manager'] : 'kubectl',
      force: flags['force-conflicts'],
      subresource: flags.subresource,
    })
    refresh(info, applied)
    this.warnIfDeleting(applied)
    how.printer?.print(applied, 'serverside-applied')
  }

  async current(info: Info): Promise<AnyObject | undefined> {
    const verb = `retrieving current configuration of:\n${describeInfo(info)}\nfrom server for:`
    return sourced(verb, info.source, async () => {
      try {
        return await fetchObject(await this.invocation.transport(), info)
      } catch (error) {
        if (isNotFound(error)) return undefined
        throw error
      }
    })
  }

  async create(info: Info, manifest: AnyObject): Promise<void> {
    const { how } = this
    let object = withoutNulls(withLastApplied(manifest))
    if (how.dryRun !== 'client')
      object = await sourced('creating', info.source, async () => createObject(await this.invocation.transport(), info, object, this.query))
    refresh(info, object)
    how.printer?.print(object, 'created')
  }

  async patch(info: Info, manifest: AnyObject, current: AnyObject): Promise<void> {
    const { invocation, how } = this
    if (lastAppliedOf(current) === undefined)
      invocation.io.stderr(
        `Warning: resource ${info.resource?.plural}/${info.name} is missing the ${lastAppliedAnnotation} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`,
      )
    const modified = modifiedOf(manifest)
    let sent: ApplyPatch | undefined
    const before = { ...info, object: current }
    try {
      const result = await this.send(info, modified, current, (patch) => {
        sent = patch
      })
      refresh(info, result)
    } catch (error) {
      await sourced(`applying patch:\n${sent?.text ?? ''}\nto:\n${describeInfo(before)}\nfor:`, info.source, async () => Promise.reject(error))
    }
    const result = info.object as AnyObject
    this.warnIfDeleting(result)
    how.printer?.print(result, sent?.text === '{}' ? 'unchanged' : 'configured')
  }

  /** Patches, again if somebody else wrote in between; with --force replaces what cannot be patched. */
  async send(info: Info, modified: AnyObject, live: AnyObject, note: (patch: ApplyPatch) => void): Promise<AnyObject> {
    const { invocation, flags, how } = this
    let current = live
    for (let tries = 0; ; tries++) {
      const patch = applyPatch(modified, current, flags.overwrite)
      note(patch)
      if (patch.text === '{}') return current
      if (how.dryRun === 'client') return appliedLocally(current, patch)
      const transport = await invocation.transport()
      try {
        return await patchObject(transport, info, patch.type, patch.patch, this.query)
      } catch (error) {
        if (isConflict(error) && tries < patchTries) {
          if (tries > 0) await invocation.io.waitFor(invocation.io.sleep(1000))
          current = await fetchObject(transport, info)
          continue
        }
        if (flags.force && error instanceof StatusError && ['Conflict', 'Invalid'].includes(error.reason)) return this.deleteAndCreate(info, modified, current)
        return sourced('patching', info.source, async () => Promise.reject(error))
      }
    }
  }

  async deleteAndCreate(info: Info, modified: AnyObject, original: AnyObject): Promise<AnyObject> {
    const { invocation, flags, how } = this
    const { io } = invocation
    const transport = await invocation.transport()
    const gracePeriod = flags['grace-period']
    await deleteObject(transport, info, { ...(gracePeriod >= 0 ? { gracePeriodSeconds: gracePeriod } : {}), propagationPolicy: how.cascade }, {})
    const deadline = io.now() + (flags.timeout || defaultReplaceTimeout)
    while ((await currentObject(transport, info)) !== undefined) {
      if (io.now() >= deadline) throw new CommandError('context deadline exceeded')
      await io.waitFor(io.sleep(1000))
    }
    try {
      return await createObject(transport, info, modified, this.query)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      const head = `An error occurred force-replacing the existing object with the newly provided one:\n\n${why}.`
      return createObject(transport, info, original, this.query).catch((restoring: Error) => {
        throw new CommandError(`${head}\n\nAdditionally, an error occurred attempting to restore the original object:\n\n${restoring.message}`)
      })
    }
  }

  warnIfDeleting(object: AnyObject): void {
    if (object.metadata.deletionTimestamp !== undefined)
      this.invocation.io.stderr(`Warning: Detected changes to resource ${object.metadata.name} which is currently being deleted.\n`)
  }
}
