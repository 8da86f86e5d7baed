/** Refuses what does not go together, in kubectl's order; on the way it says what is to be said before anything is done. */
import type { Container } from '../../../api/types.ts'
import { CommandError } from '../../errors.ts'
import { isImageReference } from '../../image-reference.ts'
import { checkCustom } from './custom.ts'
import type { Given } from './flags.ts'
import type { Debug } from './wanted.ts'

const fail = (message: string): never => {
  throw new CommandError(message)
}

/** `names`: words before `--`; `words`: those after it. Throws CommandError. */
export function check(invocation: Debug, names: readonly string[], words: readonly string[], custom: Partial<Container> | undefined): void {
  const { flags: given, io } = invocation
  if (given.attach && invocation.changed('attach') && given.image === '' && given.container === '')
    fail('you must specify --container or create a new container using --image in order to attach.')
  if (given['copy-to'] === '') checkNoCopy(given)
  else checkCopy(given, words)
  const noImage = (image: string, where: string) => fail(`invalid image name ${JSON.stringify(image)}${where}: invalid reference format`)
  if (given.image !== '' && !isImageReference(given.image)) noImage(given.image, '')
  if (names.length === 0 && given.filename.length === 0) fail('NAME or filename is required for debug')
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(given['image-pull-policy'])) fail(`invalid image pull policy: ${given['image-pull-policy']}`)
  for (const [name, image] of Object.entries(given['set-image'])) if (!isImageReference(image)) noImage(image, ` for container ${JSON.stringify(name)}`)
  if (given.target !== '' && given['copy-to'] !== '') fail('--target is incompatible with --copy-to. Use --share-processes instead.')
  if (given.target !== '' && !given.quiet)
    io.stdout(
      `Targeting container ${JSON.stringify(given.target)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`,
    )
  if (given.tty && !given.stdin) fail('-i/--stdin is required for containers with -t/--tty=true')
  if (custom !== undefined) checkCustom(custom)
  if (given.profile === 'legacy')
    io.stderr(
      '--profile=legacy is deprecated and planned to be removed in v1.39. It is recommended to specify other profile, for example "--profile=general".\n',
    )
}

function checkCopy(given: Given, words: readonly string[]): void {
  const noImage = given.image === ''
  if (noImage && Object.keys(given['set-image']).length === 0 && words.length === 0) fail('you must specify --image, --set-image or command arguments.')
  if (words.length > 0 && given.container === '' && noImage) fail('you must specify an existing container or a new image when specifying args.')
}

function checkNoCopy(given: Given): void {
  for (const only of ['replace', 'same-node'] as const) if (given[only]) fail(`--${only} may only be used with --copy-to.`)
  if (Object.keys(given['set-image']).length > 0) fail('--set-image may only be used with --copy-to.')
  if (given.image === '') fail('you must specify --image when not using --copy-to.')
}
