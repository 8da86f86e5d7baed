import { pathOf, pods, services } from '../../api/kinds.ts'
import type { AnyObject } from '../../api/object.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { type DryRun, dryRunOf, writeQuery } from '../dry-run.ts'
import { CommandError, wrongUse } from '../errors.ts'
import { bool, duration, string, stringArray } from '../flags.ts'
import { labelPairs } from '../generators/label-pairs.ts'
import { environment, pod, serviceOfPod } from '../generators/pod.ts'
import { isImageReference } from '../image-reference.ts'
import { savedConfiguration } from '../last-applied.ts'
import { request } from '../rest.ts'
import { dryRunFlag, fieldManagerFlag, filenameFlags, outputFlags, saveConfigFlag } from '../shared-flags.ts'
import { asStruct } from '../struct.ts'
import { cascadeOf, deletionFlags } from './deletion.ts'
import { overridden, overrideFlags } from './overrides.ts'
import { parsePairs } from './pairs.ts'
import { resultPrinter } from './result-printer.ts'
import { attachToPod } from './run-attached.ts'

const flags = {
  ...outputFlags,
  ...filenameFlags('to replace the resource with'),
  ...deletionFlags({ wait: false }),
  ...saveConfigFlag,
  ...dryRunFlag,
  ...fieldManagerFlag('kubectl-run'),
  ...overrideFlags,
  annotations: stringArray([], 'Annotation of the pod, as key=value; may be repeated.'),
  attach: bool(false, 'Wait until the pod runs and attach to it. So by itself with -i. With --restart=Never, the exit code of the container is returned.'),
  command: bool(false, "What follows -- replaces the image's command, instead of being its arguments.", {
    example: 'kubectl run web --image=busybox --command -- sleep 1h',
  }),
  'detach-keys': string('ctrl-p,ctrl-q', 'Keys that detach from the container.'),
  env: stringArray([], 'Environment variable of the container, as NAME=value; may be repeated.', { example: 'kubectl run web --image=nginx --env=MODE=test' }),
  expose: bool(false, 'Also create a ClusterIP service for the pod. Takes --port.'),
  image: string('', 'Image of the container.', { required: true, example: 'kubectl run web --image=nginx' }),
  'image-pull-policy': string('', 'When to pull the image: Always, IfNotPresent or Never. Left to the server unless given.'),
  labels: string('', 'Labels of the pod, as a=b,c=d; without it, run=NAME.', {
    shorthand: 'l',
    example: 'kubectl run web --image=nginx --labels=app=web,tier=front',
  }),
  'leave-stdin-open': bool(false, 'Leave standard input open after the first attachment ends.'),
  'pod-running-timeout': duration(60_000, 'How long to wait until the pod runs (5s, 2m, 3h; more than zero).'),
  port: string('', 'Port that the container offers.', { example: 'kubectl run web --image=nginx --port=80' }),
  privileged: bool(false, 'Run the container in privileged mode.'),
  quiet: bool(false, 'Print no hints.', { shorthand: 'q' }),
  restart: string('Always', 'What happens when the container ends: Always, OnFailure or Never.', {
    example: 'kubectl run once --image=busybox --restart=Never -- date',
  }),
  rm: bool(false, 'Delete the pod when it ends. Only when attached.', { example: 'kubectl run probe --rm -it --image=busybox -- sh' }),
  stdin: bool(false, 'Keep standard input of the container open, even if nobody is attached.', { shorthand: 'i' }),
  tty: bool(false, 'Give the container a terminal.', { shorthand: 't' }),
}

export type Run = Invocation<typeof flags>
type Restart = 'Always' | 'OnFailure' | 'Never'

