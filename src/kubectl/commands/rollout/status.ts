/** `rollout status`: one line per change, until the rollout is done. Models kubectl pkg/cmd/rollout/rollout_status.go. */
import type { WatchEvent } from '../../../api/object.ts'
import { defineCommand, type Invocation } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { bool, duration, int64 } from '../../flags.ts'
import type { Info } from '../../resources/resources.ts'
import { until } from '../../until.ts'
import { nothingFound, requireObjects, rolloutFlags, rolloutObjects } from './objects.ts'
import { progressOf } from './progress.ts'

const flags = {
  ...rolloutFlags,
  revision: int64(0, 'Complain if the rollout is not the one to this revision; 0 takes whichever is the last.'),
  timeout: duration(0, 'How long to watch (1s, 2m, 3h); 0 for as long as it takes.'),
  watch: bool(true, 'Watch until the rollout is done.', { shorthand: 'w' }),
}

export const status = defineCommand({
  name: 'rollout status',
  usage: 'rollout status (TYPE NAME | TYPE/NAME) [flags]',
  summary: 'Tell how far a rollout has come, until it is done',
  description: `Watches the rollout until it is done, and tells how far it has come.

If a new rollout begins meanwhile, the watch goes on with that one; --revision=N gives up instead. --watch=false shows how things stand and returns.`,
  examples: [{ about: 'Watch the rollout of a deployment', line: 'kubectl rollout status deployment/web' }],
  flags,
  async run(invocation) {
    const { flags: given, io } = invocation
    requireObjects(invocation)
    if (given.revision < 0) throw new CommandError(`revision must be a positive integer: ${given.revision}`)
    const resources = await rolloutObjects(invocation)
    let found = false
    await resources.visit(async (info) => {
      found = true
      await follow(invocation, info)
    })
    if (!found) io.stderr(nothingFound((await invocation.namespace()).name))
  },
})

async function follow(invocation: Invocation<typeof flags>, { resource, namespace, name }: Info): Promise<void> {
  const { flags: given, io } = invocation
  if (resource === undefined) throw new Error('an object read with --local has no rollout')
  const progress = progressOf(resource)
  const met = ({ type, object }: WatchEvent): boolean => {
    if (type === 'DELETED') throw new CommandError('object has been deleted')
    const { text, done } = progress(object, given.revision)
    io.stdout(text)
    return done || !given.watch
  }
  const deadline = given.timeout > 0 ? io.now() + given.timeout : Number.POSITIVE_INFINITY
  if (!(await until(invocation, { resource, namespace, name }, deadline, { met }))) throw new CommandError('timed out waiting for the condition')
}
