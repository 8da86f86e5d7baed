import { clusterRoles, roles } from '../../../api/kinds.ts'
import { defineCommand, type Invocation } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { mapStringString, stringArray, stringSlice } from '../../flags.ts'
import {
  checkResources,
  checkUrls,
  type FindResource,
  namesOf,
  policyRules,
  type RequestedResource,
  resourcesOf,
  unusualVerbs,
  verbsOf,
} from '../../generators/policy-rules.ts'
import { inNamespace } from '../../generators/written.ts'
import { NoMatchError } from '../../no-match.ts'
import { create, creation, generatedFlags, nameArgument, writtenNamespace } from './generated.ts'

const apiVersion = 'rbac.authorization.k8s.io/v1'

const ruleFlags = {
  resource: stringSlice([], 'Resource that the rule is about: pods, deployments.apps, pods/log; * for all.'),
  'resource-name': stringArray([], 'Name of a single object that the rule is about; may be repeated.'),
  verb: stringSlice([], 'What the rule allows to do: get, list, watch, create, update, patch, delete, …; * for all.'),
}

interface Request {
  readonly verbs: readonly string[]
  readonly resources: readonly RequestedResource[]
  readonly names: readonly string[]
}

const requestOf = ({ flags }: Invocation<typeof ruleFlags>): Request => ({
  verbs: verbsOf(flags.verb),
  resources: resourcesOf(flags.resource),
  names: namesOf(flags['resource-name']),
})

/** The server's own names: `po` becomes `pods`. */
const finder =
  (invocation: Invocation): FindResource =>
  async ({ resource, group }) => {
    try {
      const found = await (await invocation.mapper()).resourceFor(group === '' ? resource : `${resource}.${group}`)
      return { resource: found.plural, group: found.group }
    } catch (error) {
      // Here kubectl does not say that it is an error.
      if (error instanceof NoMatchError) throw new NoMatchError(error.message.replace(/^error: /, ''))
      throw error
    }
  }

async function checkRequest(invocation: Invocation, { verbs, resources }: Request): Promise<void> {
  for (const verb of unusualVerbs(verbs)) invocation.io.stderr(`Warning: '${verb}' is not a standard resource verb\n`)
  if (resources.length === 0) throw new CommandError('at least one resource must be specified')
  await checkResources(resources, verbs, finder(invocation))
}

export const createRole = defineCommand({
  name: 'create role',
  usage: 'create role NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]',
  summary: 'Make a role from verbs and resources',
  description: 'A Role lists what is allowed in its namespace. It allows nobody anything until a RoleBinding names it.',
  examples: [
    { about: 'Allow to look at pods', line: 'kubectl create role pod-reader --verb=get --verb=list --verb=watch --resource=pods' },
    { about: 'Allow it for two pods only', line: 'kubectl create role pod-reader --verb=get --resource=pods --resource-name=a --resource-name=b' },
    { about: 'Name the API group of the resource', line: 'kubectl create role viewer --verb=get,list --resource=replicasets.apps' },
    { about: 'Include a subresource', line: 'kubectl create role log-reader --verb=get --resource=pods,pods/log' },
  ],
  flags: { ...generatedFlags, ...ruleFlags },
  async run(invocation) {
    const name = nameArgument(invocation)
    const wanted = requestOf(invocation)
    const how = await creation(invocation)
    if (name === '') throw new CommandError('name must be specified')
    if (wanted.verbs.length === 0) throw new CommandError('at least one verb must be specified')
    await checkRequest(invocation, wanted)
    const rules = await policyRules(wanted, finder(invocation))
    await create(invocation, how, roles, { kind: 'Role', apiVersion, metadata: { name, ...inNamespace(await writtenNamespace(invocation)) }, rules })
  },
})

export const createClusterRole = defineCommand({
  name: 'create clusterrole',
  usage: 'create clusterrole NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]',
  summary: 'Make a cluster role from verbs and resources',
  description: 'A ClusterRole lists what is allowed, in all namespaces or, bound by a RoleBinding, in one; also for objects of the cluster and for URLs.',
  examples: [
    { about: 'Allow to look at pods', line: 'kubectl create clusterrole pod-reader --verb=get,list,watch --resource=pods' },
    { about: 'Allow to read a URL', line: 'kubectl create clusterrole log-reader --verb=get --non-resource-url=/logs/*' },
    {
      about: 'Gather the rules of other cluster roles by their labels',
      line: 'kubectl create clusterrole monitoring --aggregation-rule="example.com/monitoring=true"',
    },
  ],
  flags: {
    ...generatedFlags,
    ...ruleFlags,
    'aggregation-rule': mapStringString({}, 'Labels of the cluster roles whose rules this one gathers.'),
    'non-resource-url': stringSlice([], 'URL that the rule is about, such as /healthz; a * at its end stands for anything.'),
  },
  async run(invocation) {
    const { flags } = invocation
    const wanted = requestOf(invocation)
    const urls = namesOf(flags['non-resource-url'])
    const name = nameArgument(invocation)
    const how = await creation(invocation)
    if (name === '') throw new CommandError('name must be specified')
    const labels = flags['aggregation-rule']
    if (Object.keys(labels).length > 0) {
      if (urls.length > 0 || wanted.verbs.length > 0 || wanted.resources.length > 0 || wanted.names.length > 0)
        throw new CommandError('aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames')
      const aggregationRule = { clusterRoleSelectors: [{ matchLabels: labels }] }
      return create(invocation, how, clusterRoles, { kind: 'ClusterRole', apiVersion, metadata: { name }, rules: null, aggregationRule })
    }
    if (wanted.verbs.length === 0) throw new CommandError('at least one verb must be specified')
    if (wanted.resources.length === 0 && urls.length === 0) throw new CommandError('one of resource or nonResourceURL must be specified')
    if (wanted.resources.length > 0) await checkRequest(invocation, wanted)
    checkUrls(urls, wanted.verbs)
    const rules = await policyRules({ ...wanted, urls }, finder(invocation))
    await create(invocation, how, clusterRoles, { kind: 'ClusterRole', apiVersion, metadata: { name }, rules })
  },
})
