import { defineCommand, type Invocation } from '../command.ts'
import { CommandError, NotSimulated } from '../errors.ts'
import { bool, string, stringSlice, stringToString } from '../flags.ts'

const flags = {
  'arguments-only': bool(false, "Give what follows -- to the image's own command as arguments, rather than in its place."),
  attach: bool(false, 'Wait until the new container runs and connect to it. On by default together with -i.'),
  container: string('', 'Name for the new container, or of the one to change in the copy.', { shorthand: 'c' }),
  'copy-to': string('', 'Leave the pod alone and make a changed copy of it, with this name.'),
  custom: string('', 'File in JSON or YAML with parts of a container, laid over what the profile sets.'),
  env: stringToString({}, 'Environment variables of the new container: NAME=value.'),
  filename: stringSlice([], 'Manifest that names what to debug.', { shorthand: 'f' }),
  image: string('', 'Image of the new container: one that has the tools you miss.'),
  'image-pull-policy': string('', 'When to pull that image: Always, IfNotPresent or Never. Empty leaves it to the server.'),
  'keep-annotations': bool(false, 'With --copy-to: give the copy the annotations of the pod.'),
  'keep-init-containers': bool(true, 'With --copy-to: let the copy run the init containers again.'),
  'keep-labels': bool(false, 'With --copy-to: give the copy the labels of the pod. Services will then send it requests.'),
  'keep-liveness': bool(false, 'With --copy-to: keep the liveness probes.'),
  'keep-readiness': bool(false, 'With --copy-to: keep the readiness probes.'),
  'keep-startup': bool(false, 'With --copy-to: keep the startup probes.'),
  profile: string('general', 'What the new container may do: "general", "baseline", "restricted", "netadmin" or "sysadmin".'),
  quiet: bool(false, 'Say nothing but what is needed.', { shorthand: 'q' }),
  replace: bool(false, 'With --copy-to: delete the pod that was copied.'),
  'same-node': bool(false, 'With --copy-to: run the copy on the node of the pod.'),
  'set-image': stringToString({}, 'With --copy-to: other images for containers, as name=image; *=image changes all.'),
  'share-processes': bool(true, 'With --copy-to: let the containers of the copy see the processes of each other.'),
  stdin: bool(false, 'Keep the standard input of the container open, even while nobody is connected.', { shorthand: 'i' }),
  target: string('', 'Without --copy-to: container whose processes the new one is to see.'),
  tty: bool(false, 'Give the container a terminal.', { shorthand: 't' }),
}

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
    check(invocation)
    const target = invocation.args[0] ?? 'what the file names'
    throw new NotSimulated(
      'kubectl debug',
      invocation.flags['copy-to'] === '' ? `start a container with tools beside ${target}` : `start a changed copy of ${target}`,
    )
  },
})

function check({ args, dash, changed, flags: given }: Invocation<typeof flags>): void {
  const fail = (message: string): never => {
    throw new CommandError(message)
  }
  const targets = dash >= 0 ? args.slice(0, dash) : args
  const command = dash >= 0 ? args.slice(dash) : []
  const noImage = given.image === ''
  const otherImages = Object.keys(given['set-image']).length > 0
  if (given.attach && changed('attach') && noImage && given.container === '')
    fail('you must specify --container or create a new container using --image in order to attach.')
  if (given['copy-to'] !== '') {
    if (noImage && !otherImages && command.length === 0) fail('you must specify --image, --set-image or command arguments.')
    if (command.length > 0 && given.container === '' && noImage) fail('you must specify an existing container or a new image when specifying args.')
  } else {
    for (const only of ['replace', 'same-node'] as const) if (given[only]) fail(`--${only} may only be used with --copy-to.`)
    if (otherImages) fail('--set-image may only be used with --copy-to.')
    if (noImage) fail('you must specify --image when not using --copy-to.')
  }
  if (targets.length === 0 && given.filename.length === 0) fail('NAME or filename is required for debug')
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(given['image-pull-policy'])) fail(`invalid image pull policy: ${given['image-pull-policy']}`)
  if (given.target !== '' && given['copy-to'] !== '') fail('--target is incompatible with --copy-to. Use --share-processes instead.')
  if (given.tty && !given.stdin) fail('-i/--stdin is required for containers with -t/--tty=true')
}
