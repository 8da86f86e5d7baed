/** When a kubelet evicts, whom, and what it says: the manager alone, with pods that only say what they use. */
import { describe, expect, test } from '@jest/globals'
import type { Pod } from '../../../src/api/types.ts'
import { SimulatedClock } from '../../../src/clock.ts'
import { Machine } from '../../../src/node/container-runtime/usage/machine.ts'
import { type Evictable, EvictionManager } from '../../../src/node/kubelet/eviction/eviction-manager.ts'
import type { EvictionConfig } from '../../../src/node/kubelet/eviction/thresholds.ts'

const Mi = 2 ** 20

interface Use {
  readonly memory?: number
  readonly request?: string
  readonly priority?: number
  readonly limits?: Record<string, string>
  readonly layer?: number
  readonly volumes?: readonly { name: string; sizeLimit?: string; size: number; medium?: string }[]
}

/** A machine of 1000Mi whose pods hold what they are said to hold, and give it back when they are evicted. */
function bench(config: EvictionConfig, pods: Record<string, Use>) {
  const clock = new SimulatedClock(0)
  const machine = new Machine(clock, { cpu: 4000, memory: 1372 * Mi, disk: 20_000 * Mi })
  const evicted: string[] = []
  const said: string[] = []
  const trouble = new Set<string>()
  const evictables = Object.entries(pods).map(([name, use]) => evictable(name, use))
  const manager = new EvictionManager({
    machine,
    config,
    trouble,
    events: { record: (_, __, reason, message) => void said.push(`${reason}: ${message}`) },
    node: () => ({ metadata: { name: 'worker-1', uid: '1' } }) as never,
    pods: () => evictables,
    reclaimDisk: () => said.push('reclaims'),
  })
  manager.start()
  return { clock, machine, manager, evicted, said, trouble, hold: (bytes: number) => machine.memory.takeForSystem(bytes) }

  function evictable(name: string, { memory = 0, request, priority, limits, layer = 0, volumes = [] }: Use): Evictable {
    machine.memory.takeForSystem(memory)
    machine.disk.add(layer)
    const resources = { ...(request ? { requests: { memory: request } } : {}), ...(limits ? { limits } : {}) }
    const spec = {
      ...(priority === undefined ? {} : { priority }),
      containers: [{ name: 'main', resources }],
      volumes: volumes.map(({ size: _, name, ...emptyDir }) => ({ name, emptyDir })),
    }
    let gone = false
    return {
      pod: { metadata: { name, uid: name }, spec } as unknown as Pod,
      get active() {
        return !gone
      },
      ending: false,
      memoryUse: () => new Map([['main', memory]]),
      storageUse: () => ({ containers: new Map([['main', layer]]), volumes: new Map(volumes.map((each) => [each.name, each.size])) }),
      processes: () => 1,
      evict(message, graceSeconds, disruption) {
        evicted.push(`${clock.now() / 1000}s ${name} (${graceSeconds}s${disruption ? '' : ', own fault'}): ${message}`)
        machine.memory.takeForSystem(-memory)
        machine.disk.add(-layer)
        gone = true
      },
    }
  }
}

