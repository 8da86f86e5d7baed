/** The words under `kubectl certificate`: an administrator's answer to a CertificateSigningRequest. */
import type { AnyObject } from '../../api/object.ts'
import { isConflict, isNotFound } from '../../api/status.ts'
import { formatTime } from '../../api/time.ts'
import type { CertificateSigningRequest } from '../../api/types.ts'
import { type CommandDefinition, defineCommand, type Invocation } from '../command.ts'
import { CommandError } from '../errors.ts'
import { bool } from '../flags.ts'
import { findResources, type Info } from '../resources/resources.ts'
import { request } from '../rest.ts'
import { filenameFlags, outputFlags } from '../shared-flags.ts'
import { resultPrinter } from './result-printer.ts'

const flags = {
  ...outputFlags,
  ...filenameFlags('that names the requests'),
  force: bool(false, 'Send the answer again, even if this is the answer that the request has already.'),
}

interface Answer {
  readonly type: 'Approved' | 'Denied'
  readonly opposite: 'Approved' | 'Denied'
  readonly operation: 'approved' | 'denied'
  readonly reason: string
  readonly message: string
}

const approval: Answer = {
  type: 'Approved',
  opposite: 'Denied',
  operation: 'approved',
  reason: 'KubectlApprove',
  message: 'This CSR was approved by kubectl certificate approve.',
}

const denial: Answer = {
  type: 'Denied',
  opposite: 'Approved',
  operation: 'denied',
  reason: 'KubectlDeny',
  message: 'This CSR was denied by kubectl certificate deny.',
}

const approve = defineCommand({
  name: 'certificate approve',
  usage: 'certificate approve (-f FILENAME | NAME)',
  summary: 'Let a certificate be signed',
  description:
    'A controller then signs what the request asks for. Look first at what that is: whoever holds a client certificate of the cluster is the user, and in the groups, that it names.',
  examples: [
    { about: 'Look at a request, then let it be signed', line: 'kubectl describe csr anna && kubectl certificate approve anna' },
    { about: 'Approve a request', line: 'kubectl certificate approve anna' },
  ],
  flags,
  run: (invocation) => answer(invocation, approval),
})

const deny = defineCommand({
  name: 'certificate deny',
  usage: 'certificate deny (-f FILENAME | NAME)',
  summary: 'Refuse to have a certificate signed',
  description: 'The request stays where it is, with the refusal in its conditions, and never gets a certificate.',
  examples: [{ about: 'Refuse a request', line: 'kubectl certificate deny mallory' }],
  flags,
  run: (invocation) => answer(invocation, denial),
})

export const certificate: CommandDefinition = defineCommand({
  name: 'certificate',
  usage: 'certificate SUBCOMMAND',
  group: 'Cluster Management Commands',
  summary: 'Answer requests for certificates',
  flags: {},
  alone: { to: 'stdout', exitCode: 0, anyWords: true },
  subcommands: [approve, deny],
})

async function answer(invocation: Invocation<typeof flags>, how: Answer): Promise<void> {
  const { args, flags: given, io } = invocation
  const printer = await resultPrinter(invocation, 'none')
  if (args.length === 0 && given.filename.length === 0 && given.kustomize === '')
    throw new CommandError('one or more CSRs must be specified as <name> or -f <filename>')
  const { name: namespace } = await invocation.namespace()
  const found = await findResources(invocation, {
    names: { type: 'certificatesigningrequests', names: args },
    files: given,
    namespace,
    continueOnError: true,
    flatten: true,
    latest: true,
  })
  let count = 0
  await found.visit(async (info) => {
    await answerOne(invocation, info, how)
    count++
    printer.print(info.object as AnyObject, how.operation)
  })
  if (count === 0) io.stdout('No resources found\n')
}

/** Tries again if somebody else wrote in between. */
async function answerOne(invocation: Invocation<typeof flags>, info: Info, how: Answer): Promise<void> {
  const object = info.object as AnyObject
  if (object.kind !== 'CertificateSigningRequest' || !object.apiVersion.startsWith('certificates.k8s.io/'))
    throw new CommandError(`can only handle CertificateSigningRequest.certificates.k8s.io objects, got ${kindOf(object)}`)
  const path = `/apis/certificates.k8s.io/v1/certificatesigningrequests/${encodeURIComponent(info.name)}`
  for (let tries = 0; ; tries++) {
    const current = await request<CertificateSigningRequest>(await invocation.transport(), 'GET', path).catch((error) => {
      throw isNotFound(error) ? new CommandError(`could not find v1 version of ${info.name}: ${error.message}`) : error
    })
    const conditions = current.status?.conditions ?? []
    if (conditions.some(({ type }) => type === how.opposite))
      throw new CommandError(`certificate signing request ${JSON.stringify(info.name)} is already ${how.opposite}`)
    const answered = conditions.some(({ type }) => type === how.type)
    if (answered && !invocation.flags.force) return
    const { type, reason, message } = how
    const more = answered ? [] : [{ type, status: 'True', reason, message, lastUpdateTime: formatTime(invocation.io.now()) }]
    const body = { ...current, status: { ...current.status, conditions: [...conditions, ...more] } }
    try {
      await request(await invocation.transport(), 'PUT', `${path}/approval`, { body })
      return
    } catch (error) {
      if (!isConflict(error) || tries >= 10) throw error
    }
  }
}

const kindOf = ({ apiVersion, kind }: AnyObject): string => (apiVersion.includes('/') ? `${kind}.${apiVersion.split('/')[0]}` : kind)
