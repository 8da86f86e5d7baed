import { shapeOf, shapeOptions } from './shape.ts'
import { addOnsOption, type Subcommand, schedulerConfigOption, wholeNumber } from './subcommand.ts'

export const serve: Subcommand = {
  name: 'serve',
  summary: 'serve a cluster over HTTPS on this machine, for the real kubectl, helm and client libraries',
  options: [
    { flags: '--port <port>', meaning: 'where to listen on 127.0.0.1; 0 takes any free port', default: '6443', parse: wholeNumber(0, 65535) },
    { flags: '--kubeconfig <file>', meaning: "where to write the administrator's kubeconfig" },
    ...shapeOptions,
    addOnsOption,
    schedulerConfigOption,
    { flags: '--audit', meaning: 'the API server writes an audit log, in /var/log/kubernetes/audit of the control-plane node' },
    { flags: '--seed <seed>', meaning: 'the same seed gives the same names; keys are always fresh' },
  ],
  more: `
The cluster lives as long as this command, on real time. Ctrl-C ends it.

Example:
  ktutor serve --port 0 --kubeconfig ./kubeconfig &
  kubectl --kubeconfig ./kubeconfig get nodes`,
  async run(_, { port, kubeconfig, addons, audit, seed, schedulerConfig, ...shape }) {
    const { readAddOns } = await import('./add-ons.ts')
    const { serveCluster } = await import('./serving.ts')
    const { readSchedulerConfig } = await import('./scheduler-config.ts')
    const scheduler = schedulerConfig === undefined ? undefined : readSchedulerConfig(schedulerConfig)
    const options = { port: Number(port), kubeconfig, ...shapeOf(shape), addOns: readAddOns(addons), audit: audit !== undefined, seed }
    return serveCluster({ ...options, ...(scheduler && { scheduler }) })
  },
}
