import type { AnyObject } from '../../api/object.ts'
import { isNotFound } from '../../api/status.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { describerFor } from '../describe/index.ts'
import { Reader } from '../describe/reader.ts'
import { Times } from '../describe/times.ts'
import type { ApiResource } from '../discovery.ts'
import { CommandError } from '../errors.ts'
import { bool } from '../flags.ts'
import { findResources, type Info, type ResourceQuery } from '../resources/resources.ts'
import { allNamespacesFlag, chunkSizeFlag, filenameFlags, selectorFlag } from '../shared-flags.ts'

const flags = {
  ...allNamespacesFlag,
  ...chunkSizeFlag,
  ...filenameFlags('of the objects to describe'),
  ...selectorFlag,
  'show-events': bool(true, 'Show the events about the object. By default so for a single object, and not for several or for the beginning of a name.'),
}

type Describe = Invocation<typeof flags>

export const describe = defineCommand({
  name: 'describe',
  usage: 'describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)',
  group: 'Troubleshooting and Debugging Commands',
  summary: 'Tell all about objects, with what belongs to them and their events',
  description: `Shows an object with all that belongs to it: what became of it, what it is part of, and the events about it. This is the place to look when something does not work.

A name that does not exist is taken for the beginning of names: all objects whose names begin like this are described.

Use "kubectl api-resources" for a list of all types.`,
  examples: [
    { about: 'Describe a node', line: 'kubectl describe node worker-1' },
    { about: 'Describe a pod', line: 'kubectl describe pods/web' },
    { about: 'Describe the pod that a file names', line: 'kubectl describe -f pod.yaml' },
    { about: 'Describe all pods', line: 'kubectl describe pods' },
    { about: 'Describe the pods with a label', line: 'kubectl describe pods -l app=web' },
    { about: 'Describe all pods whose names begin with web, such as those of a deployment', line: 'kubectl describe pods web' },
  ],
  suggestFor: ['inspect'],
  flags,
  async run(invocation) {
    const { args, flags: given, io } = invocation
    const { name: namespace, explicit } = await invocation.namespace()
    if (args.length === 0 && given.filename.length === 0 && given.kustomize === '')
      throw new CommandError('You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n')
    const resources = await findResources(invocation, {
      ...query(given, namespace),
      args,
      enforceNamespace: explicit && !given['all-namespaces'],
      allNamespaces: given['all-namespaces'],
      files: given,
      selector: given.selector,
      continueOnError: true,
    })
    const { infos, error } = await resources.collect()
    const alone = error === undefined && infos.length <= 1
    const showEvents = invocation.changed('show-events') ? given['show-events'] : alone
    if (isNotFound(error) && args.length === 2) return describeMatching(invocation, error, namespace, showEvents)
    const errors = [...(error === undefined ? [] : [error]), ...(await describeAll(invocation, infos, showEvents))]
    if (infos.length === 0 && errors.length === 0)
      io.stderr(given['all-namespaces'] ? 'No resources found\n' : `No resources found in ${namespace} namespace.\n`)
    if (errors.length > 0) throw new AggregateError(errors)
  },
})

const query = (given: Describe['flags'], namespace: string): ResourceQuery => ({
  namespace,
  chunkSize: given['chunk-size'],
  typeAlone: true,
  flatten: true,
})

/** Two empty lines between two objects. Gives back what went wrong, the same only once. */
async function describeAll(invocation: Describe, infos: readonly Info[], showEvents: boolean): Promise<unknown[]> {
  const errors: Error[] = []
  let first = true
  for (const info of infos) {
    try {
      const text = await textOf(invocation, info, showEvents)
      invocation.io.stdout(first ? text : `\n\n${text}`)
      first = false
    } catch (error) {
      if (!(error instanceof Error)) throw error
      if (!errors.some(({ message }) => message === error.message)) errors.push(error)
    }
  }
  return errors
}

/** The second word was no name: perhaps it is how names begin. */
async function describeMatching(invocation: Describe, notFound: unknown, namespace: string, showEvents: boolean): Promise<void> {
  const { args, flags: given, io } = invocation
  const [type = '', prefix = ''] = args
  const resources = await findResources(invocation, { ...query(given, namespace), args: [type], singleType: true })
  const infos = (await resources.infos()).filter(({ name }) => name.startsWith(prefix))
  if (infos.length === 0) throw notFound
  for (const info of infos) io.stdout(`${await textOf(invocation, info, showEvents)}\n`)
}

async function textOf(invocation: Describe, { resource, object, namespace, name }: Info, showEvents: boolean): Promise<string> {
  const { io, flags: given, transport } = invocation
  if (resource === undefined) throw new Error(`describe of ${(object as AnyObject).kind} without a server`)
  return describerFor(resource as ApiResource).describe({
    namespace,
    name,
    showEvents,
    read: new Reader(await transport(), given['chunk-size']),
    times: new Times(io.now(), io.env.TZ),
  })
}