export const run = defineCommand({
  name: 'run',
  usage: 'run NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]',
  group: 'Basic Commands (Beginner)',
  summary: 'Start a pod from an image',
  description: 'Creates one pod and runs an image in it.',
  examples: [
    { about: 'Start nginx', line: 'kubectl run nginx --image=nginx' },
    { about: 'Say which port it offers', line: 'kubectl run web --image=nginx --port=80' },
    { about: 'Set environment variables', line: 'kubectl run web --image=nginx --env="MODE=fast" --env="LEVEL=3"' },
    { about: 'Set labels', line: 'kubectl run web --image=nginx --labels="app=web,env=prod"' },
    { about: 'Print the manifest instead of creating the pod', line: 'kubectl run nginx --image=nginx --dry-run=client -o yaml' },
    { about: 'A shell in a pod that is gone afterwards', line: 'kubectl run -i -t --rm shell --image=busybox --restart=Never' },
    { about: 'Another command and its arguments', line: 'kubectl run nginx --image=nginx --command -- sleep 3600' },
  ],
  flags,
  async run(invocation): Promise<number | undefined> {
    const { args, flags: given } = invocation
    const dryRun = dryRunOf(invocation)
    const attach = given.attach || (given.stdin && !invocation.changed('attach'))
    const printer = await resultPrinter(invocation, dryRun, { typed: true })
    cascadeOf(invocation)
    const restart = check(invocation, attach, dryRun)
    const { name: namespace, explicit } = await invocation.namespace()
    const [name = ''] = args
    const ownLabels = given.labels === '' ? {} : labelPairs(given.labels)
    const labels = given.labels === '' ? { run: name } : ownLabels
    const where = { namespace, explicit, dryRun }
    const created: [AnyObject, ...AnyObject[]] = [await make(invocation, pods, overridden(invocation, podFor(invocation, labels, restart)), where)]
    const errors: unknown[] = []
    if (given.expose)
      try {
        const service = await make(invocation, services, serviceOfPod(name, Number(given.port), ownLabels, labels) as unknown as AnyObject, where)
        printer.print(service, 'created')
        if (given.output === 'yaml') invocation.io.stdout('---\n')
        created.push(service)
      } catch (error) {
        errors.push(error)
      }
    if (attach) return attachToPod(invocation, created, restart)
    printer.print(created[0], 'created')
    if (errors.length > 0) throw errors[0]
    return undefined
  },
})

function podFor(invocation: Run, labels: Readonly<Record<string, string>>, restart: Restart): AnyObject {
  const { args, flags: given } = invocation
  const [name = '', ...rest] = args
  const env = environment(given.env)
  const annotations = Object.fromEntries(parsePairs(given.annotations, 'annotations', false).set)
  if (given.port !== '' && !/^[+-]?\d+$/.test(given.port)) throw new CommandError(`strconv.Atoi: parsing ${JSON.stringify(given.port)}: invalid syntax`)
  const written = pod({
    name,
    image: given.image,
    labels,
    annotations,
    env,
    args: rest,
    command: given.command,
    port: given.port === '' ? 0 : Number(given.port),
    restart,
    imagePullPolicy: given['image-pull-policy'],
    privileged: given.privileged,
    stdin: given.stdin,
    tty: given.tty,
    leaveStdinOpen: given['leave-stdin-open'],
  })
  return written as unknown as AnyObject
}

/** Refuses what does not go together, in kubectl's order, and says what restart policy is meant. */
function check(invocation: Run, attach: boolean, dryRun: DryRun): Restart {
  const { args, dash, flags: given } = invocation
  const misuse = (message: string): never => {
    throw wrongUse(invocation.command, message)
  }
  if (args.length === 0 || dash === 0) misuse('NAME is required for run')
  if (given['pod-running-timeout'] <= 0) misuse('--pod-running-timeout must be higher than zero')
  if (given.image === '') throw new CommandError('--image is required')
  if (!isImageReference(given.image)) throw new CommandError(`Invalid image name ${JSON.stringify(given.image)}: invalid reference format`)
  if (given.tty && !given.stdin) misuse('-i/--stdin is required for containers with -t/--tty=true')
  if (given.expose && given.port === '') misuse('--port must be set when exposing a service')
  const restart = given.restart === '' ? (given.stdin ? 'OnFailure' : 'Always') : given.restart
  if (!isRestart(restart)) return misuse(`invalid restart policy: ${restart}`)
  if (!attach && given.rm) misuse('--rm should only be used for attached containers')
  if (attach && dryRun !== 'none') misuse("--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)")
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(given['image-pull-policy'])) misuse(`invalid image pull policy: ${given['image-pull-policy']}`)
  return restart
}

const isRestart = (text: string): text is Restart => text === 'Always' || text === 'OnFailure' || text === 'Never'

interface Where {
  readonly namespace: string
  readonly explicit: boolean
  readonly dryRun: DryRun
}

/** Sends an object, or with --dry-run=client says only where it would be. */
async function make(invocation: Run, kind: typeof pods | typeof services, written: AnyObject, { namespace, explicit, dryRun }: Where): Promise<AnyObject> {
  const { flags: given } = invocation
  const object = asStruct(written)
  // kubectl learns the kind from the server even when it sends nothing.
  await (await invocation.mapper()).resourceForKind(kind.kind, kind.version)
  if (dryRun === 'client') return explicit ? asStruct({ ...object, metadata: { ...object.metadata, namespace } }) : object
  const body = savedConfiguration(object, given['save-config'], 'struct')
  const query = writeQuery(dryRun, { fieldManager: given['field-manager'] })
  return request<AnyObject>(await invocation.transport(), 'POST', pathOf(kind, namespace), { query, body })
}
