import { defineCommand } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { string } from '../../flags.ts'
import type { Kubeconfig } from '../../kubeconfig/kubeconfig.ts'
import { TabWriter } from '../../output/tab-writer.ts'
import { noHeadersFlag } from '../../shared-flags.ts'
import { editedConfig } from './kubeconfig-file.ts'

export const getContexts = defineCommand({
  name: 'config get-contexts',
  usage: 'config get-contexts [(-o|--output=)name)]',
  summary: 'List the contexts of your kubeconfig',
  description: 'The star stands before the context that is in use.',
  examples: [
    { about: 'List all contexts', line: 'kubectl config get-contexts' },
    { about: 'Show one context', line: 'kubectl config get-contexts my-context' },
  ],
  flags: { ...noHeadersFlag, output: string('', 'Form of the output. One of: (name).', { shorthand: 'o' }) },
  async run(invocation) {
    const { flags, args, io } = invocation
    if (flags.output !== '' && flags.output !== 'name')
      throw new CommandError(`--output ${flags.output} is not available in kubectl config get-contexts; resetting to default output format`)
    const { config } = await editedConfig(invocation)
    const missing = args.filter((name) => !config.contexts.has(name)).map((name) => new CommandError(`context ${name} not found`))
    const names = (args.length === 0 ? [...config.contexts.keys()] : args.filter((name) => config.contexts.has(name))).sort()
    if (flags.output === 'name') for (const name of names) io.stdout(`${name}\n`)
    else io.stdout(table(config, names, !flags['no-headers']))
    if (missing.length > 0) throw new AggregateError(missing)
  },
})

function table(config: Kubeconfig, names: readonly string[], headers: boolean): string {
  const writer = new TabWriter()
  if (headers) writer.write('CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n')
  for (const name of names) {
    const { cluster = '', user = '', namespace = '' } = config.contexts.get(name) ?? {}
    writer.write(`${name === config.currentContext ? '*' : ' '}\t${name}\t${cluster}\t${user}\t${namespace}\n`)
  }
  return writer.flush()
}
