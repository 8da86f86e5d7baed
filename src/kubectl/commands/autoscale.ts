/** `kubectl autoscale`. Models kubectl pkg/cmd/autoscale/autoscale.go. */
import { horizontalPodAutoscalers, horizontalPodAutoscalersV1, type Kind, pathOf } from '../../api/kinds.ts'
import type { AnyObject } from '../../api/object.ts'
import { StatusError } from '../../api/status.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { type ApiResource, groupVersionOf } from '../discovery.ts'
import { type DryRun, dryRunOf, writeQuery } from '../dry-run.ts'
import { CommandError } from '../errors.ts'
import { int32, string } from '../flags.ts'
import { autoscalerV1, autoscalerV2, parseTarget } from '../generators/autoscaler.ts'
import { savedConfiguration } from '../last-applied.ts'
import { findResources, type Info } from '../resources/resources.ts'
import { request } from '../rest.ts'
import { dryRunFlag, fieldManagerFlag, filenameFlags, outputFlags, saveConfigFlag } from '../shared-flags.ts'
import { asStruct } from '../struct.ts'
import { type ResultPrinter, resultPrinter } from './result-printer.ts'

const flags = {
  ...outputFlags,
  ...filenameFlags('that names what to scale'),
  ...dryRunFlag,
  ...saveConfigFlag,
  ...fieldManagerFlag('kubectl-autoscale'),
  cpu: string('', 'CPU that pods should use on average: of what they request (70%), or as a quantity (500m; a bare 500 means the same).'),
  'cpu-percent': int32(-1, 'Percentage of the requested CPU that pods should use on average.', {
    hidden: true,
    deprecated: "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).",
  }),
  max: int32(-1, 'The most pods that there may be.', { required: true }),
  memory: string('', 'Memory that pods should use on average: of what they request (60%), or as a quantity (200Mi; a bare 200 means the same).'),
  min: int32(-1, 'The fewest pods that there may be. Negative leaves it to the server, which says 1.'),
  name: string('', 'Name of the autoscaler; otherwise that of what it scales.'),
}

type Autoscale = Invocation<typeof flags>

export const autoscale = defineCommand({
  name: 'autoscale',
  usage: 'autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY]',
  group: 'Deploy Commands',
  summary: 'Let the number of pods follow the load',
  description:
    'Creates a HorizontalPodAutoscaler: a controller then looks at what the pods use and sets the number of replicas of a deployment, replica set, stateful set or replication controller, between a least and a most.',
  examples: [
    { about: 'Between 2 and 10 pods, as the default policy of the server says', line: 'kubectl autoscale deployment web --min=2 --max=10' },
    { about: 'So many that each uses about 80% of the CPU that it requests', line: 'kubectl autoscale deployment web --max=5 --cpu=80%' },
    {
      about: 'So many that each uses about 500m of CPU and 200Mi of memory',
      line: 'kubectl autoscale deployment web --min=3 --max=6 --cpu=500m --memory=200Mi',
    },
  ],
  flags,
  async run(invocation) {
    const { args, flags: given } = invocation
    const dryRun = dryRunOf(invocation)
    const { name: namespace, explicit } = await invocation.namespace()
    check(invocation)
    const found = await findResources(invocation, { args, files: given, namespace, enforceNamespace: explicit, continueOnError: true, flatten: true })
    let count = 0
    await found.visit(async (info) => {
      if (info.resource) await requireScale(invocation, info.resource)
      await createFor(invocation, info, dryRun)
      count++
    })
    if (count === 0) throw new CommandError('no objects passed to autoscale')
  },
})

function check({ flags: given }: Autoscale): void {
  const { max, min, cpu, memory } = given
  if (max < 1) throw new CommandError(`--max=MAXPODS is required and must be at least 1, max: ${max}`)
  if (max < min) throw new CommandError(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`)
  if (given['cpu-percent'] > 0 && cpu !== '') throw new CommandError('--cpu-percent and --cpu are mutually exclusive')
  if (cpu !== '') parseTarget(cpu, 'cpu')
  if (memory !== '') parseTarget(memory, 'memory')
}

/** What cannot be scaled cannot be scaled by itself. */
async function requireScale(invocation: Autoscale, resource: ApiResource): Promise<void> {
  const { group, version, kind, plural } = resource
  const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  const list = await request<{ resources: readonly { name: string }[] }>(await invocation.transport(), 'GET', path)
  if (list.resources.some(({ name }) => name === `${plural}/scale`)) return
  throw new CommandError(`cannot autoscale a ${kind}: could not find scale subresource for ${group}/${version}, Resource=${plural} in discovery information`)
}

async function createFor(invocation: Autoscale, info: Info, dryRun: DryRun): Promise<void> {
  const { flags: given } = invocation
  const { name: namespace, explicit } = await invocation.namespace()
  const target = { apiVersion: info.resource ? groupVersionOf(info.resource) : '', kind: info.resource?.kind ?? '', name: info.name }
  const options = { ...given, cpuPercent: given['cpu-percent'], name: given.name || info.name, namespace: explicit ? namespace : '', target }
  const printer = (): Promise<ResultPrinter> => resultPrinter(invocation, dryRun, { typed: true, separate: true })
  const written = asStruct(autoscalerV2(options))
  if (dryRun === 'client') return (await printer()).print(written, 'created')
  const send = async (kind: Kind<unknown>, object: AnyObject): Promise<AnyObject> => {
    const body = savedConfiguration(asStruct(object), given['save-config'], 'struct')
    const query = writeQuery(dryRun, { fieldManager: given['field-manager'] })
    return request<AnyObject>(await invocation.transport(), 'POST', pathOf(kind, namespace), { query, body })
  }
  const answer = await send(horizontalPodAutoscalers, written).catch((error: unknown) => {
    if (!(error instanceof StatusError)) throw error
    requireVersion1(invocation)
    return send(horizontalPodAutoscalersV1, autoscalerV1(options))
  })
  ;(await printer()).print(answer, 'autoscaled')
}

/** What v2 refuses may be tried in v1, if v1 can say it. Real kubectl tells of this and not of what was wrong. */
function requireVersion1({ flags: given }: Autoscale): void {
  const incompatible = (why: string): CommandError =>
    new CommandError(`failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: ${why}`)
  if (given.cpu === '') throw incompatible('empty input')
  const percentage = 'averageUtilization' in parseTarget(given.cpu, 'cpu')
  if (given.memory !== '' || (!percentage && given['cpu-percent'] < 0)) throw incompatible('%!w(<nil>)')
}
