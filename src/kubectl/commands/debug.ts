/**
 * `kubectl debug`: a container of tools where something is wrong. Which object is named decides how: in a pod it becomes an
 * ephemeral container, with --copy-to it comes in a changed copy of the pod, on a node in a pod of its own. Simulated whole.
 * Models kubectl pkg/cmd/debug.
 */
import type { AnyObject } from '../../api/object.ts'
import { defineCommand } from '../command.ts'
import { CommandError } from '../errors.ts'
import { findResources, type Info } from '../resources/resources.ts'
import { check } from './debug/check.ts'
import { debugByCopy } from './debug/copy.ts'
import { readCustom } from './debug/custom.ts'
import { debugInPod } from './debug/ephemeral.ts'
import { flags } from './debug/flags.ts'
import { join } from './debug/join.ts'
import { debugOnNode } from './debug/node.ts'
import { profileNamed } from './debug/profiles.ts'
import type { Started, Wanted } from './debug/wanted.ts'

export const debug = defineCommand({
  name: 'debug',
  usage: 'debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]',
  group: 'Troubleshooting and Debugging Commands',
  summary: 'Look into pods and nodes with a container of tools',
  description: `For images without a shell, and pods that die before you can look. What happens depends on what is named:

  *  A pod: an ephemeral container is added to it while it runs, next to its own containers.
  *  A pod and --copy-to: a copy is made, with another image, another command or one more container.
  *  A node: a pod is started there that shares the node's processes and network and sees its files under /host.`,
  examples: [
    { about: 'A shell next to the containers of a pod', line: 'kubectl debug web -it --image=busybox' },
    { about: 'Let it see the processes of one of them', line: 'kubectl debug web -it --image=busybox --target=nginx' },
    { about: 'A copy of a pod whose container runs a shell instead of crashing', line: 'kubectl debug web -it --copy-to=web-debug --container=nginx -- sh' },
    { about: 'A copy with other images', line: 'kubectl debug web --copy-to=web-debug --set-image=*=busybox' },
    { about: 'A shell on a node', line: 'kubectl debug node/worker-1 -it --image=busybox' },
  ],
  flags,
  async run(invocation) {
    const { args, dash, flags: given, io } = invocation
    const [names, words] = dash >= 0 ? [args.slice(0, dash), args.slice(dash)] : [args, []]
    const profile = profileNamed(given.profile)
    const custom = await readCustom(io.files, given.custom)
    check(invocation, names, words, custom)
    const env = Object.entries(given.env).map(([name, value]) => (value === '' ? { name } : { name, value }))
    const wanted: Wanted = { invocation, profile, words, env, custom }
    const { name: namespace, explicit } = await invocation.namespace()
    const files = { filename: given.filename, kustomize: '', recursive: false }
    const found = await findResources(invocation, { typed: true, files, namespace, enforceNamespace: explicit, names: { type: 'pods', names } })
    const attach = given.attach || (given.stdin && !invocation.changed('attach'))
    let exitCode = 0
    await found.visit(async (info) => {
      const started = await start(wanted, info)
      if (attach && started !== undefined) exitCode ||= await join(invocation, started)
    })
    return exitCode
  },
})

async function start(wanted: Wanted, info: Info): Promise<Started | undefined> {
  const { apiVersion, kind, metadata } = info.object as AnyObject
  if (apiVersion === 'v1' && kind === 'Node') return debugOnNode(wanted, metadata.name)
  if (apiVersion === 'v1' && kind === 'Pod') return wanted.invocation.flags['copy-to'] === '' ? debugInPod(wanted, info) : debugByCopy(wanted, info)
  const groupVersion = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`
  throw new CommandError(`${JSON.stringify(`${groupVersion}, Kind=${kind}`)} not supported by debug`)
}
