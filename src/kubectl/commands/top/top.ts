/** The words under `kubectl top`: what pods and nodes use at the moment, as the metrics server knows it. */
import { defineCommand } from '../../command.ts'
import { topNode } from './node.ts'
import { topPod } from './pod.ts'

export const top = defineCommand({
  name: 'top',
  usage: 'top [flags]',
  group: 'Cluster Management Commands',
  summary: 'Show how much CPU and memory nodes and pods use',
  description:
    'The figures come from the metrics server, an add-on of the cluster that asks every kubelet from time to time; without it there are none. They are averages of the last moments, made for autoscalers, and no full monitoring.',
  flags: {},
  subcommands: [topNode, topPod],
})
