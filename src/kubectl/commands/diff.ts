import type { AnyObject } from '../../api/object.ts'
import { isConflict } from '../../api/status.ts'
import { toYaml } from '../../api/yaml.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { CommandError, NotSimulated, wrongUse } from '../errors.ts'
import { bool, int, string, stringArray } from '../flags.ts'
import { klog } from '../klog.ts'
import { withoutManagedFields } from '../output/structured.ts'
import { prunedKinds, unvisited, Visited } from '../pruning.ts'
import { requireFiles } from '../resources/manifests.ts'
import { findResources, type Info } from '../resources/resources.ts'
import { filenameFlags, selectorFlag } from '../shared-flags.ts'
import { currentObject } from '../writes.ts'
import { masked } from './differing/masked.ts'
import { mergedBy } from './differing/merged.ts'
import { unifiedDiff, type Versions } from './differing/unified.ts'

export const diff = defineCommand({
  name: 'diff',
  usage: 'diff -f FILENAME',
  group: 'Advanced Commands',
  summary: 'Show what apply would change',
  description: `Has the server try the change without storing it, and shows the difference to what it has now, as YAML, by the program diff (or $KUBECTL_EXTERNAL_DIFF).

Exit status: 0 if there is no difference, 1 if there is one, more if something went wrong.`,
  examples: [
    { about: 'What would applying this file change?', line: 'kubectl diff -f deployment.yaml' },
    { about: 'Read from standard input', line: 'cat service.yaml | kubectl diff -f -' },
  ],
  flags: {
    ...filenameFlags('to compare'),
    ...selectorFlag,
    concurrency: int(1, 'How many objects to compare at the same time.'),
    'field-manager': string('kubectl-client-side-apply', 'Name under which the server would note who set which field.'),
    'force-conflicts': bool(false, 'With --server-side: take over fields that somebody else has set, as apply would with this flag.'),
    prune: bool(false, 'Also show what apply --prune would delete.'),
    'prune-allowlist': stringArray([], 'Kinds that --prune looks at, as group/version/kind, in place of the usual ones.'),
    'server-side': bool(false, 'Compare with what apply --server-side would do.'),
    'show-managed-fields': bool(false, 'Show the differences in metadata.managedFields, too.'),
    'show-secrets': bool(false, 'Show the values of secrets rather than asterisks.'),
  },
  failure: 2,
  async run(invocation) {
    const { args, command, flags, io } = invocation
    if (args.length > 0) throw wrongUse(command, `Unexpected args: [${args.join(' ')}]`)
    requireFiles(flags)
    if (flags['force-conflicts'] && !flags['server-side']) throw new CommandError('--force-conflicts only works with --server-side')
    if (io.env.KUBECTL_EXTERNAL_DIFF) throw new NotSimulated('$KUBECTL_EXTERNAL_DIFF', 'hand both versions to that program')
    const kinds = flags.prune ? await prunedKinds(invocation, flags['prune-allowlist']) : []
    const { name: namespace, explicit } = await invocation.namespace()
    const found = await findResources(invocation, { files: flags, namespace, enforceNamespace: explicit, selector: flags.selector, flatten: true })
    const files = new Map<string, Versions>()
    const visited = new Visited()
    await found.visit(async (info) => {
      const { live, merged } = await versionsOf(invocation, info, visited)
      files.set(fileName(merged.apiVersion, merged.kind, info), textsOf(live, merged, flags))
    })
    if (flags.prune)
      for await (const { object } of unvisited(invocation, visited, kinds, flags.selector)) {
        const { name, namespace: within = '' } = object.metadata
        files.set(fileName(object.apiVersion, object.kind, { name, namespace: within }), { from: toYaml(object), to: '' })
      }
    const stamp = Math.floor(io.now()) % 2 ** 32
    const text = unifiedDiff({ from: `/tmp/LIVE-${stamp}`, to: `/tmp/MERGED-${stamp + 1}` }, files, io.now())
    io.stdout(text)
    return text === '' ? 0 : 1
  },
})

type Diff = Invocation<typeof diff.flags>

const tries = 4

/** The object as it is and as it would be. While it changes in between, it is tried again. */
async function versionsOf(invocation: Diff, info: Info, visited: Visited): Promise<{ live: AnyObject | undefined; merged: AnyObject }> {
  const { flags, io } = invocation
  const serverSide = flags['server-side']
  const fieldManager = serverSide && !invocation.changed('field-manager') ? 'kubectl' : flags['field-manager']
  const transport = await invocation.transport()
  const manifest = info.object as AnyObject
  for (let i = 1; ; i++) {
    const live = await currentObject(transport, info)
    visited.add(info, live)
    const unlocked = i === tries
    if (unlocked) klog(io, 'W', 'diff.go:723', `Object (${kindText(manifest)}: ${info.name}) keeps changing, diffing without lock`)
    try {
      const merged = await mergedBy(transport, info, manifest, live, { serverSide, force: flags['force-conflicts'], fieldManager, unlocked })
      if (live?.metadata.deletionTimestamp !== undefined) io.stderr(`Warning: Detected changes to resource ${info.name} which is currently being deleted.\n`)
      return { live, merged }
    } catch (error) {
      if (!isConflict(error) || unlocked) throw error
    }
  }
}

const kindText = ({ apiVersion, kind }: AnyObject): string => `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`

/** `apps.v1.Deployment.default.web` */
const fileName = (apiVersion: string, kind: string, { namespace, name }: Pick<Info, 'namespace' | 'name'>): string =>
  `${apiVersion.replace('/', '.')}.${kind}.${namespace}.${name}`

function textsOf(live: AnyObject | undefined, merged: AnyObject, flags: Diff['flags']): Versions {
  const strip = (object: AnyObject): AnyObject => (flags['show-managed-fields'] ? object : withoutManagedFields(object))
  let versions = { from: live && strip(live), to: strip(merged) }
  const isMasked = !flags['show-secrets'] && merged.apiVersion === 'v1' && merged.kind === 'Secret'
  if (isMasked) versions = masked(versions.from, versions.to)
  // What the real one masks is an object even where there is none.
  return { from: versions.from ? toYaml(versions.from) : isMasked ? 'null\n' : '', to: toYaml(versions.to) }
}
