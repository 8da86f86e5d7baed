import type { ShellCommand } from '../../shell/command.ts'
import { drawMap } from '../insight/map.ts'
import type { Asked } from './why.ts'

const usage = 'map: draws the cluster; -n NAMESPACE another namespace than yours, -A all of them\n'

/** `map`: nodes, pods, services, and who owns whom. */
export const map = ({ insight, namespace }: Asked): ShellCommand => ({
  name: 'map',
  summary: 'the cluster drawn: nodes, pods, services, who owns whom',
  async run(words, io) {
    const wanted = await namespaceIn(words, namespace)
    if (wanted === undefined) {
      io.stderr(usage)
      return 2
    }
    io.stdout(`${drawMap(insight, wanted).join('\n')}\n`)
    return 0
  },
})

async function namespaceIn(words: readonly string[], otherwise: () => Promise<string>): Promise<string | undefined> {
  const [first, second] = words
  if (first === undefined) return otherwise()
  if (first === '-A' || first === '--all-namespaces') return words.length === 1 ? '' : undefined
  if (first === '-n' || first === '--namespace') return words.length === 2 ? second : undefined
  const [, joined] = /^(?:-n|--namespace)=(.+)$/.exec(first) ?? []
  return words.length === 1 ? joined : undefined
}