describe('memory', () => {
  test('who uses more than it asked for goes first, then the lower priority, then the larger excess; one at a time', () => {
    const { clock, evicted, said, hold } = bench(
      {},
      {
        modest: { memory: 200 * Mi, request: '200Mi' },
        important: { memory: 300 * Mi, request: '50Mi', priority: 1000 },
        small: { memory: 100 * Mi, request: '50Mi' },
        large: { memory: 200 * Mi, request: '50Mi' },
      },
    )
    hold(150 * Mi)
    clock.advance(60_000)
    expect(said).toEqual(['EvictionThresholdMet: Attempting to reclaim memory'])
    expect(evicted).toEqual([
      '10s large (1s): The node was low on resource: memory. Threshold quantity: 100Mi, available: 50Mi. Container main was using 200Mi, request is 50Mi, has larger consumption of memory. ',
    ])
    hold(250 * Mi)
    clock.advance(60_000)
    expect(evicted.slice(1).map((line) => line.split(':')[0])).toEqual(['61s small (1s)'])
    hold(500 * Mi)
    clock.advance(60_000)
    expect(evicted.slice(2).map((line) => line.split(':')[0])).toEqual(['122s important (1s)', '123s modest (1s)'])
  })

  test("the system's own pods stay, whatever they use", () => {
    const { clock, evicted, hold } = bench({}, { critical: { memory: 800 * Mi, priority: 2_000_001_000 } })
    hold(150 * Mi)
    clock.advance(60_000)
    expect(evicted).toEqual([])
  })

  test('the condition comes with the threshold, and stays five minutes after it was last met', () => {
    const { clock, trouble, manager, hold } = bench({}, { pod: { memory: 100 * Mi } })
    hold(850 * Mi)
    clock.advance(10_000)
    expect([...trouble]).toEqual(['MemoryPressure'])
    const plain = { metadata: { name: 'a' }, spec: { containers: [{ name: 'main' }] } } as unknown as Pod
    expect(manager.refusal(plain)).toEqual({ reason: 'Evicted', message: 'The node had condition: [MemoryPressure]. ' })
    const asking = { metadata: { name: 'b' }, spec: { containers: [{ name: 'main', resources: { requests: { memory: '1Mi' } } }] } } as unknown as Pod
    expect(manager.refusal(asking)).toBeUndefined()
    clock.advance(290_000)
    expect([...trouble]).toEqual(['MemoryPressure'])
    clock.advance(20_000)
    expect([[...trouble], manager.refusal(plain)]).toEqual([[], undefined])
  })

  test('a soft threshold waits, and gives pods time; minReclaim goes on beyond the threshold', () => {
    const { clock, evicted, hold } = bench(
      {
        evictionHard: {},
        evictionSoft: { 'memory.available': '20%' },
        evictionSoftGracePeriod: { 'memory.available': 90_000 },
        evictionMaxPodGracePeriod: 30,
        evictionMinimumReclaim: { 'memory.available': '100Mi' },
      },
      { one: { memory: 40 * Mi }, two: { memory: 30 * Mi }, three: { memory: 20 * Mi } },
    )
    hold(670 * Mi)
    clock.advance(90_000)
    expect(evicted).toEqual([])
    clock.advance(60_000)
    expect(evicted.map((line) => line.split(':')[0])).toEqual(['100s one (30s)', '101s two (30s)', '102s three (30s)'])
  })

  test('nothing is looked at while there is enough', () => {
    const { clock } = bench({}, { pod: { memory: 100 * Mi } })
    expect(clock.nextTimer()).toBeUndefined()
  })
})

describe('disk', () => {
  test('what can be freed without anybody is freed first', () => {
    const { clock, said, evicted, machine, trouble } = bench({}, { pod: { layer: 9500 * Mi } })
    machine.disk.add(500 * Mi)
    clock.advance(10_000)
    expect(said).toEqual(['EvictionThresholdMet: Attempting to reclaim ephemeral-storage', 'reclaims'])
    expect(evicted).toEqual([
      '10s pod (1s): The node was low on resource: ephemeral-storage. Threshold quantity: 2000Mi, available: 1296Mi. Container main was using 9500Mi, request is 0, has larger consumption of ephemeral-storage. ',
    ])
    expect([...trouble]).toEqual(['DiskPressure'])
  })

  test.each([
    ['a volume', { volumes: [{ name: 'scratch', sizeLimit: '100Mi', size: 101 * Mi }] }, 'Usage of EmptyDir volume "scratch" exceeds the limit "100Mi". '],
    ['a pod', { limits: { 'ephemeral-storage': '1Gi' }, layer: 1025 * Mi }, 'Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. '],
  ])('%s that exceeds its limit costs the pod its place, however much the node has left', (_, use, message) => {
    const { clock, evicted } = bench({}, { pod: use })
    clock.advance(10_000)
    expect(evicted).toEqual([`10s pod (1s, own fault): ${message}`])
  })

  test('volumes in memory do not count as disk', () => {
    const { clock, evicted } = bench({}, { pod: { limits: { 'ephemeral-storage': '100Mi' }, volumes: [{ name: 'a', medium: 'Memory', size: 500 * Mi }] } })
    clock.advance(30_000)
    expect(evicted).toEqual([])
  })
})

test('process ids: the one with the lowest priority goes', () => {
  const { clock, machine, evicted, trouble } = bench({ evictionHard: { 'pid.available': '1000' } }, { high: { priority: 10 }, low: { priority: 5 } })
  while (machine.processes.capacity - machine.processes.running > 990) machine.processes.begin()
  clock.advance(10_000)
  expect(evicted[0]).toBe('10s low (1s): The node was low on resource: pids. Threshold quantity: 1k, available: 990. ')
  expect([...trouble]).toEqual(['PIDPressure'])
})
