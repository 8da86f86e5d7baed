/** The shape of a cluster, as the command line tells it: how many nodes of which sort, and in which zones. */
import { InvalidArgument, type Option, wholeNumber } from './subcommand.ts'

export interface Shape {
  /** All nodes. */
  readonly nodes: number
  readonly controlPlanes: number
  /** Nodes take turns. */
  readonly zones?: readonly string[]
}

const mostNodes = 50

function zoneNames(text: string): readonly string[] {
  const names = text.split(',')
  if (names.some((name) => !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)))
    throw new InvalidArgument('Zones are named by lower-case words, with commas between them.')
  return names
}

export const shapeOptions: readonly Option[] = [
  { flags: '--nodes <count>', meaning: 'how many nodes the cluster has: two workers beside the control plane unless told', parse: wholeNumber(1, mostNodes) },
  {
    flags: '--control-planes <count>',
    meaning: 'how many of them are of the control plane, each with an etcd and an API server',
    default: '1',
    parse: wholeNumber(1, 7),
  },
  { flags: '--zones <names>', meaning: 'zones in which the nodes stand in turn: a,b,c', parse: zoneNames },
]

/** @throws InvalidArgument if there are not as many nodes as that. */
export function shapeOf({ nodes, controlPlanes, zones }: Readonly<Record<string, any>>): Shape {
  const planes = Number(controlPlanes)
  const all = nodes === undefined ? planes + 2 : Number(nodes)
  if (all < planes) throw new InvalidArgument(`${planes} nodes of the control plane are more than ${all} nodes.`)
  return { nodes: all, controlPlanes: planes, ...(zones ? { zones } : {}) }
}
