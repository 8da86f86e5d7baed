import { defineCommand } from '../command.ts'
import { groupVersionOf } from '../discovery.ts'
import { CommandError, wrongUse } from '../errors.ts'
import { RequestError } from '../transport.ts'

export const apiVersions = defineCommand({
  name: 'api-versions',
  usage: 'api-versions',
  summary: 'List the groups of the API and their versions',
  description: 'These are what stands under apiVersion in a manifest.',
  examples: [{ about: 'List them', line: 'kubectl api-versions' }],
  flags: {},
  async run({ args, command, io, mapper }) {
    if (args.length > 0) throw wrongUse(command, `unexpected arguments: [${args.join(' ')}]`)
    const groups = await (await mapper()).groups().catch((error: unknown) => {
      throw error instanceof RequestError ? new CommandError(`couldn't get available api versions from server: ${error.message}`) : error
    })
    const versions = groups.flatMap((group) => group.versions.map(({ version }) => groupVersionOf({ group: group.name, version })))
    io.stdout(
      versions
        .sort()
        .map((version) => `${version}\n`)
        .join(''),
    )
  },
})
