import { defineCommand, type Invocation } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { bool, string } from '../../flags.ts'
import type { Cluster } from '../../kubeconfig/kubeconfig.ts'
import { absolute } from '../../kubeconfig/save.ts'
import { base64File, requireFile } from './embed.ts'
import { assign, editedConfig, exactly } from './kubeconfig-file.ts'

export const setCluster = defineCommand({
  name: 'config set-cluster',
  usage:
    'config set-cluster NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]',
  summary: 'Write a cluster into your kubeconfig',
  description: 'A cluster that is there already keeps what you do not mention.',
  examples: [
    { about: 'Set the address of the cluster e2e and leave the rest alone', line: 'kubectl config set-cluster e2e --server=https://1.2.3.4' },
    {
      about: 'Put the certificate of its authority into the kubeconfig',
      line: 'kubectl config set-cluster e2e --embed-certs --certificate-authority=~/.kube/e2e/ca.crt',
    },
    { about: "Do not check the cluster's certificate", line: 'kubectl config set-cluster e2e --insecure-skip-tls-verify=true' },
    { about: "Expect another name in the cluster's certificate", line: 'kubectl config set-cluster e2e --tls-server-name=my-cluster-name' },
    { about: 'Reach the cluster through a proxy', line: 'kubectl config set-cluster e2e --proxy-url=https://1.2.3.4' },
  ],
  flags: {
    'certificate-authority': string('', "File with the certificate of the cluster's authority."),
    'embed-certs': bool(false, 'Copy the certificate into the kubeconfig instead of naming its file.'),
    'insecure-skip-tls-verify': bool(false, "Do not check the cluster's certificate."),
    'proxy-url': string('', 'Proxy on the way to the cluster.'),
    server: string('', 'Address of the cluster.'),
    'tls-server-name': string('', "Name to expect in the cluster's certificate."),
  },
  async run(invocation) {
    const { flags, io } = invocation
    const [name = ''] = exactly(1, invocation)
    if (name === '') throw new CommandError('you must specify a non-empty cluster name')
    if (flags['insecure-skip-tls-verify'] && flags['certificate-authority'] !== '')
      throw new CommandError('you cannot specify a certificate authority and insecure mode at the same time')
    if (flags['embed-certs']) {
      if (flags['certificate-authority'] === '') throw new CommandError('you must specify a --certificate-authority to embed')
      await requireFile(io, 'certificate-authority', flags['certificate-authority'])
    }
    const { config, save } = await editedConfig(invocation)
    config.clusters.set(name, await changedCluster(config.clusters.get(name) ?? {}, invocation))
    await save()
    io.stdout(`Cluster ${JSON.stringify(name)} set.\n`)
  },
})

async function changedCluster(existing: Cluster, { flags, changed, io }: Invocation<typeof setCluster.flags>): Promise<Cluster> {
  const cluster = { ...existing }
  if (changed('server')) {
    assign(cluster, 'server', flags.server)
    delete cluster['tls-server-name']
  }
  if (changed('tls-server-name')) assign(cluster, 'tls-server-name', flags['tls-server-name'])
  if (changed('insecure-skip-tls-verify')) {
    assign(cluster, 'insecure-skip-tls-verify', flags['insecure-skip-tls-verify'])
    if (flags['insecure-skip-tls-verify']) {
      delete cluster['certificate-authority']
      delete cluster['certificate-authority-data']
    }
  }
  if (changed('certificate-authority')) {
    delete cluster['insecure-skip-tls-verify']
    delete cluster['certificate-authority']
    delete cluster['certificate-authority-data']
    if (flags['embed-certs']) cluster['certificate-authority-data'] = await base64File(io, flags['certificate-authority'])
    else cluster['certificate-authority'] = absolute(io, flags['certificate-authority'])
  }
  if (changed('proxy-url')) assign(cluster, 'proxy-url', flags['proxy-url'])
  return cluster
}
