/** `auth can-i`: asks the server whether something is allowed. Models kubectl pkg/cmd/auth/cani.go. */
import { apiVersionOf, type Kind, pathOf, selfSubjectAccessReviews, selfSubjectRulesReviews } from '../../../api/kinds.ts'
import { StatusError } from '../../../api/status.ts'
import type { SelfSubjectAccessReview, SelfSubjectRulesReview } from '../../../api/types.ts'
import { defineCommand, type Invocation } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { bool, string } from '../../flags.ts'
import { NoMatchError } from '../../no-match.ts'
import { request } from '../../rest.ts'
import { RequestError } from '../../transport.ts'
import { printWarning } from '../deletion.ts'
import { rulesTable } from './rules-table.ts'

const flags = {
  'all-namespaces': bool(false, 'Ask whether it is allowed in every namespace.', { shorthand: 'A' }),
  list: bool(false, 'List everything that is allowed.'),
  'no-headers': bool(false, 'Print no line of column names above the list.'),
  quiet: bool(false, 'Print nothing: the exit code is the answer.', { shorthand: 'q' }),
  subresource: string('', 'A part of the resource with rules of its own, such as log of pods or scale of deployments.'),
}

export const canI = defineCommand({
  name: 'auth can-i',
  usage: 'auth can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL]',
  summary: 'Ask whether something is allowed',
  description: `Asks the server whether you may do something. The exit code is 0 for yes and 1 for no.

VERB is what the API calls it: get, list, watch, create, delete and so on. TYPE is a kind of objects, NAME one of them, NONRESOURCEURL a path on the server that begins with "/". With --as you ask for somebody else.`,
  examples: [
    { about: 'May I create pods in every namespace?', line: 'kubectl auth can-i create pods --all-namespaces' },
    { about: 'May I list deployments here?', line: 'kubectl auth can-i list deployments.apps' },
    {
      about: 'May the service account robot of blue list the pods of green?',
      line: 'kubectl auth can-i list pods --as=system:serviceaccount:blue:robot -n green',
    },
    { about: 'May I do everything here?', line: "kubectl auth can-i '*' '*'" },
    { about: 'May I read this one job of another namespace?', line: 'kubectl auth can-i get jobs.batch/backup -n blue' },
    { about: 'May I read the logs of pods?', line: 'kubectl auth can-i get pods --subresource=log' },
    { about: 'May I read a path of the server?', line: 'kubectl auth can-i get /logs/' },
    { about: 'What may I do in blue?', line: 'kubectl auth can-i --list --namespace=blue' },
  ],
  flags,
  async run(invocation) {
    const { flags: given } = invocation
    if (given.list && invocation.args.length > 0) throw new CommandError('list option must be specified with no arguments')
    const question = given.list ? undefined : await questionOf(invocation)
    const namespace = given['all-namespaces'] ? '' : (await invocation.namespace()).name
    if (question === undefined) return listAllowed(invocation, namespace)
    check(invocation, question)
    return (await isAllowed(invocation, question, namespace)) ? 0 : 1
  },
})

interface Question {
  readonly verb: string
  /** '' if this is about a resource. */
  readonly url: string
  readonly resource: { readonly group: string; readonly plural: string; readonly namespaced?: boolean }
  readonly name: string
}

const noResource = { group: '', plural: '' }

async function questionOf(invocation: Invocation<typeof flags>): Promise<Question> {
  const [verb = '', about = '', ...more] = invocation.args
  if (invocation.args.length < 2 || more.length > 0)
    throw new CommandError("you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.")
  if (about.startsWith('/')) return { verb, url: about, resource: noResource, name: '' }
  const slash = about.indexOf('/')
  const [type, name] = slash < 0 ? [about, ''] : [about.slice(0, slash), about.slice(slash + 1)]
  return { verb, url: '', resource: await resourceOf(invocation, type), name }
}

/** What can be asked about though the server does not list it: whom one impersonates. */
const unlisted = ['users', 'groups']

async function resourceOf(invocation: Invocation, type: string): Promise<Question['resource']> {
  if (type === '*') return { group: '', plural: type, namespaced: true }
  try {
    return await (await invocation.mapper()).resourceFor(type.toLowerCase())
  } catch (error) {
    if (!(error instanceof NoMatchError || error instanceof StatusError || error instanceof RequestError)) throw error
    const [resource = '', ...group] = type.toLowerCase().split('.')
    const where = group.length > 0 ? ` in group '${group.join('.')}'` : ''
    if (where !== '' || !unlisted.includes(resource)) printWarning(invocation, `the server doesn't have a resource type '${resource}'${where}\n`)
    return { group: '', plural: type }
  }
}

const resourceVerbs = 'get list watch create update patch delete deletecollection use bind impersonate * approve sign escalate attest'.split(' ')
const urlVerbs = 'get put post head options delete patch *'.split(' ')

/** Warns of questions that make little sense, refuses those that make none. */
function check(invocation: Invocation<typeof flags>, { verb, url, resource }: Question): void {
  const { flags: given } = invocation
  const warn = (text: string): void => printWarning(invocation, `${text}\n`)
  const about = url !== '' ? urlVerbs : resource.plural !== '' && !given['all-namespaces'] ? resourceVerbs : undefined
  if (url !== '' && given.subresource !== '') throw new CommandError('--subresource can not be used with NonResourceURL')
  if (url === '' && about && resource.namespaced === false)
    warn(`resource '${resource.plural}' is not namespace scoped${resource.group === '' ? '' : ` in group '${resource.group}'`}`)
  if (about?.includes(verb) === false) warn(`verb '${verb}' is not a known verb`)
  if (given['no-headers']) throw new CommandError('--no-headers cannot be set without --list specified')
}

async function isAllowed(invocation: Invocation<typeof flags>, { verb, url, resource, name }: Question, namespace: string): Promise<boolean> {
  const { subresource, quiet } = invocation.flags
  const attributes = { namespace, verb, group: resource.group, resource: resource.plural, subresource, name }
  const spec = url === '' ? { resourceAttributes: withoutEmpty(attributes) } : { nonResourceAttributes: { path: url, verb } }
  const { status } = await ask<SelfSubjectAccessReview>(invocation, selfSubjectAccessReviews, spec)
  const why = status?.allowed ? [] : [status?.reason, status?.evaluationError].filter(Boolean)
  if (!quiet) invocation.io.stdout(`${[status?.allowed ? 'yes' : 'no', ...why].join(' - ')}\n`)
  return status?.allowed === true
}

async function listAllowed(invocation: Invocation<typeof flags>, namespace: string): Promise<void> {
  const { flags: given, io } = invocation
  if (given.quiet || given['all-namespaces'] || given.subresource !== '')
    throw new CommandError("list option can't be specified with neither quiet, all-namespaces nor subresource options")
  const { status } = await ask<SelfSubjectRulesReview>(invocation, selfSubjectRulesReviews, { namespace })
  if (status?.incomplete) printWarning(invocation, `the list may be incomplete: ${status.evaluationError ?? ''}`)
  const rules = [...(status?.resourceRules ?? []), ...(status?.nonResourceRules ?? [])]
  io.stdout(rulesTable(rules, !given['no-headers']))
}

const withoutEmpty = (texts: Readonly<Record<string, string>>): object => Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''))

const ask = async <T>({ transport }: Invocation, kind: Kind<T>, spec: object): Promise<T> =>
  request<T>(await transport(), 'POST', pathOf(kind, ''), { body: { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata: {}, spec } })
