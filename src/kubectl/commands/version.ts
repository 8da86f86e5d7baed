import { toYaml } from '../../api/yaml.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { CommandError } from '../errors.ts'
import { bool, string } from '../flags.ts'
import { request } from '../rest.ts'
import { clientVersion, kustomizeVersion } from '../version.ts'

interface ServerVersion {
  readonly gitVersion: string
}

export const version = defineCommand({
  name: 'version',
  usage: 'version [flags]',
  summary: 'Show the versions of kubectl and of the cluster',
  description: 'The two may be one minor version apart.',
  examples: [{ about: 'Show both versions', line: 'kubectl version' }],
  flags: {
    client: bool(false, 'Show the version of kubectl only, without asking a server.'),
    output: string('', "One of 'yaml' or 'json'.", { shorthand: 'o' }),
  },
  async run(invocation) {
    const { args, flags, io } = invocation
    if (args.length > 0 && !flags.client) throw new CommandError(`extra arguments: [${args.join(' ')}]`)
    if (!['', 'yaml', 'json'].includes(flags.output)) throw new CommandError("--output must be 'yaml' or 'json'")
    const { serverVersion, error } = flags.client ? {} : await serverVersionOf(invocation)
    io.stdout(versionText(flags.output, serverVersion))
    const warning = serverVersion && skewWarning(serverVersion)
    if (warning !== undefined && flags['warnings-as-errors']) throw new CommandError(warning)
    if (warning !== undefined) io.stderr(`Warning: ${warning}\n`)
    if (error !== undefined) throw error
  },
})

async function serverVersionOf(invocation: Invocation): Promise<{ serverVersion?: ServerVersion; error?: unknown }> {
  const transport = await invocation.transport()
  try {
    return { serverVersion: await request<ServerVersion>(transport, 'GET', '/version', { query: { timeout: '32s' }, ownWords: true }) }
  } catch (error) {
    return { error }
  }
}

function versionText(format: string, serverVersion: ServerVersion | undefined): string {
  const versions = { clientVersion, kustomizeVersion, ...(serverVersion ? { serverVersion } : {}) }
  if (format === 'yaml') return `${toYaml(versions)}\n`
  if (format === 'json') return `${JSON.stringify(versions, null, 2)}\n`
  const server = serverVersion ? `Server Version: ${serverVersion.gitVersion}\n` : ''
  return `Client Version: ${clientVersion.gitVersion}\nKustomize Version: ${kustomizeVersion}\n${server}`
}

/** kubectl works with servers one minor version older or newer. */
function skewWarning({ gitVersion }: ServerVersion): string | undefined {
  const [major = 0, minor = 0] = (/^v?(\d+)\.(\d+)/.exec(gitVersion)?.slice(1) ?? []).map(Number)
  const [ownMajor, ownMinor] = [Number(clientVersion.major), Number(clientVersion.minor)]
  if (major === ownMajor && Math.abs(minor - ownMinor) <= 1) return undefined
  return `version difference between client (${ownMajor}.${ownMinor}) and server (${major}.${minor}) exceeds the supported minor version skew of +/-1`
}
