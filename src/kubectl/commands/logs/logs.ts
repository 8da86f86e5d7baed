import { parseTime, TimeError } from '../../../api/time.ts'
import { defineCommand, type Invocation } from '../../command.ts'
import { CommandError, wrongUse } from '../../errors.ts'
import { bool, duration, int, int64, string } from '../../flags.ts'
import { containerFlag, podRunningTimeoutFlag, requireTimeout } from '../../pods/pod-flags.ts'
import { selectorFlag } from '../../shared-flags.ts'
import { read } from './read.ts'
import { logRequests } from './requests.ts'
import { logTarget } from './target.ts'

const logsFlags = {
  ...selectorFlag,
  ...containerFlag,
  ...podRunningTimeoutFlag(20_000),
  'all-containers': bool(false, 'The logs of all containers of the pod(s).', { example: 'kubectl logs web --all-containers' }),
  'all-pods': bool(false, 'The logs of all pods that belong to the object. Turns --prefix on.'),
  follow: bool(false, 'Go on and print what is logged from now on.', { shorthand: 'f', example: 'kubectl logs -f web' }),
  'ignore-errors': bool(false, 'An error with one log does not stop the others.'),
  'insecure-skip-tls-verify-backend': bool(false, 'Do not check the identity of the kubelet that has the logs.'),
  'limit-bytes': int64(0, 'At most this many bytes of a log. 0 means all.'),
  'max-log-requests': int(5, 'How many logs may be followed at once.'),
  prefix: bool(false, 'Put pod and container before each line.'),
  previous: bool(false, 'The log of the container that ran before the last restart.', { shorthand: 'p', example: 'kubectl logs -p web' }),
  since: duration(0, 'Only what was logged in the last 5s, 2m, or 3h. Not together with --since-time.', { example: 'kubectl logs --since=10m web' }),
  'since-time': string('', 'Only what was logged after this time (RFC3339). Not together with --since.'),
  tail: int64(-1, 'Only so many last lines. Without it all of them; with a selector, ten.', { example: 'kubectl logs --tail=20 web' }),
  timestamps: bool(false, 'Put the time before each line.', { example: 'kubectl logs --timestamps web' }),
}

export type Logs = Invocation<typeof logsFlags>

const usage = 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'

export const logs = defineCommand({
  name: 'logs',
  usage,
  group: 'Troubleshooting and Debugging Commands',
  summary: 'Print the logs for a container in a pod',
  description:
    'Prints what a container has written to its standard output and standard error. Of a deployment or another object with pods, one pod is chosen for you.',
  examples: [
    { about: 'The log of a pod with one container', line: 'kubectl logs web' },
    { about: 'Of one container of several', line: 'kubectl logs web -c sidecar' },
    { about: 'Of all containers, each line with its origin', line: 'kubectl logs web --all-containers --prefix' },
    { about: 'Of all pods with a label', line: 'kubectl logs -l app=web --all-containers' },
    { about: 'Of all pods of a deployment', line: 'kubectl logs deployment/web --all-pods' },
    { about: 'Follow a log', line: 'kubectl logs -f web' },
    { about: 'What the container said before it was restarted', line: 'kubectl logs -p web' },
    { about: 'The last 20 lines', line: 'kubectl logs --tail=20 web' },
    { about: 'What was logged in the last hour, with times', line: 'kubectl logs --since=1h --timestamps web' },
  ],
  flags: logsFlags,
  async run(invocation) {
    checkWords(invocation)
    const { flags } = invocation
    requireTimeout(flags['pod-running-timeout'])
    if (flags['since-time'] !== '') checkTime(flags['since-time'])
    const target = await logTarget(invocation)
    checkFlags(invocation)
    const requests = await logRequests(invocation, target)
    if (flags.follow && requests.length > Math.max(1, flags['max-log-requests']))
      throw new CommandError(
        `you are attempting to follow ${requests.length} log streams, but maximum allowed concurrency is ${flags['max-log-requests']}, use --max-log-requests to increase the limit`,
      )
    await read(invocation, requests)
  },
})

function checkWords({ args, flags, command }: Logs): void {
  const selected = flags.selector !== ''
  if (args.length > 2 || (args.length === 0 && !selected))
    throw wrongUse(command, `expected '${usage}'.\nPOD or TYPE/NAME is a required argument for the logs command`)
  if (args.length === 1 && selected) throw wrongUse(command, 'only a selector (-l) or a POD name is allowed')
}

function checkTime(text: string): void {
  try {
    parseTime(text)
  } catch (error) {
    throw error instanceof TimeError ? new CommandError(error.message) : error
  }
}

/** `logs POD CONTAINER` is the old way to say -c. */
export const namedContainer = ({ args, flags }: Logs): string => args[1] ?? flags.container

/** How many last lines are wanted; undefined for all. */
export function tailOf({ flags, changed }: Logs): number | undefined {
  if (flags.selector !== '' && !changed('tail')) return 10
  return flags.tail === -1 ? undefined : flags.tail
}

/** Whole seconds, rounded like Go's Duration.Round: halves away from zero. */
export const sinceSeconds = ({ flags }: Logs): number | undefined =>
  flags.since === 0 ? undefined : Math.sign(flags.since) * Math.round(Math.abs(flags.since) / 1000)

function checkFlags(invocation: Logs): void {
  const { flags, args, changed } = invocation
  const container = namedContainer(invocation)
  const fail = (message: string): never => {
    throw new CommandError(message)
  }
  if (flags['since-time'] !== '' && flags.since !== 0) fail('at most one of `sinceTime` or `sinceSeconds` may be specified')
  if (flags['all-containers'] && container !== '') fail(`--all-containers=true should not be specified with container name ${flags.container || container}`)
  if (changed('container') && args.length === 2) fail('only one of -c or an inline [CONTAINER] arg is allowed')
  if (flags['limit-bytes'] < 0) fail('--limit-bytes must be greater than 0')
  if ((sinceSeconds(invocation) ?? 0) < 0) fail('--since must be greater than 0')
  if ((tailOf(invocation) ?? 0) < -1) fail('--tail must be greater than or equal to -1')
}
