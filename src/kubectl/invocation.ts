/** Puts together one run of a command: its words and flags, and the roads to kubeconfig and cluster. */
import type { CommandDefinition, GlobalFlagValues, Invocation, KubectlIo } from './command.ts'
import { globalFlags } from './global-flags.ts'
import { chosenContext, connection } from './kubeconfig/connection.ts'
import { loadFiles, merge } from './kubeconfig/load.ts'
import type { ParsedLine } from './parse-flags.ts'
import { defaultsOf } from './parse-flags.ts'
import { patient } from './patient.ts'
import { observed } from './request-log.ts'
import { RestMapper } from './rest-mapper.ts'
import type { Warnings } from './warnings.ts'

export function invocation(command: CommandDefinition, root: CommandDefinition, line: ParsedLine, io: KubectlIo, warnings: Warnings): Invocation {
  const own = command.flags
  // A command's own --user or --cluster (`config set-context`) hides the global one: then the global has its default.
  const globals = {
    ...line.values,
    ...defaultsOf(Object.fromEntries(Object.entries(globalFlags).filter(([name]) => name in own))),
  } as unknown as GlobalFlagValues
  const kubeconfig = once(async () => merge(await loadFiles(io, globals.kubeconfig)))
  const transport = once(async () => patient(observed(io.connect(await connection(io, await kubeconfig(), globals)), command, globals.v, io, warnings), io))
  const mapper = new RestMapper(transport, io, (text) => warnings.print(text))
  return {
    command,
    root,
    args: line.args,
    dash: line.dash,
    flags: line.values as Invocation['flags'],
    changed: (name) => line.changed.has(name),
    io,
    kubeconfig,
    transport,
    mapper: async () => mapper,
    namespace: async () => {
      if (globals.namespace !== '') return { name: globals.namespace, explicit: true }
      return { name: chosenContext(await kubeconfig(), globals).namespace || 'default', explicit: false }
    },
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
