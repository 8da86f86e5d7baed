/** The flags of `kubectl debug`. */
import type { GlobalFlagValues } from '../../command.ts'
import { bool, type FlagValues, string, stringSlice, stringToString } from '../../flags.ts'
import type { Keep } from './profiles.ts'

export const flags = {
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

export type Given = FlagValues<typeof flags> & GlobalFlagValues

/** What the --keep flags say. */
export const keepOf = (given: Given): Keep => ({
  labels: given['keep-labels'],
  annotations: given['keep-annotations'],
  liveness: given['keep-liveness'],
  readiness: given['keep-readiness'],
  startup: given['keep-startup'],
  initContainers: given['keep-init-containers'],
})
