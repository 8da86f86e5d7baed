import type { AnyObject } from '../../api/object.ts'
import { defineCommand } from '../command.ts'
import { type ApiGroup, type ApiResource, groupResourceOf, groupVersionOf } from '../discovery.ts'
import { CommandError, wrongUse } from '../errors.ts'
import { bool, string, stringSlice } from '../flags.ts'
import { noSuchFormat, printerFor } from '../output/printer-for.ts'
import { TabWriter } from '../output/tab-writer.ts'
import { noHeadersFlag, outputFlag, outputFlags } from '../shared-flags.ts'

const formats = ['json', 'yaml', 'kyaml', 'name', 'wide']

export const apiResources = defineCommand({
  name: 'api-resources',
  usage: 'api-resources [flags]',
  summary: 'List the types of objects that the server has',
  description: 'With their short names, their API version, and whether they live in a namespace.',
  examples: [
    { about: 'List the types', line: 'kubectl api-resources' },
    { about: 'List them with what can be done with them', line: 'kubectl api-resources -o wide' },
    { about: 'List them sorted by name', line: 'kubectl api-resources --sort-by=name' },
    { about: 'List the types of objects that live in a namespace', line: 'kubectl api-resources --namespaced=true' },
    { about: 'List the types of objects that do not', line: 'kubectl api-resources --namespaced=false' },
    { about: 'List the types of one API group', line: 'kubectl api-resources --api-group=rbac.authorization.k8s.io' },
  ],
  flags: {
    ...noHeadersFlag,
    ...outputFlag(formats),
    'show-managed-fields': outputFlags['show-managed-fields'],
    'api-group': string('', "Only the types of this API group; '' is the core group."),
    cached: bool(false, 'Do not ask the server if the answer is known from before.'),
    categories: stringSlice([], 'Only the types that are in all of these categories.'),
    namespaced: bool(true, 'Only types of objects that live in a namespace, or with false only the others. Without this flag: both.'),
    'sort-by': string('', "Sort by 'name' or by 'kind'. Without this flag: by API group."),
    verbs: stringSlice([], 'Only the types that know all of these verbs.'),
  },
  async run({ args, command, flags, changed, io, mapper }) {
    if (args.length > 0) throw wrongUse(command, `unexpected arguments: [${args.join(' ')}]`)
    const sortBy = flags['sort-by']
    if (!['', 'name', 'kind'].includes(sortBy)) throw new CommandError('--sort-by accepts only name or kind')
    if (flags.output !== '' && !formats.includes(flags.output)) throw noSuchFormat(flags.output, formats)
    const printer = ['', 'wide', 'name'].includes(flags.output) ? undefined : await printerFor(flags.output, { files: io.files, typed: true })
    const shown = preferred(await (await mapper()).groups())
      .filter((resource) => resource.verbs.length > 0)
      .filter((resource) => !changed('api-group') || resource.group === flags['api-group'])
      .filter((resource) => !changed('namespaced') || resource.namespaced === flags.namespaced)
      .filter((resource) => flags.verbs.every((verb) => resource.verbs.includes(verb)))
      .filter((resource) => flags.categories.every((category) => resource.categories.includes(category)))
      .sort(inOrderOf(sortBy))
    if (printer !== undefined) io.stdout(printer.print(listOf(shown)) + printer.flush())
    else if (flags.output === 'name') for (const resource of shown) io.stdout(`${groupResourceOf(resource)}\n`)
    else io.stdout(table(shown, flags.output === 'wide', !flags['no-headers']))
  },
})

/** Each type once, in the version that its group prefers among those that have it. */
function preferred(groups: readonly ApiGroup[]): ApiResource[] {
  const found = new Map<string, ApiResource>()
  for (const resource of groups.flatMap((group) => group.versions.flatMap((version) => version.resources)))
    if (!found.has(groupResourceOf(resource))) found.set(groupResourceOf(resource), resource)
  return [...found.values()]
}

function inOrderOf(sortBy: string): (a: ApiResource, b: ApiResource) => number {
  const key = (resource: ApiResource) => (sortBy === 'name' ? resource.plural : sortBy === 'kind' ? resource.kind : resource.group)
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  return (a, b) => compare(key(a), key(b)) || compare(a.plural, b.plural)
}

function table(resources: readonly ApiResource[], wide: boolean, headers: boolean): string {
  const writer = new TabWriter()
  if (headers) writer.write(`NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND${wide ? '\tVERBS\tCATEGORIES' : ''}\n`)
  for (const resource of resources) {
    const cells = [resource.plural, resource.shortNames.join(','), groupVersionOf(resource), String(resource.namespaced), resource.kind]
    if (wide) cells.push(resource.verbs.join(','), resource.categories.join(','))
    writer.write(`${cells.join('\t')}\n`)
  }
  return writer.flush()
}

const listOf = (resources: readonly ApiResource[]): AnyObject =>
  ({
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: '',
    resources: resources.map((resource) => ({
      name: resource.plural,
      singularName: resource.singular,
      namespaced: resource.namespaced,
      ...(resource.group === '' ? {} : { group: resource.group }),
      version: resource.version,
      kind: resource.kind,
      verbs: resource.verbs,
      ...(resource.shortNames.length > 0 ? { shortNames: resource.shortNames } : {}),
      ...(resource.categories.length > 0 ? { categories: resource.categories } : {}),
    })),
  }) as unknown as AnyObject
