import { defineCommand } from '../../command.ts'
import { dryRunOf } from '../../dry-run.ts'
import { CommandError } from '../../errors.ts'
import { bool, string, stringSlice } from '../../flags.ts'
import { allFlag, dryRunFlag, fieldManagerFlag, outputFlags } from '../../shared-flags.ts'
import { resultPrinter } from '../result-printer.ts'
import { changeEach, setInfos } from './pod-template.ts'

export const setSelector = defineCommand({
  name: 'set selector',
  usage: 'set selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]',
  summary: 'Set the selector on a resource',
  description: 'Says which pods a Service leads to. The new selector takes the place of the old one, whole.',
  examples: [{ about: 'Let a service lead to other pods', line: 'kubectl set selector service web app=web,track=canary' }],
  flags: {
    ...outputFlags,
    ...allFlag('All objects of these types in the namespace.'),
    ...dryRunFlag,
    ...fieldManagerFlag('kubectl-set'),
    filename: stringSlice([], 'Manifest file, folder or address that names the object; - reads standard input. May be repeated.', { shorthand: 'f' }),
    local: bool(false, 'Ask no server: change what the files hold, and print it.'),
    recursive: bool(true, 'Also read the folders inside the folder given with -f.', { shorthand: 'R' }),
    'resource-version': string('', 'Only if this is the version that the object has now; for a single object.'),
  },
  async run(invocation) {
    const { args, flags: given } = invocation
    const dryRun = dryRunOf(invocation)
    const expression = args.at(-1)
    const labels = expression === undefined ? undefined : matchLabels(expression)
    const printer = await resultPrinter(invocation, dryRun, { typed: true })
    if (labels === undefined) throw new CommandError('one selector is required')
    const infos = await setInfos(invocation, args.slice(0, -1))
    await changeEach(invocation, infos, [], {
      dryRun,
      printer,
      operation: 'selector updated',
      failure: '',
      always: true,
      plain: true,
      change: (object) => {
        if (object.kind !== 'Service') throw new CommandError('setting a selector is only supported for Services')
        object.spec = { ...object.spec, selector: labels }
        if (given['resource-version'] !== '') object.metadata.resourceVersion = given['resource-version']
        return true
      },
    })
  },
})

/** `a=b,c=d`; what else a selector may say has no place in a Service. */
function matchLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {}
  for (const part of text.split(',').map((one) => one.trim())) {
    if (part === '') continue
    const equals = /^([^=!\s]+)\s*==?\s*([^=\s]*)$/.exec(part)
    if (!equals) throw new CommandError(`couldn't parse the selector string ${JSON.stringify(text)}: only key=value is supported on this object`)
    labels[equals[1] as string] = equals[2] as string
  }
  return labels
}
