import { defineCommand } from '../../command.ts'
import { dryRunOf } from '../../dry-run.ts'
import { CommandError } from '../../errors.ts'
import { resultPrinter } from '../result-printer.ts'
import { changeEach, setFlags, setInfos, withPodSpec } from './pod-template.ts'

export const setServiceAccount = defineCommand({
  name: 'set serviceaccount',
  usage: 'set serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT',
  aliases: ['sa'],
  summary: 'Choose another service account for the pods of a template',
  description: 'Says which service account the pods of a workload are.',
  examples: [{ about: 'Let the pods of a deployment be robot', line: 'kubectl set serviceaccount deployment web robot' }],
  flags: setFlags,
  async run(invocation) {
    const { args, flags: given } = invocation
    const dryRun = dryRunOf(invocation)
    if (given.local && dryRun === 'server') throw new CommandError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?')
    const printer = await resultPrinter(invocation, dryRun, { typed: true })
    const name = args.at(-1)
    if (name === undefined) throw new CommandError('serviceaccount is required')
    const infos = await setInfos(invocation, args.slice(0, -1))
    await changeEach(invocation, infos, [], {
      dryRun,
      printer,
      operation: 'serviceaccount updated',
      failure: 'failed to patch ServiceAccountName ',
      always: true,
      change: (object) =>
        withPodSpec(object, (spec) => {
          spec.serviceAccountName = name
          return true
        }),
    })
  },
})
