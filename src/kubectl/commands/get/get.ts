import { defineCommand } from '../../command.ts'
import { CommandError, wrongUse } from '../../errors.ts'
import { bool, string } from '../../flags.ts'
import { checkRawPath, rawRequest } from '../../raw-request.ts'
import {
  allNamespacesFlag,
  chunkSizeFlag,
  fieldSelectorFlag,
  filenameFlags,
  labelColumnsFlag,
  noHeadersFlag,
  objectFormats,
  outputFlag,
  outputFlags,
  selectorFlag,
  showLabelsFlag,
  subresourceFlag,
} from '../../shared-flags.ts'
import { printObjects } from './objects.ts'
import { type Get, isForPeople } from './request.ts'
import { printTables } from './tables.ts'
import { watchAndPrint } from './watch.ts'

const formats = [...objectFormats, 'custom-columns', 'custom-columns-file', 'wide']

export const getFlags = {
  ...outputFlags,
  ...outputFlag(formats),
  ...filenameFlags('of the objects to get'),
  ...selectorFlag,
  ...fieldSelectorFlag,
  ...allNamespacesFlag,
  ...chunkSizeFlag,
  ...labelColumnsFlag,
  ...showLabelsFlag,
  ...noHeadersFlag,
  ...subresourceFlag('Part of the object to get instead of the whole: status, scale, resize.'),
  'ignore-not-found': bool(false, 'Do not complain about named objects that do not exist.', { example: 'kubectl get pod web --ignore-not-found' }),
  'output-watch-events': bool(false, 'With --watch or --watch-only: show what kind of event each line is. Objects that were there already come as ADDED.'),
  raw: string('', 'Path on the server to ask for, as it is; the answer is printed as it is.', { example: 'kubectl get --raw /healthz' }),
  'server-print': bool(true, 'Let the server choose the columns, as it does for every type, your own included.'),
  'show-kind': bool(false, 'Show the type before the name.', { example: 'kubectl get pods --show-kind' }),
  'sort-by': string('', "Sort lists by this field, given as JSONPath ('{.metadata.name}'). It must hold a text or a whole number.", {
    example: 'kubectl get pods --sort-by=.metadata.creationTimestamp',
  }),
  watch: bool(false, 'Go on and show each change.', { shorthand: 'w', example: 'kubectl get pods -w' }),
  'watch-only': bool(false, 'Show each change, but not what is there now.'),
}

export const get = defineCommand({
  name: 'get',
  usage: `get [(-o|--output=)${formats.join('|')}] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]`,
  group: 'Basic Commands (Intermediate)',
  summary: 'Show objects',
  description: `Prints a table of the most important things about the objects: all of a type, those that a selector picks, or those you name. Of types that live in namespaces you see those in your namespace, unless you say otherwise.

With -o you get the objects themselves, or any part of them.

Use "kubectl api-resources" for a list of all types.`,
  examples: [
    { about: 'List the pods of your namespace', line: 'kubectl get pods' },
    { about: 'List them with more columns, such as the node', line: 'kubectl get pods -o wide' },
    { about: 'Show one deployment', line: 'kubectl get deployment web' },
    { about: 'Show deployments in version v1 of the API group apps, as JSON', line: 'kubectl get deployments.v1.apps -o json' },
    { about: 'Show one pod as YAML', line: 'kubectl get pod web-6d4b75cb6d-hq2xw -o yaml' },
    { about: 'Show the object that a file describes, as it is on the server', line: 'kubectl get -f pod.yaml -o yaml' },
    { about: 'Show a single field', line: "kubectl get pod/web-6d4b75cb6d-hq2xw -o jsonpath='{.status.phase}'" },
    { about: 'Choose columns of your own', line: 'kubectl get pods -o custom-columns=NAME:.metadata.name,IMAGE:.spec.containers[0].image' },
    { about: 'List deployments and services together', line: 'kubectl get deployments,services' },
    { about: 'Show objects of several types by name', line: 'kubectl get deployment/web service/web' },
    { about: 'List the deployments of the namespace backend', line: 'kubectl get deployments.apps --namespace backend' },
    { about: 'List the pods of all namespaces', line: 'kubectl get pods --all-namespaces' },
    { about: 'Watch pods come and go', line: 'kubectl get pods --watch' },
  ],
  suggestFor: ['list', 'ls'],
  flags: getFlags,
  async run(invocation) {
    if (invocation.flags.raw === '') prepare(invocation)
    validate(invocation)
    const { flags } = invocation
    if (flags.raw !== '') return rawRequest(invocation, 'GET', flags.raw)
    if (flags.watch || flags['watch-only']) return watchAndPrint(invocation)
    return isForPeople(flags) ? printTables(invocation) : printObjects(invocation)
  },
})

function prepare({ flags, args, io, command }: Get): void {
  const sorted = flags['sort-by'] !== ''
  if (flags.watch) {
    if (sorted) io.stderr('warning: --watch requested, --sort-by will be ignored for watch events received\n')
  } else if (flags['watch-only']) {
    if (sorted) io.stderr('warning: --watch-only requested, --sort-by will be ignored\n')
  } else if (args.length === 0 && flags.filename.length === 0 && flags.kustomize === '') {
    io.stderr('You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n')
    throw wrongUse(
      command,
      'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).',
    )
  }
}

function validate({ flags, args }: Get): void {
  if (flags.raw !== '') validateRaw(flags, args)
  if (flags['show-labels'] && flags.output !== '' && flags.output !== 'wide')
    throw new CommandError(`--show-labels option cannot be used with ${flags.output} printer`)
  if (flags['output-watch-events'] && !flags.watch && !flags['watch-only'])
    throw new CommandError('--output-watch-events option can only be used with --watch or --watch-only')
}

function validateRaw(flags: Get['flags'], args: readonly string[]): void {
  if (args.length > 0) throw new CommandError('arguments may not be passed when --raw is specified')
  if (flags.watch || flags['watch-only'] || flags.selector !== '')
    throw new CommandError('--raw may not be specified with other flags that filter the server request or alter the output')
  if (flags.output !== '') throw new CommandError('--raw and --output are mutually exclusive')
  checkRawPath(flags.raw)
}
