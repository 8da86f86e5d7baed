import { configMaps } from '../../../api/kinds.ts'
import { defineCommand } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { bool, stringArray, stringSlice } from '../../flags.ts'
import { configMap } from '../../generators/config-map.ts'
import { fromEnvFile, fromFile, type Keyed, literal, type SourceWorld } from '../../generators/key-sources.ts'
import { create, creation, generatedFlags, nameArgument, writtenNamespace } from './generated.ts'

export const sourceFlags = (kind: string) => ({
  'append-hash': bool(false, `Append a hash of the ${kind}'s content to its name.`),
  'from-env-file': stringSlice([], 'File with lines of key=value; each becomes a key. A key alone takes its value from the environment.'),
  'from-file': stringSlice([], 'File whose content becomes a value; the key is its name, or what stands before =. Of a folder, every file with a usable name.'),
  'from-literal': stringArray([], 'Key and value themselves, as key=value.'),
})

export interface Sources {
  readonly 'from-env-file': readonly string[]
  readonly 'from-file': readonly string[]
  readonly 'from-literal': readonly string[]
}

export function checkSources(name: string, sources: Sources): void {
  if (name === '') throw new CommandError('name must be specified')
  if (sources['from-env-file'].length > 0 && (sources['from-file'].length > 0 || sources['from-literal'].length > 0))
    throw new CommandError('from-env-file cannot be combined with from-file or from-literal')
}

export const readLiterals = (sources: Sources): Keyed[] => sources['from-literal'].map(literal)

export async function readFiles(sources: Pick<Sources, 'from-file'>, { files }: SourceWorld): Promise<Keyed[]> {
  const found: Keyed[] = []
  for (const source of sources['from-file']) found.push(...(await fromFile(source, files)))
  return found
}

/** `what` as complaints call the file: `env config`, `env secret`. */
export async function readEnvFiles(sources: Sources, what: string, world: SourceWorld): Promise<Keyed[]> {
  const found: Keyed[] = []
  for (const path of sources['from-env-file']) found.push(...(await fromEnvFile(path, what, world)))
  return found
}

export const createConfigMap = defineCommand({
  name: 'create configmap',
  usage: 'create configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  aliases: ['cm'],
  summary: 'Make a config map of keys and values, from files or from the line',
  description: 'A ConfigMap holds settings under keys; pods read them as files or as environment variables.',
  examples: [
    { about: 'Take every file of a folder', line: 'kubectl create configmap settings --from-file=conf.d' },
    { about: 'Name the key yourself', line: 'kubectl create configmap settings --from-file=main=conf.d/app.conf' },
    { about: 'Give the values on the line', line: 'kubectl create configmap settings --from-literal=mode=fast --from-literal=level=3' },
    { about: 'Take lines of key=value from a file', line: 'kubectl create configmap settings --from-env-file=app.env' },
  ],
  flags: { ...generatedFlags, ...sourceFlags('configmap') },
  async run(invocation) {
    const { flags, io } = invocation
    const name = nameArgument(invocation)
    const how = await creation(invocation)
    checkSources(name, flags)
    const data = [...(await readFiles(flags, io)), ...readLiterals(flags), ...(await readEnvFiles(flags, 'env config', io))]
    const object = configMap({ name, namespace: await writtenNamespace(invocation), data, appendHash: flags['append-hash'] })
    await create(invocation, how, configMaps, object, 'failed to create configmap: ')
  },
})
