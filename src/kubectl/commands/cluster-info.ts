import type { Service } from '../../api/types.ts'
import { defineCommand } from '../command.ts'
import { NotSimulated } from '../errors.ts'
import { bool, duration, string, stringSlice } from '../flags.ts'
import { findResources } from '../resources/resources.ts'
import { outputFlag, outputFlags } from '../shared-flags.ts'

const dump = defineCommand({
  name: 'cluster-info dump',
  usage: 'cluster-info dump [flags]',
  summary: 'Write down everything about the cluster, to find out what is wrong',
  examples: [
    { about: 'Write it to standard output', line: 'kubectl cluster-info dump' },
    { about: 'Write it into a folder', line: 'kubectl cluster-info dump --output-directory=/path/to/cluster-state' },
  ],
  flags: {
    ...outputFlags,
    ...outputFlag(
      ['json', 'yaml', 'kyaml', 'go-template', 'go-template-file', 'template', 'templatefile', 'jsonpath', 'jsonpath-as-json', 'jsonpath-file'],
      'json',
    ),
    'all-namespaces': bool(false, 'Dump all namespaces.', { shorthand: 'A' }),
    namespaces: stringSlice([], 'Namespaces to dump, between commas.'),
    'output-directory': string('', "Folder to write to; '' or '-' for standard output."),
    'pod-running-timeout': duration(20_000, 'How long to wait for a pod of which logs are wanted, at most.'),
  },
  async run() {
    throw new NotSimulated('kubectl cluster-info dump', 'write out the nodes, events, workloads and logs of kube-system and the current namespace')
  },
})

export const clusterInfo = defineCommand({
  name: 'cluster-info',
  usage: 'cluster-info [flags]',
  group: 'Cluster Management Commands',
  summary: 'Show where the control plane and the services of the cluster are',
  description: 'The services are those with the label kubernetes.io/cluster-service=true.',
  examples: [{ about: 'Show the addresses of the control plane and of cluster services', line: 'kubectl cluster-info' }],
  flags: {},
  subcommands: [dump],
  async run(invocation) {
    const { flags, io } = invocation
    const { server } = await invocation.transport()
    try {
      const services = await findResources(invocation, {
        args: ['services'],
        namespace: flags.namespace || 'kube-system',
        selector: 'kubernetes.io/cluster-service=true',
      })
      await services.visit(({ object }) => {
        io.stdout(`Kubernetes control plane is running at ${server}\n`)
        for (const service of (object?.items ?? []) as Service[]) io.stdout(`${nameOf(service)} is running at ${linkTo(service, server)}\n`)
      })
    } finally {
      io.stdout("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n")
    }
  },
})

const nameOf = ({ metadata }: Service): string => metadata.labels?.['kubernetes.io/name'] || metadata.name

function linkTo({ metadata, spec, status }: Service, server: string): string {
  const ingress = status?.loadBalancer?.ingress?.[0]
  if (ingress) return (spec?.ports ?? []).map(({ port }) => `http://${ingress.ip || ingress.hostname}:${port} `).join('')
  const port = spec?.ports?.[0]
  const scheme = port !== undefined && (port.name === 'https' || port.port === 443) ? 'https:' : ''
  const portName = port?.name ? `:${port.name}` : scheme === '' ? '' : ':'
  return `${server}/api/v1/namespaces/${metadata.namespace}/services/${scheme}${metadata.name}${portName}/proxy`
}
