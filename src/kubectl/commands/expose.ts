import { pathOf, services } from '../../api/kinds.ts'
import type { AnyObject } from '../../api/object.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { type DryRun, dryRunOf, writeQuery } from '../dry-run.ts'
import { CommandError } from '../errors.ts'
import { string } from '../flags.ts'
import { checkExposable, type ExposeOptions, exposedService, pairs, portsOf, selectorOf } from '../generators/exposed-service.ts'
import { savedConfiguration } from '../last-applied.ts'
import { findResources, type Info } from '../resources/resources.ts'
import { request } from '../rest.ts'
import { dryRunFlag, fieldManagerFlag, filenameFlags, outputFlags, saveConfigFlag } from '../shared-flags.ts'
import { asStruct } from '../struct.ts'
import { overridden, overrideFlags } from './overrides.ts'
import { resultPrinter } from './result-printer.ts'

const flags = {
  ...outputFlags,
  ...filenameFlags('that names the object to expose'),
  ...saveConfigFlag,
  ...dryRunFlag,
  ...fieldManagerFlag('kubectl-expose'),
  ...overrideFlags,
  'cluster-ip': string('', "Address of the service; left to the server unless given, 'None' for a headless service."),
  'external-ip': string('', 'Another address that leads to a node and that the service shall answer on.'),
  labels: string('', 'Labels of the service; without it, those of the object.', { shorthand: 'l' }),
  'load-balancer-ip': string('', 'Address to ask of the load balancer.'),
  name: string('', 'Name of the service; without it, that of the object.'),
  port: string('', 'Port of the service; without it, that of the object.'),
  protocol: string('', "Protocol of the port. 'TCP' unless the object says otherwise."),
  selector: string('', 'Labels of the pods to lead to; only key=value. Without it, those of the object.'),
  'session-affinity': string('', "Whether a client always gets the same pod: 'None' or 'ClientIP'."),
  'target-port': string('', "Port of the pods, by number or name; without it, the service's."),
  type: string('', "Type of the service: ClusterIP, NodePort, LoadBalancer or ExternalName. 'ClusterIP' unless given."),
}

type Expose = Invocation<typeof flags>

export const expose = defineCommand({
  name: 'expose',
  usage:
    'expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]',
  group: 'Basic Commands (Beginner)',
  summary: 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
  description:
    'Makes a Service that leads to the pods of an object: pod (po), service (svc), replicationcontroller (rc), deployment (deploy), replicaset (rs).',
  examples: [
    { about: 'Serve a deployment on port 80, from port 8000 of its pods', line: 'kubectl expose deployment web --port=80 --target-port=8000' },
    { about: 'Serve a pod under another name', line: 'kubectl expose pod web --port=444 --name=frontend' },
  ],
  flags,
  async run(invocation) {
    const { args, flags: given } = invocation
    const dryRun = dryRunOf(invocation)
    const printer = await resultPrinter(invocation, dryRun, { typed: true })
    const { name: namespace, explicit } = await invocation.namespace()
    const found = await findResources(invocation, {
      typed: true,
      args,
      files: given,
      namespace,
      enforceNamespace: explicit,
      continueOnError: true,
      flatten: true,
    })
    await found.visit(async (info) => {
      checkExposable(info.resource?.kind ?? '', info.resource?.group ?? '')
      const written = exposedService(optionsFor(invocation, info))
      const service = asStruct(overridden(invocation, asStruct(written as unknown as AnyObject)))
      printer.print(await send(invocation, service, { namespace, explicit, dryRun }), 'exposed')
    })
  },
})

const longestName = 63

/** What the line says, and what it leaves to the object. */
function optionsFor({ flags: given }: Expose, info: Info): ExposeOptions {
  const object = info.object as AnyObject
  const selector = given.selector === '' ? selectorOf(object) : given.selector
  const { ports, protocols } = portsOf(object)
  if (given.port === '' && ports.length === 0 && given['cluster-ip'] !== 'None') throw new CommandError("couldn't find port via --port flag or introspection")
  return {
    name: given.name === '' ? info.name.slice(0, longestName) : given.name,
    selector,
    labels: given.labels === '' ? pairs(object.metadata.labels ?? {}) : given.labels,
    ports: given.port === '' ? ports.join(',') : given.port,
    protocol: given.protocol,
    protocolsByPort: protocols,
    targetPort: given['target-port'],
    type: given.type,
    clusterIP: given['cluster-ip'],
    externalIP: given['external-ip'],
    loadBalancerIP: given['load-balancer-ip'],
    sessionAffinity: given['session-affinity'],
  }
}

async function send(invocation: Expose, service: AnyObject, where: { namespace: string; explicit: boolean; dryRun: DryRun }): Promise<AnyObject> {
  const { flags: given } = invocation
  if (where.dryRun === 'client') return where.explicit ? { ...service, metadata: { ...service.metadata, namespace: where.namespace } } : service
  const body = savedConfiguration(service, given['save-config'], 'struct')
  const query = writeQuery(where.dryRun, { fieldManager: given['field-manager'] })
  return request<AnyObject>(await invocation.transport(), 'POST', pathOf(services, where.namespace), { query, body })
}
