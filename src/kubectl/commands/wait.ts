/** `wait`: nothing but waiting. Models kubectl pkg/cmd/wait. What to wait for is in waiting/. */
import type { AnyObject } from '../../api/object.ts'
import { isNotFound } from '../../api/status.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { CommandError, NotSimulated } from '../errors.ts'
import { bool, duration, string, stringArray, stringSlice } from '../flags.ts'
import { findResources, type Resources } from '../resources/resources.ts'
import { allFlag, allNamespacesFlag, fieldSelectorFlag, outputFlags } from '../shared-flags.ts'
import { exceptNotFound } from './get/errors.ts'
import { resultPrinter } from './result-printer.ts'
import { goalsOf, isFor } from './waiting/goals.ts'

const flags = {
  ...outputFlags,
  ...allFlag('All objects of these types in the namespace.'),
  ...allNamespacesFlag,
  ...fieldSelectorFlag,
  filename: stringSlice([], 'Manifest file, folder or address that names the objects; - reads standard input. May be repeated.', { shorthand: 'f' }),
  for: stringArray(
    [],
    "What to wait for: [create|delete|condition=condition-name[=condition-value]|jsonpath='{JSONPath expression}'=[JSONPath value]]. A condition's value is true unless told; upper and lower case do not count. May be repeated: then one after the other, create first.",
  ),
  local: bool(false, 'Ask no server.'),
  recursive: bool(true, 'Also read the folders inside the folder given with -f.', { shorthand: 'R' }),
  selector: string('', "Only objects whose labels match: '=', '==', '!=', joined by commas (-l key1=value1,key2=value2).", { shorthand: 'l' }),
  timeout: duration(30_000, 'How long to wait; 0 looks once, less than 0 means a week.'),
}

const week = 168 * 3_600_000
const pollEvery = 500

export const wait = defineCommand({
  name: 'wait',
  usage:
    "wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
  group: 'Advanced Commands',
  summary: 'Wait until something is true of objects',
  description: `Waits until something is true of every object named: that it is there, that it is gone, that a condition in its status has some value, or a field.

For each object that has come so far, it prints a line, or with -o the object.`,
  examples: [
    { about: 'Wait until a pod is ready', line: 'kubectl wait --for=condition=Ready pod/web' },
    { about: 'Wait until it is ready no longer', line: 'kubectl wait --for=condition=Ready=false pod/web' },
    { about: 'Wait until a field has a value', line: "kubectl wait --for=jsonpath='{.status.phase}'=Running pod/web" },
    { about: 'The same with a condition in the path', line: `kubectl wait --for='jsonpath={.status.conditions[?(@.type=="Ready")].status}=True' pod/web` },
    { about: 'Wait until a service has an address, whichever', line: "kubectl wait --for=jsonpath='{.status.loadBalancer.ingress}' service/web" },
    { about: 'Wait until somebody creates a secret, for half a minute at most', line: 'kubectl wait --for=create secret/key --timeout=30s' },
    { about: 'Wait until a pod is gone', line: 'kubectl wait --for=delete pod/web --timeout=60s' },
    { about: 'Wait until a pod is there and then ready', line: 'kubectl wait --for=condition=Ready --for=create pod/web' },
  ],
  flags,
  async run(invocation) {
    const { flags: given, io } = invocation
    const printer = await resultPrinter(invocation, 'none')
    await invocation.transport()
    const goals = goalsOf(given.for)
    const timeout = given.timeout < 0 ? week : given.timeout
    const deadline = timeout === 0 ? Number.POSITIVE_INFINITY : io.now() + timeout
    if (isFor(given.for, 'create')) await untilCreated(invocation, timeout)
    let visited = 0
    const goneIsFine = isFor(given.for, 'delete')
    await visit(await waitedFor(invocation), goneIsFine, async (info) => {
      visited++
      for (const goal of goals) printer.print((await goal({ invocation, info, timeout, deadline })) as AnyObject, 'condition met')
    })
    if (visited === 0 && !goneIsFine) throw new CommandError('no matching resources found')
  },
})

async function waitedFor(invocation: Invocation<typeof flags>): Promise<Resources> {
  const { args, flags: given } = invocation
  if (given.local) throw new NotSimulated('wait --local', 'end with a fault: there is nothing to wait for in a file')
  const { name: namespace, explicit } = await invocation.namespace()
  return findResources(invocation, {
    args,
    files: { filename: given.filename, kustomize: '', recursive: given.recursive },
    namespace,
    enforceNamespace: explicit,
    allNamespaces: given['all-namespaces'],
    selector: given.selector,
    fieldSelector: given['field-selector'],
    typeAlone: given.all,
    latest: true,
    continueOnError: true,
    flatten: true,
  })
}

async function visit(resources: Resources, goneIsFine: boolean, act: Parameters<Resources['visit']>[0]): Promise<void> {
  try {
    await resources.visit(act)
  } catch (error) {
    const left = goneIsFine ? exceptNotFound(error) : error
    if (left !== undefined) throw left
  }
}

/** Looks twice a second whether any of the objects is there. */
async function untilCreated(invocation: Invocation<typeof flags>, timeout: number): Promise<void> {
  const { io } = invocation
  const deadline = io.now() + timeout
  while (!(await anyThere(invocation))) {
    const left = deadline - io.now()
    await io.sleep(Math.max(0, Math.min(left, pollEvery)))
    if (io.signal.aborted) throw new CommandError('', 130)
    if (left <= pollEvery) throw new CommandError('timed out waiting for the condition')
  }
}

async function anyThere(invocation: Invocation<typeof flags>): Promise<boolean> {
  let found = false
  try {
    await (await waitedFor(invocation)).visit(() => {
      found = true
    })
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
  return found
}
