/**
 * A whole cluster for tests that disturb it: API server, controllers, scheduler and two nodes with kubelets, every request
 * of which goes through the test's hands. Left out: what only people need (add-ons, kubeconfigs, DNS).
 */
import { configMaps } from '../../src/api/kinds.ts'
import type { ApiHandler, ApiRequest, ApiResponse } from '../../src/api/request.ts'
import { StatusError } from '../../src/api/status.ts'
import { Road } from '../../src/client/road.ts'
import { ControllerManager } from '../../src/control-plane/controller-manager/controller-manager.ts'
import { Scheduler } from '../../src/control-plane/scheduler/scheduler.ts'
import { Network } from '../../src/node/network/network.ts'
import { type ClusterNode, createNode } from '../../src/node/node.ts'
import { Random } from '../../src/random.ts'
import { server } from '../control-plane/server.ts'

export const unavailable = new StatusError(503, 'ServiceUnavailable', 'the server is currently unable to handle the request')

/** What answers in the API server's place; undefined lets the request through. */
export type Interference = (request: ApiRequest) => StatusError | undefined

export const isWrite = ({ method }: ApiRequest): boolean => method !== 'GET' && method !== 'HEAD'

/** Boots until nothing happens any more. `seed` changes names and what chance decides. */
export function wholeCluster(seed: string, workers = 2) {
  let interfere: Interference = () => undefined
  let written: (request: ApiRequest, response: ApiResponse) => void = () => {}
  const base = server({ kubelet: (name) => nodes.find((node) => node.name === name)?.kubelet.server })
  const { api, clock, client, pki } = base
  const random = new Random(seed)
  const handle: ApiHandler = (request) => {
    const refusal = request.component ? interfere(request) : undefined
    if (refusal) return { status: refusal.code, headers: {}, body: refusal.status }
    const response = api.handle(request)
    if (isWrite(request) && response.status < 400) written(request, response)
    return response
  }
  const network = new Network()
  const nodes: ClusterNode[] = []
  api.postStart()
  const errors: string[] = []
  const manager = new ControllerManager({
    handle,
    clock,
    random: random.fork('manager'),
    pki,
    onError: (controller, key, error) => void errors.push(`${controller} ${key.namespace}/${key.name}: ${error.message}`),
  })
  let schedulers = 0
  const newScheduler = () => new Scheduler({ handle, clock, random: random.fork(`scheduler/${schedulers++}`), hostname: 'control-plane' })
  let scheduler = newScheduler()
  for (let i = 1; i <= workers; i++)
    nodes.push(
      createNode({
        nodeName: `worker-${i}`,
        nodeIP: `172.18.0.${2 + i}`,
        podCIDR: `10.244.${i}.0/24`,
        road: new Road(handle, () => undefined),
        clock,
        random,
        network,
      }),
    )
  for (const node of nodes) node.start()
  const rest = (ms = 3_600_000): boolean => clock.advanceUntil(() => clock.atRest(), ms)
  clock.advanceUntil(() => client.find(configMaps, 'kube-root-ca.crt', 'default') !== undefined, 60_000)
  rest(60_000)
  return {
    api,
    clock,
    client,
    manager,
    nodes,
    network,
    errors,
    rest,
    restartScheduler(): void {
      scheduler.stop()
      scheduler = newScheduler()
    },
    /** From here on, this stands between the components (people excepted) and the API server. */
    interfereWith(interference: Interference): void {
      interfere = interference
    },
    onWrite(listener: typeof written): void {
      written = listener
    },
  }
}

export type WholeCluster = ReturnType<typeof wholeCluster>
