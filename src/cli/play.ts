import { shapeOf, shapeOptions } from './shape.ts'
import { addOnsOption, type Subcommand, schedulerConfigOption } from './subcommand.ts'

export const play: Subcommand = {
  name: 'play',
  summary: 'a cluster of your own to play with, gone when you leave',
  options: [
    { flags: '--script <file>', meaning: 'run the commands of a file (- for standard input) on a fresh cluster, and leave' },
    ...shapeOptions,
    addOnsOption,
    schedulerConfigOption,
    { flags: '--seed <seed>', meaning: 'the same seed and the same commands give the same cluster, names and all' },
  ],
  more: `
In a script nobody looks on, so time does not pass: it jumps to whatever happens next as soon as a command waits.
Files are read from this folder (or the script's), and what you write stays in memory.

Examples:
  ktutor play
  ktutor play --control-planes 3 --zones a,b,c
  ktutor play --script deploy.sh
  echo 'kubectl get nodes' | ktutor play --script -`,
  async run(_, { script, addons, seed, schedulerConfig, ...shape }) {
    const { playAtTerminal, playScript } = await import('./playground.ts')
    const { readAddOns } = await import('./add-ons.ts')
    const { readSchedulerConfig } = await import('./scheduler-config.ts')
    const scheduler = schedulerConfig === undefined ? undefined : readSchedulerConfig(schedulerConfig)
    const options = { ...shapeOf(shape), addOns: readAddOns(addons), seed, ...(scheduler && { scheduler }) }
    if (script === undefined && process.stdin.isTTY && process.stdout.isTTY) return playAtTerminal(options)
    return playScript(options, script ?? '-')
  },
}
