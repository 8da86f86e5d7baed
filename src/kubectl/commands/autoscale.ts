import { defineCommand } from '../command.ts'
import { CommandError, NotSimulated } from '../errors.ts'
import { int32, string } from '../flags.ts'
import { dryRunFlag, fieldManagerFlag, filenameFlags, outputFlags, saveConfigFlag } from '../shared-flags.ts'

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
  flags: {
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
  },
  async run({ flags }) {
    if (flags.max < 1) throw new CommandError(`--max=MAXPODS is required and must be at least 1, max: ${flags.max}`)
    if (flags.max < flags.min) throw new CommandError(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${flags.max}, min: ${flags.min}`)
    if (flags['cpu-percent'] > 0 && flags.cpu !== '') throw new CommandError('--cpu-percent and --cpu are mutually exclusive')
    throw new NotSimulated('kubectl autoscale', `create a HorizontalPodAutoscaler that keeps up to ${flags.max} pods`)
  },
})
