import { canonicalQuantity, QuantityError } from '../../../api/quantity.ts'
import { defineCommand } from '../../command.ts'
import { dryRunOf } from '../../dry-run.ts'
import { CommandError } from '../../errors.ts'
import { string } from '../../flags.ts'
import { resultPrinter } from '../result-printer.ts'
import { changeEach, selectContainers, setFlags, setInfos, setSelectorFlag, withPodSpec } from './pod-template.ts'

export const setResources = defineCommand({
  name: 'set resources',
  usage: 'set resources (-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]',
  summary: 'Update resource requests/limits on objects with pod templates',
  description: 'Says how much CPU and memory containers ask for, and how much they may use at most.',
  examples: [
    { about: 'Limit the container nginx of a deployment', line: 'kubectl set resources deployment web -c=nginx --limits=cpu=200m,memory=512Mi' },
    {
      about: 'Set requests and limits of all its containers',
      line: 'kubectl set resources deployment web --limits=cpu=200m,memory=512Mi --requests=cpu=100m,memory=256Mi',
    },
    { about: 'Take them away', line: 'kubectl set resources deployment web --limits=cpu=0,memory=0 --requests=cpu=0,memory=0' },
  ],
  flags: {
    ...setFlags,
    ...setSelectorFlag,
    containers: string('*', 'Names of the containers to change; * stands for any text.', { shorthand: 'c' }),
    limits: string('', "How much the containers may use at most: 'cpu=100m,memory=256Mi'."),
    requests: string('', "How much the containers ask for: 'cpu=100m,memory=256Mi'."),
  },
  async run(invocation) {
    const { args, flags: given } = invocation
    const dryRun = dryRunOf(invocation)
    const printer = await resultPrinter(invocation, dryRun, { typed: true })
    const infos = await setInfos(invocation, args, { selector: given.selector, refuseLocalArguments: true })
    if (given.local && dryRun === 'server') throw new CommandError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?')
    if (given.all && given.selector !== '') throw new CommandError('cannot set --all and --selector at the same time')
    if (given.limits === '' && given.requests === '')
      throw new CommandError('you must specify an update to requests or limits (in the form of --requests/--limits)')
    const limits = amounts(given.limits)
    const requests = amounts(given.requests)
    const errors: unknown[] = []
    await changeEach(invocation, infos, errors, {
      dryRun,
      printer,
      operation: 'resource requirements updated',
      failure: 'failed to patch resources update to pod template ',
      change: (object) =>
        withPodSpec(object, (spec) => {
          const containers = selectContainers(spec, given.containers)
          if (containers.length === 0) errors.push(new CommandError(`error: unable to find container named ${given.containers}`))
          for (const container of containers) {
            container.resources ??= {}
            if (limits) container.resources.limits = { ...container.resources.limits, ...limits }
            if (requests) container.resources.requests = { ...container.resources.requests, ...requests }
          }
          return containers.length > 0
        }),
    })
  },
})

/** `cpu=100m,memory=256Mi` */
function amounts(text: string): Record<string, string> | undefined {
  if (text === '') return undefined
  const result: Record<string, string> = {}
  for (const pair of text.split(',')) {
    const [name = '', amount, ...more] = pair.split('=')
    if (amount === undefined || more.length > 0) throw new CommandError(`Invalid argument syntax ${pair}, expected <resource>=<value>`)
    result[name] = canonical(amount)
  }
  return result
}

function canonical(amount: string): string {
  try {
    return canonicalQuantity(amount)
  } catch (error) {
    if (error instanceof QuantityError) throw new CommandError(error.message)
    throw error
  }
}
