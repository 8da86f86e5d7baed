import { defineCommand } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { bool } from '../../flags.ts'
import { editedConfig, exactly } from './kubeconfig-file.ts'
import { setProperty, unsetProperty } from './property.ts'

export const set = defineCommand({
  name: 'config set',
  usage: 'config set PROPERTY_NAME PROPERTY_VALUE',
  summary: 'Set a single value of your kubeconfig',
  description:
    "PROPERTY_NAME is a path with dots: clusters, users or contexts, then a name, then a field.\n\nFields such as 'certificate-authority-data' take their value in base64, unless --set-raw-bytes is given.",
  examples: [
    { about: 'Set the address of the cluster my-cluster', line: 'kubectl config set clusters.my-cluster.server https://1.2.3.4' },
    { about: 'Set the cluster of the context my-context', line: 'kubectl config set contexts.my-context.cluster my-cluster' },
    {
      about: 'Set the key of the user cluster-admin as it is',
      line: 'kubectl config set users.cluster-admin.client-key-data cert_data_here --set-raw-bytes=true',
    },
  ],
  flags: { 'set-raw-bytes': bool(false, 'Take the value of a binary field as it is, not as base64.') },
  async run(invocation) {
    const [name = '', value = ''] = exactly(2, invocation)
    if (value === '') throw new CommandError('you cannot use set to unset a property')
    if (name === '') throw new CommandError('you must specify a property')
    const { config, save } = await editedConfig(invocation)
    setProperty(config, name, value, invocation.flags['set-raw-bytes'])
    await save()
    invocation.io.stdout(`Property ${JSON.stringify(name)} set.\n`)
  },
})

export const unset = defineCommand({
  name: 'config unset',
  usage: 'config unset PROPERTY_NAME',
  summary: 'Take a single value out of your kubeconfig',
  description: 'PROPERTY_NAME is a path with dots: clusters, users or contexts, then a name, then a field.',
  examples: [
    { about: 'Use no context', line: 'kubectl config unset current-context' },
    { about: 'Take the namespace out of the context foo', line: 'kubectl config unset contexts.foo.namespace' },
  ],
  flags: {},
  async run(invocation) {
    const [name = ''] = exactly(1, invocation)
    if (name === '') throw new CommandError('you must specify a property')
    const { config, save } = await editedConfig(invocation)
    unsetProperty(config, name)
    await save()
    invocation.io.stdout(`Property ${JSON.stringify(name)} unset.\n`)
  },
})
