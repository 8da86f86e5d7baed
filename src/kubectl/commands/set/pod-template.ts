/** What the `set` commands share: objects are read, changed as structs, and the difference is sent. Models kubectl pkg/cmd/set/helper.go. */
import type { AnyObject } from '../../../api/object.ts'
import { deepCopy, deepEqual } from '../../../api/object.ts'
import { isEmpty } from '../../../api/patch/json.ts'
import { createTwoWayStrategicPatch } from '../../../api/patch/strategic/strategic.ts'
import { typeOfKind } from '../../../api/schema.ts'
import type { Container, PodSpec } from '../../../api/types.ts'
import type { Invocation } from '../../command.ts'
import { type DryRun, writeQuery } from '../../dry-run.ts'
import { CommandError } from '../../errors.ts'
import { bool } from '../../flags.ts'
import { findResources, type Info } from '../../resources/resources.ts'
import { allFlag, dryRunFlag, fieldManagerFlag, filenameFlags, outputFlags, selectorFlag } from '../../shared-flags.ts'
import { asStruct } from '../../struct.ts'
import { patchObject } from '../../writes.ts'
import type { ResultPrinter } from '../result-printer.ts'

export const setFlags = {
  ...outputFlags,
  ...filenameFlags('that names the objects'),
  ...allFlag('All objects of these types in the namespace.'),
  ...dryRunFlag,
  ...fieldManagerFlag('kubectl-set'),
  local: bool(false, 'Ask no server: change what the files hold, and print it.'),
}

export const setSelectorFlag = selectorFlag

/** What LocalResourceError says. */
const localArguments =
  "error: you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'"

/** The objects that a `set` line is about. */
export async function setInfos(
  invocation: Invocation,
  resources: readonly string[],
  options: { selector?: string; refuseLocalArguments?: boolean } = {},
): Promise<Info[]> {
  const { flags } = invocation
  const { name: namespace, explicit } = await invocation.namespace()
  const files = { filename: flags.filename as readonly string[], kustomize: (flags.kustomize ?? '') as string, recursive: flags.recursive as boolean }
  const common = { typed: true, files, namespace, enforceNamespace: explicit, continueOnError: true, flatten: true }
  if (flags.local) {
    if (options.refuseLocalArguments && resources.length > 0) throw new CommandError(localArguments)
    return (await findResources(invocation, { ...common, local: true })).infos()
  }
  const query = { ...common, args: resources, selector: options.selector ?? '', typeAlone: flags.all === true, latest: true }
  return (await findResources(invocation, query)).infos()
}

/** The pod template's spec inside a copy of the object, or undefined if it has none. */
export function podSpecOf(object: AnyObject): PodSpec | undefined {
  const templated = ['ReplicationController', 'Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet', 'Job']
  if (object.kind === 'Pod') return object.spec
  if (templated.includes(object.kind)) return object.spec?.template?.spec
  return object.kind === 'CronJob' ? object.spec?.jobTemplate?.spec?.template?.spec : undefined
}

export interface Change {
  readonly dryRun: DryRun
  readonly printer: ResultPrinter
  /** What was done, for the line that reports it. */
  readonly operation: string
  /** Before what the server says, if it refuses: `failed to patch image update to pod template: `. */
  readonly failure: string
  /** Complaints about an object do not name it. */
  readonly plain?: boolean
  /** Also reports objects in which nothing changed. */
  readonly always?: boolean
  /** Changes a copy of the object in place; false leaves the object out. */
  change(object: AnyObject): boolean | Promise<boolean>
}

/** Changes each object, sends the difference and prints it. Throws all complaints at the end. */
export async function changeEach(invocation: Invocation, infos: readonly Info[], errors: unknown[], change: Change): Promise<void> {
  for (const info of infos) await changeOne(invocation, info, change).catch((error: unknown) => errors.push(error))
  if (errors.length > 0) throw errors.length === 1 ? errors[0] : new AggregateError(errors)
}

async function changeOne(invocation: Invocation, info: Info, { dryRun, printer, operation, failure, always, plain, change }: Change): Promise<void> {
  const before = asStruct(info.object as AnyObject)
  const changing = deepCopy(before)
  if (!(plain ? await change(changing) : await attempt(info, before, () => change(changing)))) return
  const after = asStruct(changing)
  const patch = createTwoWayStrategicPatch(before, after, typeOfKind(before.apiVersion, before.kind) ?? before.kind)
  if ((deepEqual(before, after) || isEmpty(patch)) && !always) return
  if (invocation.flags.local || dryRun === 'client') return printer.print(after, operation)
  const query = writeQuery(dryRun, { fieldManager: invocation.flags['field-manager'] as string })
  const answer = await patchObject(await invocation.transport(), info, 'strategic', patch, query).catch((error: unknown) => {
    throw failure === '' || !(error instanceof Error) ? error : new CommandError(`${failure}${error.message}`)
  })
  printer.print(answer, operation)
}

async function attempt(info: Info, object: AnyObject, action: () => boolean | Promise<boolean>): Promise<boolean> {
  try {
    return await action()
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    throw new CommandError(`error: ${info.resource?.plural ?? object.kind.toLowerCase()}/${info.name} ${error.message}\n`)
  }
}

/** Calls `change` with the pod spec; throws for an object that has none. */
export function withPodSpec(object: AnyObject, change: (spec: PodSpec) => boolean): boolean {
  const spec = podSpecOf(object)
  if (spec === undefined) throw new CommandError(`the object is not a pod or does not have a pod template: *${goPackage(object)}.${object.kind}`)
  return change(spec)
}

/** `v1`, as Go prints the package of a type. */
const goPackage = (object: AnyObject): string => object.apiVersion.split('/').at(-1) as string

export const containersOf = (spec: PodSpec): Container[] => [...(spec.containers ?? []), ...(spec.initContainers ?? [])]

/** Those whose names match: `*` stands for any text, as far as kubectl's simple matching goes. */
export const selectContainers = (spec: PodSpec, pattern: string): Container[] => containersOf(spec).filter((container) => matches(container.name, pattern))

/** Models selectString: no backtracking. */
function matches(name: string, pattern: string): boolean {
  if (pattern === '*') return true
  if (!pattern.includes('*')) return name === pattern
  const parts = pattern.split('*')
  let at = 0
  for (const [i, part] of parts.entries()) {
    if (part === '') continue
    const next = name.slice(at).indexOf(part)
    if (next < at || (i === 0 && at !== 0) || (i === parts.length - 1 && name.length !== part.length + next)) return false
    at = next
  }
  return true
}
