import type { AnyObject } from '../../../api/object.ts'
import { toYaml } from '../../../api/yaml.ts'
import { defineCommand } from '../../command.ts'
import { CommandError, wrongUse } from '../../errors.ts'
import { string } from '../../flags.ts'
import { lastAppliedOf } from '../../last-applied.ts'
import { findResources } from '../../resources/resources.ts'
import { allFlag, filenameFlags, selectorFlag } from '../../shared-flags.ts'

export const viewLastApplied = defineCommand({
  name: 'apply view-last-applied',
  usage: 'apply view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)',
  summary: 'Show what was applied last',
  description: 'Shows what apply remembers: the configuration as it was applied last.',
  examples: [{ about: 'What was applied last to the deployment web', line: 'kubectl apply view-last-applied deployment/web' }],
  flags: {
    ...filenameFlags('that names the objects'),
    ...selectorFlag,
    ...allFlag('All objects of these types in the namespace.'),
    output: string('yaml', 'Form of the output. Must be one of (yaml, json).', { shorthand: 'o' }),
  },
  async run(invocation) {
    const { args, flags, io, command } = invocation
    const { name: namespace, explicit } = await invocation.namespace()
    const found = await findResources(invocation, {
      args,
      files: flags,
      namespace,
      enforceNamespace: explicit,
      selector: flags.selector,
      all: flags.all,
      typeAlone: explicit,
      latest: true,
      flatten: true,
    })
    const texts: string[] = []
    await found.visit((info) => {
      const text = lastAppliedOf(info.object as AnyObject)
      if (text === undefined && info.source !== '')
        throw new CommandError(
          `error when no last-applied-configuration annotation found on resource: ${info.name}\n ${JSON.stringify(info.source)}: %!v(<nil>)`,
        )
      if (text !== undefined) texts.push(text)
    })
    for (const text of texts) {
      if (flags.output === 'json') io.stdout(`${JSON.stringify(JSON.parse(text), null, 2)}\n`)
      else if (flags.output === 'yaml') io.stdout(toYaml(JSON.parse(text)))
      else throw wrongUse(command, `Unexpected -o output mode: ${flags.output}, the flag 'output' must be one of yaml|json`)
    }
  },
})
