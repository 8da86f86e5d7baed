/** The plugins in the order in which a question meets them, whatever their order in the Corefile. Models zdirectives.go. */
import { definePlugin, type Plugin, wrong } from '../plugin.ts'
import { cache } from './cache.ts'
import { forward } from './forward.ts'
import { hosts } from './hosts.ts'
import { kubernetes } from './kubernetes.ts'
import { loadbalance } from './loadbalance.ts'
import { errors, log } from './logging.ts'
import { loop } from './loop.ts'
import { rewrite } from './rewrite.ts'
import { template } from './template.ts'
import { whoami } from './whoami.ts'

/** They are the server's business, or change nothing that is simulated. */
const aside = (name: string): Plugin => definePlugin({ name, setup: () => undefined })

/** CoreDNS has them, and this one does not: it says so and ends, as with any configuration that it can't carry out. */
const missing = (name: string): Plugin =>
  definePlugin({
    name,
    setup() {
      throw wrong(name, 'real CoreDNS has this plugin; ktutor does not simulate it yet')
    },
  })

export const plugins: readonly Plugin[] = [
  ...['root', 'metadata', 'multisocket'].map(aside),
  ...['rrl', 'geoip'].map(missing),
  ...['cancel', 'tls', 'quic', 'timeouts', 'reload', 'nsid', 'bufsize', 'bind', 'debug', 'trace', 'ready', 'health', 'pprof', 'prometheus'].map(aside),
  errors,
  log,
  ...['dnstap', 'local', 'dns64', 'acl', 'any', 'chaos'].map((name) => (name === 'dns64' || name === 'acl' ? missing(name) : aside(name))),
  loadbalance,
  missing('tsig'),
  cache,
  rewrite,
  ...['header', 'minimal'].map(aside),
  ...['dnssec', 'autopath'].map(missing),
  template,
  aside('transfer'),
  hosts,
  ...['route53', 'azure', 'clouddns', 'k8s_external'].map(missing),
  kubernetes,
  ...['file', 'auto', 'secondary', 'etcd'].map(missing),
  loop,
  forward,
  ...['grpc', 'erratic'].map(missing),
  whoami,
  ...['on', 'sign', 'view', 'nomad'].map(missing),
]
