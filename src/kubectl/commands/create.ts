import { type CommandDefinition, defineCommand, type Invocation } from '../command.ts'
import { dryRunOf, fieldValidationOf, writeQuery } from '../dry-run.ts'
import { CommandError, NotSimulated, wrongUse } from '../errors.ts'
import { bool, string } from '../flags.ts'
import { savedConfiguration } from '../last-applied.ts'
import { checkRaw, rawRequest } from '../raw-request.ts'
import { refresh } from '../resources/info.ts'
import { requireFiles } from '../resources/manifests.ts'
import { findResources } from '../resources/resources.ts'
import { dryRunFlag, fieldManagerFlag, filenameFlags, outputFlags, saveConfigFlag, selectorFlag, validateFlag } from '../shared-flags.ts'
import { createObject, sourced } from '../writes.ts'
import { createClusterRoleBinding, createRoleBinding } from './create/binding.ts'
import { createConfigMap } from './create/config-map.ts'
import { createDeployment } from './create/deployment.ts'
import { createPodDisruptionBudget } from './create/disruption-budget.ts'
import { createIngress } from './create/ingress.ts'
import { createCronJob, createJob } from './create/job.ts'
import { createNamespace } from './create/namespace.ts'
import { createPriorityClass } from './create/priority-class.ts'
import { createQuota } from './create/quota.ts'
import { createClusterRole, createRole } from './create/role.ts'
import { createSecret } from './create/secret.ts'
import { createServiceCommand } from './create/service.ts'
import { createServiceAccount } from './create/service-account.ts'
import { createToken } from './create/token.ts'
import { resultPrinter } from './result-printer.ts'

/** The kinds that can be made without a file, in kubectl's order. */
const kinds: readonly CommandDefinition[] = [
  createNamespace,
  createQuota,
  createSecret,
  createConfigMap,
  createServiceAccount,
  createServiceCommand,
  createDeployment,
  createClusterRole,
  createClusterRoleBinding,
  createRole,
  createRoleBinding,
  createPodDisruptionBudget,
  createPriorityClass,
  createJob,
  createCronJob,
  createIngress,
  createToken,
]

const flags = {
  ...outputFlags,
  ...filenameFlags('to create'),
  ...validateFlag,
  ...saveConfigFlag,
  ...dryRunFlag,
  ...selectorFlag,
  ...fieldManagerFlag('kubectl-create'),
  edit: bool(false, 'Open the objects in an editor before they are created.'),
  'windows-line-endings': bool(false, 'With --edit: end lines as Windows does.'),
  raw: string('', 'Address on the server to POST the file to, as it is.'),
}

export const create = defineCommand({
  name: 'create',
  usage: 'create -f FILENAME',
  group: 'Basic Commands (Beginner)',
  summary: 'Make new objects, from files or from the words of a subcommand',
  description: 'Sends new objects to the server, from files in YAML or JSON, or made from the words of a subcommand. What exists already is an error.',
  examples: [
    { about: 'Create what a file describes', line: 'kubectl create -f pod.yaml' },
    { about: 'Read from standard input', line: 'cat pod.yaml | kubectl create -f -' },
  ],
  flags,
  subcommands: kinds,
  run: createFromFiles,
})

async function createFromFiles(invocation: Invocation<typeof flags>): Promise<void> {
  const { command, args, flags: given } = invocation
  if (args.length > 0) throw wrongUse(command, `Unexpected args: [${args.join(' ')}]`)
  const dryRun = dryRunOf(invocation)
  const fieldValidation = fieldValidationOf(invocation)
  const printer = await resultPrinter(invocation, dryRun)
  requireFiles(given)
  if (given.raw !== '') {
    if (given.edit) throw new CommandError('--raw and --edit are mutually exclusive')
    checkRaw(given, 'one')
  }
  if (given.edit) throw new NotSimulated('create --edit', 'open the objects in an editor before it creates them')
  if (given.raw !== '') return rawRequest(invocation, 'POST', given.raw, given.filename[0])
  const { name: namespace, explicit } = await invocation.namespace()
  const resources = await findResources(invocation, {
    files: given,
    namespace,
    enforceNamespace: explicit,
    selector: given.selector,
    continueOnError: true,
    flatten: true,
    validate: fieldValidation !== 'Ignore',
  })
  let count = 0
  await resources.visit(async (info) => {
    if (info.object === undefined) return
    let object = savedConfiguration(info.object, given['save-config'])
    if (dryRun !== 'client') {
      const query = writeQuery(dryRun, { fieldManager: given['field-manager'], fieldValidation })
      object = await sourced('creating', info.source, async () => createObject(await invocation.transport(), info, object, query))
      refresh(info, object)
    }
    count++
    printer.print(object, 'created')
  })
  if (count === 0) throw new CommandError('no objects passed to create')
}
