/** Faults: how they are told, when they begin and end, whom they strike, and that they come again from the same seed. */
import { expect, test } from '@jest/globals'
import { pods } from '../../src/api/kinds.ts'
import { bootForSession } from '../../src/cli/boot.ts'
import { FaultError } from '../../src/faults/field.ts'
import { faultDefinitions } from '../../src/faults/index.ts'

const boot = (seed = 'faults') => bootForSession({ seed, nodes: 3, start: Date.parse('2026-01-05T09:00:00Z'), freeze: true })

const states = ({ faults }: ReturnType<typeof boot>) => faults.list().map(({ state }) => state)

/** A pod on worker-1 with a readiness probe each second. */
function probed(cluster: ReturnType<typeof boot>, name = 'web'): void {
  const probe = { httpGet: { port: 80 }, periodSeconds: 1, failureThreshold: 1 }
  const spec = { nodeName: 'worker-1', containers: [{ name: 'web', image: 'nginx:1.27', readinessProbe: probe }] }
  cluster.admin.create(pods, { metadata: { name, namespace: 'default', labels: { app: name } }, spec } as never)
  cluster.clock.advance(30_000)
}
const isReady = ({ admin }: ReturnType<typeof boot>, name = 'web') =>
  admin.get(pods, name, 'default').status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True'

test('it begins after a while, ends after a while, and takes what it did with it', () => {
  const cluster = boot()
  probed(cluster)
  cluster.faults.inject('probe-failing', { pods: 'app=web', after: '1m', for: '30s' })
  expect([states(cluster), isReady(cluster)]).toEqual([['waiting'], true])
  cluster.clock.advance(65_000)
  expect([states(cluster), isReady(cluster)]).toEqual([['active'], false])
  cluster.clock.advance(30_000)
  expect([states(cluster), isReady(cluster)]).toEqual([['over'], true])
})

test('it strikes as often as it is told, and notes whom', () => {
  const cluster = boot()
  probed(cluster)
  const fault = cluster.faults.inject('probe-failing', { pod: 'web', times: '4' })
  cluster.clock.advance(20_000)
  expect([fault.state, [...fault.struck]]).toEqual(['over', [['pod/default/web/web', 4]]])
})

test('it concerns nobody but those that it was told', () => {
  const cluster = boot()
  probed(cluster, 'one')
  probed(cluster, 'two')
  cluster.faults.inject('probe-failing', { pods: 'app in (one)', namespace: 'default', on: 'worker-1', probe: 'readiness' })
  cluster.clock.advance(5000)
  expect([isReady(cluster, 'one'), isReady(cluster, 'two')]).toEqual([false, true])
})

test('cleared, it is gone at once', () => {
  const cluster = boot()
  const { id } = cluster.faults.inject('node-down', { node: 'worker-1' })
  expect(cluster.network.down.has('worker-1')).toBe(true)
  expect(cluster.faults.clear(id)).toBe(true)
  expect([cluster.network.down.has('worker-1'), cluster.faults.list(), cluster.faults.clear(id)]).toEqual([false, [], false])
})

test('a machine that two faults hold down comes back when both let go', () => {
  const cluster = boot()
  const down = cluster.faults.inject('node-down', { node: 'worker-1' })
  const stopped = cluster.faults.inject('kubelet-stopped', { nodes: 'kubernetes.io/hostname=worker-1' })
  const kubelet = cluster.nodes[1]?.kubelet
  cluster.faults.clear(down.id)
  expect([cluster.network.down.has('worker-1'), kubelet?.running]).toEqual([false, false])
  cluster.faults.clear(stopped.id)
  expect(kubelet?.running).toBe(true)
})

test('chance comes from the seed', () => {
  const struck = (seed: string) => {
    const cluster = boot(seed)
    probed(cluster)
    const fault = cluster.faults.inject('probe-failing', { pod: 'web', chance: '0.4' })
    cluster.clock.advance(60_000)
    return [...fault.struck.values()][0] ?? 0
  }
  const [first, again, other] = [struck('a'), struck('a'), struck('b')]
  expect(first).toBe(again)
  for (const times of [first, other]) expect([(times as number) > 10, (times as number) < 40]).toEqual([true, true])
})

