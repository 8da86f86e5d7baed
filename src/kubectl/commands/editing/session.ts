/**
 * Objects in an editor: opened with a header that says what to do, read back, and opened again with the complaints on
 * top when something is wrong. Models kubectl pkg/cmd/util/editor/editoptions.go.
 */

import { indentedJson } from '../../../api/json-text.ts'
import { type AnyObject, deepEqual } from '../../../api/object.ts'
import { StatusError } from '../../../api/status.ts'
import { compose } from '../../../api/yaml/compose.ts'
import { DocumentError } from '../../../api/yaml/error.ts'
import { parse } from '../../../api/yaml/parse.ts'
import { parseYamlOrJson, toYaml } from '../../../api/yaml.ts'
import type { Invocation } from '../../command.ts'
import { groupResourceOf } from '../../discovery.ts'
import { CommandError, NotSimulated } from '../../errors.ts'
import { messageOf } from '../../render-error.ts'
import { isList, setNamespace } from '../../resources/info.ts'
import { readManifest } from '../../resources/manifests.ts'
import type { Info } from '../../resources/resources.ts'
import { attemptInfo, Failure } from '../../resources/sources.ts'

/** Why the file is opened again. */
interface Reason {
  readonly head: string
  readonly details: readonly string[]
}

/** What saving came to, beyond what was printed. */
export interface Outcome {
  readonly reasons: Reason[]
  /** Refused for reasons that may pass. */
  retryable: number
  notFound: number
}

export interface Session {
  readonly header: string
  /** Saves what was edited; throws what is not worth editing again. */
  save(originals: readonly Info[], edited: readonly Info[], outcome: Outcome): Promise<void>
}

