import type { AnyObject } from '../../../api/object.ts'
import { defineCommand, type Invocation } from '../../command.ts'
import { CommandError, wrongUse } from '../../errors.ts'
import { bool } from '../../flags.ts'
import { emptyKubeconfig, fileFields, type Kubeconfig, toWire, type User } from '../../kubeconfig/kubeconfig.ts'
import { absolute } from '../../kubeconfig/save.ts'
import { printerFor } from '../../output/printer-for.ts'
import { objectFormats, outputFlag, outputFlags, printOptions } from '../../shared-flags.ts'
import { base64File } from './embed.ts'
import { editedConfig } from './kubeconfig-file.ts'

export const view = defineCommand({
  name: 'config view',
  usage: 'config view [flags]',
  summary: 'Show your kubeconfig, all files merged',
  description: 'Certificates and secrets are left out unless you ask for them with --raw.',
  examples: [
    { about: 'Show the merged kubeconfig', line: 'kubectl config view' },
    { about: 'Show it with certificates and secrets', line: 'kubectl config view --raw' },
    { about: 'Show the password of the user e2e', line: `kubectl config view -o jsonpath='{.users[?(@.name == "e2e")].user.password}'` },
  ],
  flags: {
    ...outputFlags,
    ...outputFlag(objectFormats, 'yaml'),
    flatten: bool(false, 'Copy certificates and keys into the output, so that it can be carried elsewhere.'),
    merge: bool(true, 'Merge all kubeconfig files.'),
    minify: bool(false, 'Show only what the context in use needs.'),
    raw: bool(false, 'Show certificates and secrets.'),
  },
  async run(invocation) {
    const { args, command, flags, changed, io } = invocation
    if (args.length > 0) throw wrongUse(command, `unexpected arguments: [${args.join(' ')}]`)
    const printer = await printerFor(flags.output, { ...printOptions(flags), files: io.files, typed: true })
    if (changed('merge') && !flags.merge && flags.kubeconfig === '') throw new CommandError('if merge==false a precise file must be specified')
    const { config } = await editedConfig(invocation)
    const shown = flags.minify ? minified(config, flags.context) : config
    if (flags.flatten) await flatten(shown, invocation)
    else if (!flags.raw) redact(shown)
    io.stdout(printer.print(toWire(shown) as AnyObject) + printer.flush())
  },
})

function minified(config: Kubeconfig, contextFlag: string): Kubeconfig {
  const name = contextFlag || config.currentContext
  if (name === '') throw new CommandError('current-context must exist in order to minify')
  const context = config.contexts.get(name)
  if (context === undefined) throw new CommandError(`cannot locate context ${name}`)
  const only = { ...emptyKubeconfig(), currentContext: name, contexts: new Map([[name, context]]) }
  const cluster = config.clusters.get(context.cluster ?? '')
  if (context.cluster) {
    if (cluster === undefined) throw new CommandError(`cannot locate cluster ${context.cluster}`)
    only.clusters.set(context.cluster, cluster)
  }
  if (context.user) {
    const user = config.users.get(context.user)
    if (user === undefined) throw new CommandError(`cannot locate user ${context.user}`)
    only.users.set(context.user, user)
  }
  return only
}

function redact(config: Kubeconfig): void {
  for (const cluster of config.clusters.values()) if (cluster['certificate-authority-data']) cluster['certificate-authority-data'] = 'DATA+OMITTED'
  for (const user of config.users.values() as Iterable<User>) {
    for (const field of ['client-certificate-data', 'client-key-data'] as const) if (user[field]) user[field] = 'DATA+OMITTED'
    for (const field of ['token', 'password'] as const) if (user[field]) user[field] = 'REDACTED'
  }
}

async function flatten(config: Kubeconfig, { io }: Pick<Invocation, 'io'>): Promise<void> {
  const entries: (readonly [Record<string, unknown>, readonly string[]])[] = [
    ...[...config.clusters.values()].map((cluster) => [cluster as Record<string, unknown>, fileFields.cluster] as const),
    ...[...config.users.values()].map((user) => [user as Record<string, unknown>, ['client-certificate', 'client-key']] as const),
  ]
  for (const [entry, fields] of entries)
    for (const field of fields) {
      const path = entry[field]
      if (typeof path !== 'string' || path === '') continue
      entry[`${field}-data`] = await base64File(io, absolute(io, path))
      delete entry[field]
    }
}