test('a fault that is looked at and never put in changes nothing in the cluster', () => {
  const life = (use: boolean) => {
    const cluster = boot()
    if (use) cluster.faults.clear(cluster.faults.inject('dns-failing', { name: 'x' }).id)
    probed(cluster)
    return cluster.admin.get(pods, 'web', 'default')
  }
  expect(life(true)).toEqual(life(false))
})

test.each([
  ['flood', {}, 'there is no fault "flood"; there are node-down, node-reboot,'],
  ['node-down', {}, 'which node? Name one, or choose with --nodes=LABELS'],
  ['node-down', { node: 'x' }, 'there is no node "x"; there are control-plane, worker-1, worker-2'],
  ['node-down', { node: 'worker-1', chance: '2' }, '--chance: "2" is not a number from 0 to 1'],
  ['node-down', { nodes: 'a in' }, "--nodes: \"a in\" selects nothing: unable to parse requirement: found '' expected: '('"],
  ['api-slow', {}, '--by=DURATION is missing: how much longer it takes'],
  ['api-refusing', { code: '404' }, '--code: "404" is none of 429, 500, 503'],
  ['partition', {}, 'who is cut off? Name a node, or choose with --pods=LABELS'],
])('%s %j is refused', (name, words, message) => {
  const { faults } = boot()
  expect(() => faults.inject(name, words as Record<string, string>)).toThrow(FaultError)
  expect(() => faults.inject(name, words as Record<string, string>)).toThrow(message)
})

test('each has a name of its own, and an example that is one', () => {
  const cluster = boot()
  expect(new Set(faultDefinitions.map(({ name }) => name)).size).toBe(faultDefinitions.length)
  for (const { name, example, subject } of faultDefinitions) {
    const [, , ...words] = example.split(' ')
    const told = Object.fromEntries(
      words.map((word) => {
        const [, field, value] = /^--([a-z-]+)=(.*)$/.exec(word) ?? []
        return field === undefined ? [subject as string, word] : [field, value as string]
      }),
    )
    expect([name, cluster.faults.inject(name, told).definition.name]).toEqual([name, name])
  }
})

test('a kubelet that is cut off from the API server runs its pods, and tells afterwards what became of them', () => {
  const cluster = boot()
  probed(cluster)
  const cut = cluster.faults.inject('partition', { node: 'worker-1', 'from-node': 'control-plane' })
  cluster.clock.advance(70_000)
  expect(isReady(cluster)).toBe(false)
  cluster.admin.delete(pods, 'web', 'default')
  cluster.clock.advance(120_000)
  expect(cluster.admin.find(pods, 'web', 'default')?.metadata.deletionTimestamp).toBeDefined()
  expect(cluster.nodes[1]?.runtime.running().some(({ config }) => config.name === 'web')).toBe(true)
  cluster.faults.clear(cut.id)
  cluster.clock.advance(60_000)
  expect(cluster.admin.find(pods, 'web', 'default')).toBeUndefined()
  expect(cluster.nodes[1]?.runtime.running().some(({ config }) => config.name === 'web')).toBe(false)
})

test('whatever the API server refuses for a while, the cluster gets over it', () => {
  const cluster = boot()
  for (const code of ['429', '500', '503']) cluster.faults.inject('api-refusing', { code, chance: '0.1', for: '5m' })
  probed(cluster, 'one')
  cluster.faults.inject('node-down', { node: 'worker-2', for: '2m' })
  cluster.clock.advance(900_000)
  probed(cluster, 'two')
  expect([isReady(cluster, 'one'), isReady(cluster, 'two')]).toEqual([true, true])
  expect(cluster.admin.list(pods, { namespace: 'kube-system' }).items.filter(({ status }) => status?.phase !== 'Running')).toEqual([])
})
