/** What the program of its pod does: runs the service controller, and the balancers for as long as it runs. */

import { nodes } from '../../api/kinds.ts'
import type { Client } from '../../client/client.ts'
import { CoreEventRecorder } from '../../client/event-recorder.ts'
import { Informers } from '../../client/informer.ts'
import { runController } from '../../client/run-controller.ts'
import type { ProgramHost, RunningProgram } from '../../node/network/system-program.ts'
import { LoadBalancers } from './load-balancers.ts'
import { serviceController } from './service-controller.ts'

export function cloudProviderProgram(host: ProgramHost, client: Client): RunningProgram {
  const { clock, random, network } = host
  const informers = new Informers(client, clock)
  const balancers = new LoadBalancers(network, random, informers.lister(nodes))
  const events = new CoreEventRecorder(client, clock, random, { component: 'service-controller' })
  const controller = runController(serviceController(balancers), { client, clock, random, informers, events })
  return {
    stop() {
      controller.stop()
      informers.stop()
      balancers.stop()
    },
  }
}
