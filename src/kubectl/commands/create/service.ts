import { services } from '../../../api/kinds.ts'
import { defineCommand, type Invocation } from '../../command.ts'
import { int, string, stringSlice } from '../../flags.ts'
import { type ServiceOptions, service } from '../../generators/service.ts'
import { create, creation, generatedFlags, nameArgument, writtenNamespace } from './generated.ts'

const flags = { ...generatedFlags, tcp: stringSlice([], "Ports, each as '<port>:<targetPort>'; the second may be left out if it is the same.") }

type Rest = Pick<ServiceOptions, 'clusterIP' | 'nodePort' | 'externalName'>

async function createService(invocation: Invocation<typeof flags>, type: ServiceOptions['type'], rest: Rest = {}): Promise<void> {
  const name = nameArgument(invocation)
  const how = await creation(invocation)
  const object = service({ type, name, namespace: await writtenNamespace(invocation), tcp: invocation.flags.tcp, ...rest })
  await create(invocation, how, services, object, `failed to create ${type} service: `)
}

const clusterIP = defineCommand({
  name: 'create service clusterip',
  usage: 'create service clusterip NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none]',
  summary: 'Create a ClusterIP service',
  description: 'A ClusterIP service has an address that is good inside the cluster only.',
  examples: [
    { about: 'Serve port 80 of the service from port 8080 of its pods', line: 'kubectl create service clusterip web --tcp=80:8080' },
    { about: 'Create a headless service: no address, only names of its pods', line: 'kubectl create service clusterip web --clusterip="None"' },
  ],
  flags: { ...flags, clusterip: string('', "Address to give to the service, or 'None' for a headless one.") },
  run: (invocation) => createService(invocation, 'ClusterIP', { clusterIP: invocation.flags.clusterip }),
})

const nodePort = defineCommand({
  name: 'create service nodeport',
  usage: 'create service nodeport NAME [--tcp=port:targetPort] [--dry-run=server|client|none]',
  summary: 'Create a NodePort service',
  description: 'A NodePort service can be reached on a port of every node as well.',
  examples: [{ about: 'Serve port 80 of the service from port 8080 of its pods', line: 'kubectl create service nodeport web --tcp=80:8080' }],
  flags: { ...flags, 'node-port': int(0, 'Port on every node; 0 lets the server choose.') },
  run: (invocation) => createService(invocation, 'NodePort', { nodePort: invocation.flags['node-port'] }),
})

const loadBalancer = defineCommand({
  name: 'create service loadbalancer',
  usage: 'create service loadbalancer NAME [--tcp=port:targetPort] [--dry-run=server|client|none]',
  summary: 'Create a LoadBalancer service',
  description: 'A LoadBalancer service asks the cloud for an address that is good from outside.',
  examples: [{ about: 'Serve port 80 of the service from port 8080 of its pods', line: 'kubectl create service loadbalancer web --tcp=80:8080' }],
  flags,
  run: (invocation) => createService(invocation, 'LoadBalancer'),
})

const externalName = defineCommand({
  name: 'create service externalname',
  usage: 'create service externalname NAME --external-name external.name [--dry-run=server|client|none]',
  summary: 'Create an ExternalName service',
  description: 'An ExternalName service has no pods: its name in the cluster stands for a name in the outside DNS.',
  examples: [{ about: 'Let database stand for db.example.com', line: 'kubectl create service externalname database --external-name db.example.com' }],
  flags: { ...flags, 'external-name': string('', 'Name in the outside DNS.', { required: true }) },
  run: (invocation) => createService(invocation, 'ExternalName', { externalName: invocation.flags['external-name'] }),
})

export const createServiceCommand = defineCommand({
  name: 'create service',
  usage: 'create service [flags]',
  aliases: ['svc'],
  summary: 'Make a service of one of four types',
  flags: {},
  subcommands: [clusterIP, nodePort, loadBalancer, externalName],
})
