import { defineCommand } from '../../command.ts'
import { dryRunOf } from '../../dry-run.ts'
import { CommandError } from '../../errors.ts'
import { parsePairs, resourcesAndPairs } from '../pairs.ts'
import { resultPrinter } from '../result-printer.ts'
import { changeEach, containersOf, setFlags, setInfos, setSelectorFlag, withPodSpec } from './pod-template.ts'

export const setImage = defineCommand({
  name: 'set image',
  usage: 'set image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N',
  summary: 'Update the image of a pod template',
  description:
    'Changes which image containers run: of pod (po), replicationcontroller (rc), deployment (deploy), daemonset (ds), statefulset (sts), cronjob (cj), replicaset (rs). Of a workload this starts a rollout.',
  examples: [
    { about: 'Change the image of one container', line: 'kubectl set image deployment/web nginx=nginx:1.27' },
    { about: 'Change it in all containers of a daemon set', line: 'kubectl set image daemonset abc *=nginx:1.27' },
    { about: 'Print what would be sent, from a file', line: 'kubectl set image -f web.yaml nginx=nginx:1.27 --local -o yaml' },
  ],
  flags: { ...setFlags, ...setSelectorFlag },
  async run(invocation) {
    const { args, flags: given } = invocation
    const dryRun = dryRunOf(invocation)
    const printer = await resultPrinter(invocation, dryRun, { typed: true })
    const { resources, pairs } = resourcesAndPairs(args, 'image')
    const images = parsePairs(pairs, 'image', false).set
    const infos = await setInfos(invocation, resources, { selector: given.selector, refuseLocalArguments: true })
    const faults: string[] = []
    if (given.all && given.selector !== '') faults.push('cannot set --all and --selector at the same time')
    if (resources.length === 0 && given.filename.length === 0 && given.kustomize === '')
      faults.push('one or more resources must be specified as <resource> <name> or <resource>/<name>')
    if (images.size === 0) faults.push('at least one image update is required')
    else if (images.size > 1 && images.has('*'))
      faults.push('all containers are already specified by *, but saw more than one container_name=container_image pairs')
    if (given.local && dryRun === 'server') faults.push('cannot specify --local and --dry-run=server - did you mean --dry-run=client?')
    if (faults.length > 0)
      throw faults.length === 1 ? new CommandError(faults[0] as string) : new AggregateError(faults.map((fault) => new CommandError(fault)))
    const errors: unknown[] = []
    await changeEach(invocation, infos, errors, {
      dryRun,
      printer,
      operation: 'image updated',
      failure: 'failed to patch image update to pod template: ',
      change: (object) =>
        withPodSpec(object, (spec) => {
          for (const [name, image] of images) {
            const found = containersOf(spec).filter((container) => name === '*' || container.name === name)
            if (found.length === 0) errors.push(new CommandError(`error: unable to find container named ${JSON.stringify(name)}`))
            for (const container of found) container.image = image
          }
          return true
        }),
    })
  },
})