export const objectHeader = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`

export const annotationHeader = `# Please edit the 'last-applied-configuration' annotations below.
# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.
#
`

/** Runs one session over these objects. Throws CommandError with exit code 1 and no text if all has been said. */
export async function editObjects(invocation: Invocation, infos: readonly Info[], session: Session): Promise<void> {
  await new Editing(invocation, infos, session).run()
}

class Editing {
  readonly #path: string
  readonly #fileName: string

  constructor(
    readonly invocation: Invocation,
    readonly infos: readonly Info[],
    readonly session: Session,
  ) {
    const number = Math.floor(invocation.io.random() * 4294967296)
    this.#fileName = `kubectl-edit-${number}.${this.#isJson ? 'json' : 'yaml'}`
    this.#path = `${(invocation.io.env.TMPDIR ?? '/tmp').replace(/\/$/, '')}/${this.#fileName}`
  }

  get #isJson(): boolean {
    return this.invocation.flags.output === 'json'
  }

  async run(): Promise<void> {
    const { io } = this.invocation
    const original = this.#text()
    let reasons: readonly Reason[] = []
    let body = original
    let edited: string | undefined
    for (;;) {
      const before = edited
      edited = await this.#open(this.#header(reasons) + body)
      if (before !== undefined && reasons.length > 0 && same(before, edited))
        throw await this.#preserve(edited, new CommandError('Edit cancelled, no valid changes were saved.'))
      const outcome: Outcome = { reasons: [], retryable: 0, notFound: 0 }
      const fault = faultOf(withoutComments(edited))
      body = withoutComments(edited)
      if (fault !== undefined) this.#noteFault(fault, outcome)
      else if (same(original, edited)) {
        io.stderr('Edit cancelled, no changes made.\n')
        return
      } else {
        const read = await this.#read(edited)
        if (read instanceof Error) outcome.reasons.push({ head: `The edited file had a syntax error: ${read.message}`, details: [] })
        else await this.#save(read, edited, outcome)
      }
      if (outcome.reasons.length === 0) return
      reasons = outcome.reasons
    }
  }

  #text(): string {
    const objects = this.infos.map((info) => withoutManagedFields(info.object as AnyObject))
    const value = objects.length === 1 ? objects[0] : { apiVersion: 'v1', items: objects, kind: 'List', metadata: {} }
    return this.#isJson ? `${indentedJson(value)}\n` : toYaml(value)
  }

  #header(reasons: readonly Reason[]): string {
    if (this.#isJson) return ''
    const said = reasons.map(({ head, details }) => {
      const lines = details.map((detail) => `# * ${commented(detail)}\n`)
      return `# ${commented(head)}${details.length > 0 ? ':' : ''}\n${lines.join('')}#\n`
    })
    return this.session.header + said.join('')
  }

  #noteFault(fault: string, outcome: Outcome): void {
    const what = nameOf(this.infos[0] as Info)
    outcome.reasons.push({ head: `${what} was not valid`, details: [`<nil>: Invalid value: "The edited file failed validation": ${fault}`] })
    this.invocation.io.stderr(`error: ${what} is invalid\n`)
  }

  async #open(text: string): Promise<string> {
    const { io } = this.invocation
    if (io.edit === undefined) throw new NotSimulated('an editor', 'open the text in your editor ($KUBE_EDITOR, $EDITOR, or vi)')
    return io.edit(text, this.#fileName)
  }

  async #read(edited: string): Promise<Info[] | Error> {
    try {
      const manifest = { source: 'edited-file', text: async () => edited }
      const infos: Info[] = []
      for (const document of await readManifest(manifest)) infos.push(...(await this.#infosOf(document())))
      return infos
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
  }

  async #infosOf(object: AnyObject): Promise<Info[]> {
    if (isList(object)) return (await Promise.all((object.items as AnyObject[]).map((item) => this.#infosOf(item)))).flat()
    const info = await attemptInfo(this.invocation, { namespace: '' }, () => object, 'edited-file')
    if (info instanceof Failure) throw info.error
    return [info]
  }

  async #save(edited: readonly Info[], text: string, outcome: Outcome): Promise<void> {
    const { io } = this.invocation
    try {
      const { name: namespace } = await this.invocation.namespace()
      for (const info of edited) requireNamespace(info, namespace)
      await this.session.save(this.infos, edited, outcome)
    } catch (error) {
      throw await this.#preserve(text, error)
    }
    if (outcome.retryable > 0) {
      await this.#store(text)
      io.stderr(`You can run \`kubectl replace -f ${this.#path}\` to try this update again.\n`)
      throw new CommandError('')
    }
    if (outcome.notFound > 0) {
      await this.#store(text)
      io.stderr(`The edits you made on deleted resources have been saved to ${JSON.stringify(this.#path)}\n`)
      throw new CommandError('')
    }
  }

  async #store(text: string): Promise<void> {
    await this.invocation.io.files.write(this.#path, text, 0o600)
  }

  /** Keeps what was written, and hands back the error. */
  async #preserve(text: string, error: unknown): Promise<unknown> {
    await this.#store(text)
    this.invocation.io.stderr(`A copy of your changes has been stored to ${JSON.stringify(this.#path)}\n`)
    return error
  }
}

function requireNamespace(info: Info, namespace: string): void {
  if (info.resource?.namespaced !== true) return
  if (info.namespace === '') setNamespace(info, namespace)
  else if (info.namespace !== namespace)
    throw new CommandError(
      `the namespace from the provided object ${JSON.stringify(info.namespace)} does not match the namespace ${JSON.stringify(namespace)}. You must pass '--namespace=${info.namespace}' to perform this operation.`,
    )
}

export function withoutManagedFields(object: AnyObject): AnyObject {
  const { managedFields: _, ...metadata } = object.metadata
  return { ...object, metadata: metadata as AnyObject['metadata'] }
}

const commented = (text: string): string => text.replace(/\n(?=[^#])/g, '\n# ')

const withoutComments = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !/^\s*#(?!!)/.test(line))
    .join('\n')

/** Whether two texts mean the same objects; comments do not count. */
function same(a: string, b: string): boolean {
  try {
    return deepEqual(parseYamlOrJson(a), parseYamlOrJson(b))
  } catch {
    return withoutComments(a) === withoutComments(b)
  }
}

/** Why a text is no object, before anybody asks what it says. Models kubectl pkg/validation. */
function faultOf(text: string): string | undefined {
  try {
    const value = (/^\s*\{/.test(text) ? JSON.parse(text) : compose(parse(text), {})) as Record<string, unknown> | null | undefined
    if (value === null || value === undefined) return 'invalid object to validate'
    if (value.kind === undefined) return 'kind not set'
    return value.apiVersion === undefined ? 'apiVersion not set' : undefined
  } catch (error) {
    if (error instanceof DocumentError) return `yaml: ${error.message}`
    return error instanceof Error ? error.message : String(error)
  }
}

/** `deployments.apps "web"` */
const nameOf = ({ resource, name }: Info): string => `${resource ? groupResourceOf(resource) : ''} ${JSON.stringify(name)}`

/** Sorts a refusal of the server into the outcome, and says it. */
export function noteRefusal({ io }: Invocation, info: Info, error: unknown, outcome: Outcome): void {
  const what = nameOf(info)
  if (error instanceof StatusError && error.reason === 'Invalid') {
    const causes = error.status.details?.causes ?? []
    outcome.reasons.push({ head: `${what} was not valid`, details: causes.map((cause) => `${cause.field}: ${cause.message}`) })
    io.stderr(`error: ${what} is invalid\n`)
  } else if (error instanceof StatusError && error.reason === 'NotFound') {
    outcome.notFound++
    io.stderr(`error: ${what} could not be found on the server\n`)
  } else {
    outcome.retryable++
    io.stderr(`error: ${what} could not be patched: ${error instanceof Error ? error.message : messageOf(error)}\n`)
  }
}
