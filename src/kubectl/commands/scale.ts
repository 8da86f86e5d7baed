import type { AnyObject } from '../../api/object.ts'
import { isConflict } from '../../api/status.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { type DryRun, dryRunOf } from '../dry-run.ts'
import { CommandError } from '../errors.ts'
import { duration, int, string } from '../flags.ts'
import { pathOf } from '../resources/info.ts'
import { findResources, type Info } from '../resources/resources.ts'
import { request } from '../rest.ts'
import { allFlag, dryRunFlag, filenameFlags, outputFlags, selectorFlag } from '../shared-flags.ts'
import { resultPrinter } from './result-printer.ts'

const flags = {
  ...outputFlags,
  ...filenameFlags('that names the objects to scale'),
  ...selectorFlag,
  ...allFlag('All objects of these types in the namespace.'),
  ...dryRunFlag,
  'current-replicas': int(-1, 'Only if this is how many there are now; -1 for any number.'),
  replicas: int(0, 'How many there shall be.', { required: true, example: 'kubectl scale deployment web --replicas=3' }),
  'resource-version': string('', 'Only if this is the version that the object has now.'),
  timeout: duration(0, 'How long to wait until there are as many; 0 does not wait.'),
}

interface Scale {
  readonly metadata: { readonly resourceVersion: string }
  readonly spec: { readonly replicas?: number }
  readonly status?: { readonly replicas?: number }
}

export const scale = defineCommand({
  name: 'scale',
  usage: 'scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)',
  group: 'Deploy Commands',
  summary: 'Change how many pods there shall be',
  description: 'Says how many pods there shall be; controllers do the rest. The number is set through the scale subresource.',
  examples: [
    { about: 'Three pods for a deployment', line: 'kubectl scale --replicas=3 deployment/web' },
    { about: 'Three, if there are two now', line: 'kubectl scale --current-replicas=2 --replicas=3 deployment/web' },
    { about: 'Several at once', line: 'kubectl scale --replicas=5 deployment/web deployment/api' },
  ],
  flags,
  async run(invocation) {
    const { args, flags: given } = invocation
    const dryRun = dryRunOf(invocation)
    const printer = await resultPrinter(invocation, dryRun)
    const { name: namespace, explicit } = await invocation.namespace()
    if (given.replicas < 0) throw new CommandError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0')
    if (given['current-replicas'] < -1) throw new CommandError('The --current-replicas must specify an integer of -1 or greater')
    const found = await findResources(invocation, {
      args,
      files: given,
      namespace,
      enforceNamespace: explicit,
      selector: given.selector,
      all: given.all,
      continueOnError: true,
      flatten: true,
    })
    const { infos, error } = await found.collect()
    if (given['resource-version'] !== '' && infos.length > 1) throw new CommandError('cannot use --resource-version with multiple resources')
    if (infos.length === 0) throw error ?? new CommandError('no objects passed to scale')
    for (const info of infos) {
      const replicas = dryRun === 'client' ? given.replicas : await resize(invocation, info, dryRun)
      printer.print(withReplicas(info, replicas), 'scaled')
    }
    if (error !== undefined) throw error
  },
})

const retryFor = 5 * 60_000

/** Sets the size, again if somebody else wrote in between, and waits if asked to. Resolves to the size that the server has. */
async function resize(invocation: Invocation<typeof flags>, info: Info, dryRun: DryRun): Promise<number> {
  const { flags: given, io } = invocation
  const until = io.now() + retryFor
  let replicas: number | undefined
  while (replicas === undefined) {
    try {
      replicas = await setOnce(invocation, info, dryRun)
    } catch (error) {
      if (!isConflict(error) || io.now() >= until) throw error
      await io.waitFor(io.sleep(1000))
    }
  }
  if (given.timeout !== 0 && dryRun === 'none') await waitForSize(invocation, info)
  return replicas
}

async function setOnce(invocation: Invocation<typeof flags>, info: Info, dryRun: DryRun): Promise<number> {
  const { flags: given } = invocation
  const transport = await invocation.transport()
  const path = pathOf(info, 'scale')
  const query = dryRun === 'server' ? { dryRun: 'All' } : {}
  const spec = { replicas: given.replicas }
  if (given['current-replicas'] === -1 && given['resource-version'] === '') {
    const headers = { 'content-type': 'application/merge-patch+json' }
    return (await request<Scale>(transport, 'PATCH', path, { query, headers, body: JSON.stringify({ spec }) })).spec.replicas ?? 0
  }
  const now = await request<Scale>(transport, 'GET', path)
  expect('replicas', given['current-replicas'] === -1 ? '' : String(given['current-replicas']), String(now.spec.replicas ?? 0))
  expect('resource version', given['resource-version'], now.metadata.resourceVersion)
  return (await request<Scale>(transport, 'PUT', path, { query, body: { ...now, spec: { ...now.spec, ...spec } } })).spec.replicas ?? 0
}

function expect(what: string, wanted: string, actual: string): void {
  if (wanted !== '' && wanted !== actual) throw new CommandError(`Expected ${what} to be ${wanted}, was ${actual}`)
}

async function waitForSize(invocation: Invocation<typeof flags>, info: Info): Promise<void> {
  const { flags: given, io } = invocation
  const deadline = io.now() + given.timeout
  for (;;) {
    const { spec, status } = await request<Scale>(await invocation.transport(), 'GET', pathOf(info, 'scale'))
    const wanted = spec.replicas ?? 0
    if (wanted !== given.replicas || wanted === (status?.replicas ?? 0)) return
    if (io.now() >= deadline) throw new CommandError(`timed out waiting for ${JSON.stringify(info.name)} to be synced`)
    await io.waitFor(io.sleep(1000))
  }
}

function withReplicas(info: Info, replicas: number): AnyObject {
  const object = info.object as AnyObject
  const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : ''
  return group === 'apps' || group === '' ? { ...object, spec: { ...object.spec, replicas } } : object
}
