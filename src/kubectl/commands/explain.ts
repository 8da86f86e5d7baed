import { JsonPathError, type PathNode } from '../../api/jsonpath/nodes.ts'
import { parseTemplate } from '../../api/jsonpath/parse.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { type ApiResource, groupResourceOf } from '../discovery.ts'
import { CommandError } from '../errors.ts'
import { explained } from '../explain/explain.ts'
import { explainedV2, type OpenApiV2 } from '../explain/openapi-v2.ts'
import { bool, string } from '../flags.ts'
import { NoMatchError } from '../no-match.ts'
import { openApiDocument, openApiPaths } from '../openapi.ts'
import { PrintError } from '../output/printer.ts'
import { request } from '../rest.ts'

const explainFlags = {
  'api-version': string('', 'Explain the type as this version of the API has it (group/version).'),
  output: string('plaintext', 'Form of the explanation (plaintext, plaintext-openapiv2).', { shorthand: 'o' }),
  recursive: bool(false, 'Print the fields of fields, names and types only.', { shorthand: 'R' }),
}

export const explain = defineCommand({
  name: 'explain',
  usage: 'explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]',
  group: 'Basic Commands (Intermediate)',
  summary: 'Get documentation for a resource',
  description: 'Says what fields a type of object has, of what type each is and what it means: TYPE, or TYPE.FIELD.FIELD to look deeper. The server knows.',
  examples: [
    { about: 'What a pod has', line: 'kubectl explain pods' },
    { about: 'All fields of a pod, those of its parts too', line: 'kubectl explain pods --recursive' },
    { about: 'Deployments in one version of the API', line: 'kubectl explain deployments --api-version=apps/v1' },
    { about: 'What a container of a pod has', line: 'kubectl explain pods.spec.containers' },
  ],
  flags: explainFlags,
  async run(invocation) {
    const { args, flags, io } = invocation
    if (args.length === 0)
      throw new CommandError('You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.\n')
    if (args.length > 1) throw new CommandError('We accept only this format: explain RESOURCE\n')
    const found = await resourceAndFields(invocation, args[0]!)
    if (flags.output === 'plaintext-openapiv2') return explainFromV2(invocation, found)
    const [group, version] = flags['api-version'] === '' ? [found.group, found.version] : groupVersion(flags['api-version'])
    const transport = await invocation.transport()
    const path = group === '' ? `api/${version}` : `apis/${group}/${version}`
    const place = (await openApiPaths(transport))[path]
    if (!place) throw new CommandError(`couldn't find resource for "${group}/${version}, Resource=${found.resource}"`)
    const document = await openApiDocument(transport, place.serverRelativeURL)
    if (flags.output !== 'plaintext') throw new CommandError(`unrecognized format: ${flags.output}`)
    try {
      io.stdout(explained(document, { group, version, resource: found.resource, fields: found.fields, recursive: flags.recursive }))
    } catch (error) {
      if (error instanceof PrintError) io.stdout(error.output)
      throw error
    }
  },
})

async function explainFromV2({ flags, io, transport }: Invocation<typeof explainFlags>, { kind, fields, ...resource }: Found): Promise<void> {
  const [group, version] = flags['api-version'] === '' ? [resource.group, resource.version] : groupVersion(flags['api-version'])
  const document = await request<OpenApiV2>(await transport(), 'GET', '/openapi/v2')
  io.stdout(explainedV2(document, { group, version, kind, fields, recursive: flags.recursive }))
}

function groupVersion(text: string): [string, string] {
  const parts = text.split('/')
  if (parts.length > 2) throw new CommandError(`unexpected GroupVersion string: ${text}`)
  return parts.length === 1 ? ['', text] : [parts[0]!, parts[1]!]
}

/** `pods.spec.containers`, `deployments.apps.spec`: a resource, perhaps with its group, and the fields behind it. */
async function resourceAndFields({ mapper, flags }: Invocation, text: string) {
  const nodes = pathOf(text)
  const [word] = nodes
  if (word?.type !== 'field') throw wrongPath('first node must be field node')
  const rest = await mapper()
  const first = await rest.resourceFor(word.name).catch(asItIs)
  const all = (await rest.groups()).flatMap(({ versions }) => versions[0]?.resources ?? [])
  const same = all.filter(({ plural, singular, shortNames }) => plural === first.plural || singular === word.name || shortNames.includes(word.name))
  const named = flags['api-version'] === '' ? same.find((resource) => text.startsWith(groupResourceOf(resource))) : undefined
  if (!named) return { ...chosen(first), fields: fieldsOf(nodes.slice(1), 'all nodes must be field nodes') }
  const suffix = text.slice(groupResourceOf(named).length)
  return { ...chosen(named), fields: suffix === '' ? [] : fieldsOf(pathOf(suffix).slice(1), 'first node must be field node') }
}

/** Other commands put "error: " before this complaint, explain does not. */
const asItIs = (error: unknown): never => {
  throw error instanceof NoMatchError ? new NoMatchError(error.message.replace(/^error: /, '')) : error
}

const chosen = ({ group, version, plural, kind }: ApiResource) => ({ group, version, resource: plural, kind })

type Found = ReturnType<typeof chosen> & { readonly fields: readonly string[] }

const wrongPath = (why: string): CommandError => new CommandError(`invalid jsonpath syntax, ${why}`)

/** Throws CommandError for what is no path of fields. */
const fieldsOf = (nodes: readonly PathNode[], why: string): string[] =>
  nodes.map((node) => {
    if (node.type !== 'field') throw wrongPath(why)
    return node.name
  })

const pathOf = (text: string): readonly PathNode[] => parsed(`{.${text.replace(/\.$/, '')}}`)

function parsed(template: string) {
  try {
    const [part] = parseTemplate(template)
    return part?.type === 'action' ? part.nodes : []
  } catch (error) {
    if (error instanceof JsonPathError) throw new CommandError(error.message)
    throw error
  }
}
