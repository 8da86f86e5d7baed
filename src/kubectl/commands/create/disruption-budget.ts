import { parseSelector } from '../../../api/label-selector.ts'
import { SelectorError, toLabelSelector } from '../../../api/labels.ts'
import type { LabelSelector } from '../../../api/types.ts'
import { defineCommand } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { string } from '../../flags.ts'
import { inNamespace } from '../../generators/written.ts'
import { create, creation, generatedFlags, nameArgument, writtenNamespace } from './generated.ts'

const podDisruptionBudgets = { group: 'policy', version: 'v1', kind: 'PodDisruptionBudget', plural: 'poddisruptionbudgets', namespaced: true }

/** 3 or 50% */
const amount = /^[0-9]+%?$/

export const createPodDisruptionBudget = defineCommand({
  name: 'create poddisruptionbudget',
  usage: 'create poddisruptionbudget NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]',
  aliases: ['pdb'],
  summary: 'Create a limit to how many pods may be taken away at a time',
  description: 'A PodDisruptionBudget protects against what is done on purpose, such as kubectl drain. Against nodes that die it can do nothing.',
  examples: [
    { about: 'At least one pod of these must stay', line: 'kubectl create poddisruptionbudget web --selector=app=web --min-available=1' },
    { about: 'At least half of them', line: 'kubectl create pdb web --selector=app=web --min-available=50%' },
  ],
  flags: {
    ...generatedFlags,
    'max-unavailable': string('', 'How many of the pods may be missing at most: a number or a percentage.'),
    'min-available': string('', 'How many of the pods must be there at least: a number or a percentage.'),
    selector: string('', 'Labels of the pods that the budget is about: app=web.'),
  },
  async run(invocation) {
    const { flags } = invocation
    const name = nameArgument(invocation)
    const how = await creation(invocation)
    const { selector, 'min-available': least, 'max-unavailable': most } = flags
    if (name === '') throw new CommandError('name must be specified')
    if (selector === '') throw new CommandError('a selector must be specified')
    if (most === '' && least === '') throw new CommandError('one of min-available or max-unavailable must be specified')
    if (most !== '' && least !== '') throw new CommandError('min-available and max-unavailable cannot be both specified')
    if (least !== '' && !amount.test(least)) throw new CommandError('invalid format specified for min-available')
    if (most !== '' && !amount.test(most)) throw new CommandError('invalid format specified for max-unavailable')
    const limit = least !== '' ? { minAvailable: numberOrPercentage(least) } : { maxUnavailable: numberOrPercentage(most) }
    const object = {
      kind: 'PodDisruptionBudget',
      apiVersion: 'policy/v1',
      metadata: { name, ...inNamespace(await writtenNamespace(invocation)) },
      spec: { ...limit, selector: labelSelector(selector) },
    }
    await create(invocation, how, podDisruptionBudgets, object, 'failed to create poddisruptionbudgets: ')
  },
})

const numberOrPercentage = (text: string): number | string => (text.endsWith('%') ? text : Number(text))

function labelSelector(text: string): LabelSelector {
  let why = `couldn't parse the selector string ${JSON.stringify(text)}: `
  try {
    const selector = parseSelector(text)
    why = ''
    return toLabelSelector(selector)
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error
    throw new CommandError(`${why}${error.message}`)
  }
}
