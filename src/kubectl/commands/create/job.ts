import type { AnyObject } from '../../../api/object.ts'
import type { Job } from '../../../api/types.ts'
import { defineCommand, type Invocation } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { string } from '../../flags.ts'
import { cronJob, job, jobFromCronJob } from '../../generators/job.ts'
import type { Written } from '../../generators/written.ts'
import { findResources } from '../../resources/resources.ts'
import { create, creation, generatedFlags, nameArgument, writtenNamespace } from './generated.ts'

const jobs = { group: 'batch', version: 'v1', kind: 'Job', plural: 'jobs', namespaced: true }
const cronJobs = { group: 'batch', version: 'v1', kind: 'CronJob', plural: 'cronjobs', namespaced: true }

export const createJob = defineCommand({
  name: 'create job',
  usage: 'create job NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]',
  summary: 'Create a job, which runs pods until the work is done',
  description: 'Unlike a deployment, a Job is content when its pod has ended well, and tries again when it has not.',
  examples: [
    { about: 'A job that runs the command of an image', line: 'kubectl create job backup --image=busybox' },
    { about: 'A job with a command of its own', line: 'kubectl create job today --image=busybox -- date' },
    { about: 'Run a cron job now, out of turn', line: 'kubectl create job backup-now --from=cronjob/backup' },
  ],
  flags: {
    ...generatedFlags,
    from: string('', 'Cron job whose template to take, as cronjob/NAME.'),
    image: string('', 'Image that the pod of the job runs.'),
  },
  async run(invocation) {
    const { args, flags } = invocation
    const name = nameArgument(invocation)
    const how = await creation(invocation)
    if ((flags.image === '') === (flags.from === '')) throw new CommandError('either --image or --from must be specified')
    const command = args.slice(1)
    if (command.length > 0 && flags.from !== '') throw new CommandError('cannot specify --from and command')
    const namespace = await writtenNamespace(invocation)
    const object = flags.image === '' ? await fromCronJob(invocation, name, namespace) : job({ name, namespace, image: flags.image, command })
    await create(invocation, how, jobs, object, 'failed to create job: ')
  },
})

async function fromCronJob(invocation: Invocation<typeof createJob.flags>, name: string, namespace: string): Promise<Written<Job>> {
  const found = await findResources(invocation, {
    args: [invocation.flags.from],
    namespace: (await invocation.namespace()).name,
    flatten: true,
    latest: true,
  })
  const [info, ...more] = await found.infos()
  if (info === undefined || more.length > 0) throw new CommandError('from must be an existing cronjob')
  const object = info.object as AnyObject
  if (object.kind !== 'CronJob') throw new CommandError(`unknown object type *v1.${object.kind}`)
  return jobFromCronJob(name, namespace, object as never)
}

export const createCronJob = defineCommand({
  name: 'create cronjob',
  usage: "create cronjob NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]",
  aliases: ['cj'],
  summary: 'Create a cron job, which starts jobs by the clock',
  description: 'The schedule has five fields: minute, hour, day of the month, month, day of the week.',
  examples: [
    { about: 'Every five minutes', line: 'kubectl create cronjob ping --image=busybox --schedule="*/5 * * * *"' },
    { about: 'At half past three on Mondays, with a command', line: 'kubectl create cronjob report --image=busybox --schedule="30 3 * * 1" -- date' },
  ],
  flags: {
    ...generatedFlags,
    image: string('', 'Image that the pods of the jobs run.', { required: true }),
    restart: string('', 'Whether a container that fails is started again in its pod (OnFailure, also if you say nothing) or not (Never).'),
    schedule: string('', 'When to start a job, in the five fields of cron: "*/5 * * * *".', { required: true }),
  },
  async run(invocation) {
    const { args, flags } = invocation
    const name = nameArgument(invocation)
    const how = await creation(invocation)
    const { image, schedule, restart } = flags
    const object = cronJob({ name, namespace: await writtenNamespace(invocation), image, command: args.slice(1), schedule, restart: restart || 'OnFailure' })
    await create(invocation, how, cronJobs, object, 'failed to create cronjob: ')
  },
})
