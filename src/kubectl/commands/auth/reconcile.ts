/** `auth reconcile`: roles and bindings as a file wants them, by what rules mean. Models kubectl pkg/cmd/auth/reconcile.go. */
import { namespaces, pathOf as pathOfKind } from '../../../api/kinds.ts'
import type { AnyObject } from '../../../api/object.ts'
import { isAlreadyExists, isNotFound } from '../../../api/status.ts'
import type { PolicyRule, RbacV1Subject } from '../../../api/types.ts'
import { defineCommand, type Invocation } from '../../command.ts'
import { type DryRun, dryRunOf } from '../../dry-run.ts'
import { CommandError } from '../../errors.ts'
import { bool } from '../../flags.ts'
import { resourcePath } from '../../resources/info.ts'
import { requireFiles } from '../../resources/manifests.ts'
import { findResources } from '../../resources/resources.ts'
import { request } from '../../rest.ts'
import { dryRunFlag, filenameFlags, outputFlags } from '../../shared-flags.ts'
import { type ResultPrinter, resultPrinter } from '../result-printer.ts'
import { type Reconciled, reconciled } from './reconciliation.ts'

const flags = {
  ...outputFlags,
  ...filenameFlags('with the roles and bindings'),
  ...dryRunFlag,
  'remove-extra-permissions': bool(false, 'Take from roles the rules that the file does not have.'),
  'remove-extra-subjects': bool(false, 'Take from bindings the subjects that the file does not have.'),
}

export const reconcile = defineCommand({
  name: 'auth reconcile',
  usage: 'auth reconcile -f FILENAME',
  summary: 'Give roles and bindings what a file says they lack',
  description: `Brings roles and bindings to what a file says, and creates those that are missing, with their namespaces.

A role that is there gets the rules that it lacks, a binding the subjects. What they have beyond the file stays, unless the flags say otherwise. "kubectl apply" does not know what rules mean; this does.`,
  examples: [{ about: 'Bring roles to what a file says', line: 'kubectl auth reconcile -f roles.yaml' }],
  flags,
  async run(invocation) {
    const { args, flags: given } = invocation
    requireFiles(given)
    if (args.length > 0) throw new CommandError('no arguments are allowed')
    const dryRun = dryRunOf(invocation)
    if (dryRun === 'server') throw new CommandError('--dry-run=server for command reconcile is not supported yet')
    const { name: namespace, explicit } = await invocation.namespace()
    const found = await findResources(invocation, {
      files: given,
      namespace,
      enforceNamespace: explicit,
      continueOnError: true,
      flatten: true,
      local: true,
    })
    const printer = await resultPrinter(invocation, dryRun, { typed: true })
    await found.visit(async ({ object }) => {
      if (object !== undefined) await reconcileOne(invocation, object, dryRun, printer)
    })
  },
})

const plurals: Readonly<Record<string, string>> = {
  Role: 'roles',
  ClusterRole: 'clusterroles',
  RoleBinding: 'rolebindings',
  ClusterRoleBinding: 'clusterrolebindings',
}
const group = 'rbac.authorization.k8s.io'

async function reconcileOne(invocation: Invocation<typeof flags>, expected: AnyObject, dryRun: DryRun, printer: ResultPrinter): Promise<void> {
  const plural = plurals[expected.kind]
  if (plural === undefined || !expected.apiVersion.startsWith(`${group}/`)) return
  if (expected.apiVersion !== `${group}/v1`)
    throw new CommandError(`only rbac.authorization.k8s.io/v1 is supported: not *${expected.apiVersion.split('/')[1]}.${expected.kind}`)
  const removeExtra = invocation.flags[expected.kind.endsWith('Role') ? 'remove-extra-permissions' : 'remove-extra-subjects']
  const namespaced = !expected.kind.startsWith('Cluster')
  const { name, namespace = '' } = expected.metadata
  if (namespaced && namespace === '') throw new CommandError('an empty namespace may not be set when a resource name is provided')
  const path = (of = ''): string => resourcePath({ group, version: 'v1', plural, namespaced }, namespace, of)
  const existing = await get(invocation, path(name))
  const result = reconciled(existing, expected, removeExtra)
  const object = dryRun === 'none' && !result.isProtected ? await write(invocation, path, existing, result) : result.object
  printer.print(object, 'reconciled')
  tell(invocation, result, removeExtra)
}

async function get({ transport }: Invocation, path: string): Promise<AnyObject | undefined> {
  try {
    return await request<AnyObject>(await transport(), 'GET', path)
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

async function write(
  { transport }: Invocation,
  path: (name?: string) => string,
  existing: AnyObject | undefined,
  { object, operation }: Reconciled,
): Promise<AnyObject> {
  const send = await transport()
  const { name, namespace } = object.metadata
  if (operation === undefined) return object
  if (operation === 'update') return request<AnyObject>(send, 'PUT', path(name), { body: object })
  if (operation === 'recreate') {
    const body = { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { uid: existing?.metadata.uid } }
    await request(send, 'DELETE', path(name), { body })
  }
  if (namespace) await ensureNamespace(send, namespace)
  return request<AnyObject>(send, 'POST', path(), { body: object })
}

async function ensureNamespace(transport: Awaited<ReturnType<Invocation['transport']>>, name: string): Promise<void> {
  try {
    await request(transport, 'GET', pathOfKind(namespaces, '', name))
  } catch (error) {
    if (!isNotFound(error)) throw error
    const body = { kind: 'Namespace', apiVersion: 'v1', metadata: { name } }
    await request(transport, 'POST', pathOfKind(namespaces, ''), { body }).catch((again: unknown) => {
      if (!isAlreadyExists(again)) throw again
    })
  }
}

function tell({ io }: Invocation, { operation, isProtected, missing, extra }: Reconciled, removeExtra: boolean): void {
  if (operation === undefined) return
  const caveat = isProtected ? ', but object opted out (rbac.authorization.kubernetes.io/autoupdate: false)' : ''
  io.stderr(`\treconciliation required ${operation}${caveat}\n`)
  if (missing.length > 0) io.stderr(`\tmissing ${noun(missing)} added:\n${missing.map(line).join('')}`)
  if (removeExtra && extra.length > 0) io.stderr(`\textra ${noun(extra)} removed:\n${extra.map(line).join('')}`)
}

type Part = PolicyRule | RbacV1Subject

const noun = (parts: readonly Part[]): string => ('verbs' in (parts[0] as Part) ? 'rules' : 'subjects')

/** As Go prints the struct. */
function line(part: Part): string {
  if (!('verbs' in part)) return `\t\t{Kind:${part.kind} APIGroup:${part.apiGroup ?? ''} Name:${part.name} Namespace:${part.namespace ?? ''}}\n`
  const list = (items: readonly string[] = []): string => `[${items.join(' ')}]`
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = part
  return `\t\t{Verbs:${list(verbs)} APIGroups:${list(apiGroups)} Resources:${list(resources)} ResourceNames:${list(resourceNames)} NonResourceURLs:${list(nonResourceURLs)}}\n`
}
