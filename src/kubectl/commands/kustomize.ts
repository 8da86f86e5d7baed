import { defineCommand } from '../command.ts'
import { CommandError, NotSimulated } from '../errors.ts'
import { bool, string, stringArray } from '../flags.ts'

export const kustomize = defineCommand({
  name: 'kustomize',
  usage: 'kustomize DIR [flags]',
  group: 'Advanced Commands',
  summary: 'Build manifests from the kustomization of a folder',
  examples: [
    { about: 'Build the kustomization of the folder you are in', line: 'kubectl kustomize' },
    { about: 'Build that of another folder', line: 'kubectl kustomize /home/config/production' },
  ],
  flags: {
    'as-current-user': bool(false, 'Run functions as the user who calls.'),
    'enable-alpha-plugins': bool(false, 'Allow kustomize plugins.'),
    'enable-helm': bool(false, 'Allow Helm charts.'),
    env: stringArray([], 'Environment of functions.', { shorthand: 'e' }),
    'helm-api-versions': stringArray([], 'API versions that Helm should believe the cluster has.'),
    'helm-command': string('helm', 'Program to call for Helm charts.'),
    'helm-debug': bool(false, 'Let Helm tell more.'),
    'helm-kube-version': string('', 'Version that Helm should believe the cluster has.'),
    'load-restrictor': string(
      'LoadRestrictionsRootOnly',
      'Whether files from outside of the folder may be used: LoadRestrictionsRootOnly or LoadRestrictionsNone.',
    ),
    mount: stringArray([], 'Folders that functions see.'),
    network: bool(false, 'Allow functions to use the network.'),
    'network-name': string('bridge', 'Network that functions use.'),
    output: string('', 'File or folder to write to, instead of standard output.', { shorthand: 'o' }),
  },
  async run({ args }) {
    if (args.length > 1) throw new CommandError('specify one path to kustomization.yaml')
    throw new NotSimulated('kubectl kustomize', 'print the manifests that the kustomization makes')
  },
})
