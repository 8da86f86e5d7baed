import { defineCommand } from '../command.ts'
import { CommandError, NotSimulated, wrongUse } from '../errors.ts'
import { bool, int, string, stringArray } from '../flags.ts'
import { requireFiles } from '../resources/manifests.ts'
import { filenameFlags, selectorFlag } from '../shared-flags.ts'

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
  async run({ args, command, flags }) {
    if (args.length > 0) throw wrongUse(command, `Unexpected args: [${args.join(' ')}]`)
    requireFiles(flags)
    if (flags['force-conflicts'] && !flags['server-side']) throw new CommandError('--force-conflicts only works with --server-side')
    throw new NotSimulated('kubectl diff', 'show how the objects would differ after apply')
  },
})
