import { type AnyObject, deepEqual } from '../../api/object.ts'
import { applyJsonPatch } from '../../api/patch/json-patch.ts'
import { applyMergePatch } from '../../api/patch/merge-patch.ts'
import { PatchError } from '../../api/patch/patch-error.ts'
import { applyStrategicPatch } from '../../api/patch/strategic/strategic.ts'
import { typeOfKind } from '../../api/schema.ts'
import { StatusError } from '../../api/status.ts'
import { compose } from '../../api/yaml/compose.ts'
import { DocumentError } from '../../api/yaml/error.ts'
import { parse } from '../../api/yaml/parse.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { type DryRun, dryRunOf, writeQuery } from '../dry-run.ts'
import { CommandError } from '../errors.ts'
import { FileError, type Files } from '../files.ts'
import { bool, string } from '../flags.ts'
import { findResources, type Info } from '../resources/resources.ts'
import { dryRunFlag, fieldManagerFlag, filenameFlags, outputFlags, subresourceFlag } from '../shared-flags.ts'
import { textOf } from '../text.ts'
import { type PatchType, patchObject, patchTypes, RawPatch } from '../writes.ts'
import { resultPrinter } from './result-printer.ts'

const flags = {
  ...outputFlags,
  ...filenameFlags('that names the objects to patch'),
  ...dryRunFlag,
  ...fieldManagerFlag('kubectl-patch'),
  ...subresourceFlag('Patch this subresource of the object, such as status or scale.'),
  local: bool(false, 'Ask no server: patch what the file holds, and print it.'),
  patch: string('', 'The patch, in JSON or YAML.', { shorthand: 'p' }),
  'patch-file': string('', 'File with the patch.'),
  type: string('strategic', 'How the patch is meant: json, merge or strategic.'),
}

export const patch = defineCommand({
  name: 'patch',
  usage: 'patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]',
  group: 'Advanced Commands',
  summary: 'Update fields of a resource',
  description:
    'Changes single fields. A strategic patch knows which lists to merge and by which key; a merge patch replaces lists; a JSON patch is a list of operations.',
  examples: [
    { about: 'Mark a node as unschedulable', line: `kubectl patch node worker-1 -p '{"spec":{"unschedulable":true}}'` },
    {
      about: "Change a container's image; the name says which",
      line: `kubectl patch pod web -p '{"spec":{"containers":[{"name":"nginx","image":"nginx:1.27"}]}}'`,
    },
    {
      about: 'The same by position',
      line: `kubectl patch pod web --type='json' -p='[{"op": "replace", "path": "/spec/containers/0/image", "value":"nginx:1.27"}]'`,
    },
    { about: 'Scale through the subresource', line: `kubectl patch deployment web --subresource='scale' --type='merge' -p '{"spec":{"replicas":2}}'` },
  ],
  flags,
  async run(invocation) {
    const { args, flags: given } = invocation
    const dryRun = dryRunOf(invocation)
    const { name: namespace, explicit } = await invocation.namespace()
    check(invocation, dryRun)
    const type = given.type === '' ? 'strategic' : (given.type.toLowerCase() as PatchType)
    const body = await readPatch(invocation)
    const printer = await resultPrinter(invocation, 'none', { separate: true })
    const found = await findResources(invocation, {
      args,
      files: given,
      namespace,
      enforceNamespace: explicit,
      local: given.local,
      subresource: given.subresource,
      continueOnError: true,
      flatten: true,
    })
    let count = 0
    await found.visit(async (info) => {
      count++
      const before = info.object as AnyObject
      const after = given.local || dryRun === 'client' ? patchedLocally(before, type, body) : await sendPatch(invocation, info, type, body, dryRun)
      printer.print(after, deepEqual(before, after) ? 'patched (no change)' : 'patched')
    })
    if (count === 0) throw new CommandError('no objects passed to patch')
  },
})

function check({ args, flags: given }: Invocation<typeof flags>, dryRun: DryRun): void {
  const fail = (message: string): never => {
    throw new CommandError(message)
  }
  const file = given['patch-file']
  if (given.patch !== '' && file !== '') fail('cannot specify --patch and --patch-file together')
  if (given.patch === '' && file === '') fail('must specify --patch or --patch-file containing the contents of the patch')
  if (given.local && args.length > 0) fail('cannot specify --local and server resources')
  if (given.local && dryRun === 'server') fail('cannot specify --local and --dry-run=server - did you mean --dry-run=client?')
  if (given.type !== '' && !['json', 'merge', 'strategic'].includes(given.type.toLowerCase()))
    fail(`--type must be one of [json merge strategic], not ${JSON.stringify(given.type)}`)
}

/** The patch as a JSON value; a text that begins like JSON and is none, as it is. */
async function readPatch({ flags: given, io }: Invocation<typeof flags>): Promise<unknown> {
  const text = given['patch-file'] === '' ? given.patch : await readPatchFile(given['patch-file'], io.files)
  if (/^\s*\{/.test(text)) return asJson(text)
  try {
    return compose(parse(text), {}) ?? null
  } catch (error) {
    if (error instanceof DocumentError) throw new CommandError(`unable to parse ${JSON.stringify(given.patch)}: yaml: ${error.message}`)
    throw error
  }
}

async function readPatchFile(path: string, files: Files): Promise<string> {
  try {
    return textOf(await files.read(path))
  } catch (error) {
    if (error instanceof FileError) throw new CommandError(`unable to read patch file: ${error.message}`)
    throw error
  }
}

/** No JSON after all. */
class BrokenJson {
  constructor(readonly text: string) {}
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return new BrokenJson(text)
  }
}

async function sendPatch(invocation: Invocation<typeof flags>, info: Info, type: PatchType, body: unknown, dryRun: DryRun): Promise<AnyObject> {
  const { flags: given } = invocation
  try {
    return await patchObject(
      await invocation.transport(),
      info,
      type,
      body instanceof BrokenJson ? new RawPatch(body.text) : body,
      writeQuery(dryRun, { fieldManager: given['field-manager'] }),
      given.subresource,
    )
  } catch (error) {
    if (!(error instanceof StatusError) || error.code !== 415 || info.resource === undefined) throw error
    const { group, version, kind } = info.resource
    throw new CommandError(`${patchTypes[type]} is not supported by ${group}/${version}, Kind=${kind}: ${error.message}`)
  }
}

function patchedLocally(object: AnyObject, type: PatchType, body: unknown): AnyObject {
  if (body instanceof BrokenJson)
    throw new CommandError({ json: 'unexpected end of JSON input', merge: 'Invalid JSON Patch', strategic: 'invalid JSON document', apply: '' }[type])
  try {
    if (type === 'json') return applyJsonPatch(object, body)
    if (type === 'merge') return applyMergePatch(object, body)
    const typeName = typeOfKind(object.apiVersion, object.kind)
    if (typeName === undefined) throw new CommandError(`strategic merge patch is not supported for ${kindText(object)} locally, try --type merge`)
    return applyStrategicPatch(object, body, typeName)
  } catch (error) {
    if (!(error instanceof PatchError)) throw error
    const missing = /doc is missing key: (.*)$/s.exec(error.message)
    throw new CommandError(missing ? `Object to be patched is missing field (${missing[1]})` : error.message)
  }
}

/** `apps/v1, Kind=Deployment` */
function kindText({ apiVersion, kind }: AnyObject): string {
  return `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`
}
