/** What programs use: curves as data, limits and shares, and an account that is made when somebody asks. */
import { describe, expect, test } from '@jest/globals'
import { type Curve, segmentAt } from '../../../src/node/container-runtime/usage/curve.ts'
import { Demand } from '../../../src/node/container-runtime/usage/demand.ts'
import { bench } from './bench.ts'

const sleeper = { command: ['sleep', 'infinity'] }
const valuesOf = (curve: Curve, ...seconds: number[]): number[] => seconds.map((at) => segmentAt(curve, at).value)

describe('curves', () => {
  test('are a number, or grow until something, or go from point to point and begin again', () => {
    expect(valuesOf(40, 0, 1000)).toEqual([40, 40])
    expect(valuesOf({ from: 10, perSecond: 2, until: 30 }, 0, 5, 10, 60)).toEqual([10, 20, 30, 30])
    expect(valuesOf({ from: 30, perSecond: -3, until: 0 }, 0, 5, 20)).toEqual([30, 15, 0])
    expect(
      valuesOf(
        {
          points: [
            [0, 100],
            [10, 200],
            [10, 900],
            [20, 900],
          ],
        },
        0,
        5,
        10,
        15,
        99,
      ),
    ).toEqual([100, 150, 900, 900, 900])
    expect(
      valuesOf(
        {
          points: [
            [0, 0],
            [10, 100],
          ],
          repeat: true,
        },
        5,
        10,
        15,
        25,
      ),
    ).toEqual([50, 0, 50, 50])
  })

  test('are added up, cut off at a limit, and tell when they will meet it', () => {
    const demand = new Demand()
    demand.add({ curve: 100, since: 0 })
    demand.add({ curve: { from: 0, perSecond: 10, until: 200 }, since: 0 })
    expect([demand.at(0), demand.at(10_000), demand.at(60_000)]).toEqual([100, 200, 300])
    expect(demand.area(0, 20_000)).toBe(4000)
    expect(demand.area(0, 40_000, 200)).toBe(1500 + 6000)
    expect(demand.above(0, 40_000, 200)).toBe(30)
    expect([demand.reaches(250, 0), demand.reaches(300, 0), demand.reaches(50, 7)]).toEqual([15_001, undefined, 7])
  })
})

describe('CPU', () => {
  test('is counted as it was used, whenever somebody asks', () => {
    const { clock, runtime, start } = bench('busybox')
    const id = start('busybox', sleeper)
    runtime.burden(id, { cpu: 250 })
    clock.advance(60_000)
    expect(runtime.stats(id)).toMatchObject({ millicores: 250, cpu: { usageMs: 15_000, throttledPeriods: 0 } })
    clock.advance(60_000)
    expect(runtime.stats(id).cpu.usageMs).toBe(30_000)
  })

  test('ends at the limit: the program is throttled, and cpu.stat in the container tells', () => {
    const { clock, runtime, start, sh } = bench('busybox')
    const id = start('busybox', { ...sleeper, cpuLimit: 200 })
    runtime.burden(id, { cpu: 1000 })
    clock.advance(10_000)
    expect(runtime.stats(id)).toMatchObject({ millicores: 200, cpu: { usageMs: 2000, periods: 100, throttledPeriods: 100, throttledMs: 8000 } })
    expect(sh(id, 'cat /sys/fs/cgroup/cpu.max; grep -E "usage_usec|nr_" /sys/fs/cgroup/cpu.stat')).toBe(
      '20000 100000\nusage_usec 2000000\nnr_periods 100\nnr_throttled 100\n',
    )
  })

  test('work takes longer where less CPU is to be had', () => {
    const seconds = (cpuLimit: number): number => {
      const { clock, network, start } = bench('registry.k8s.io/hpa-example')
      start('registry.k8s.io/hpa-example', { cpuLimit })
      clock.advance(1000)
      const answer = network.http({ ip: '10.244.1.9', nodeName: 'worker-1' }, { url: 'http://10.244.1.2/' })
      return answer.ok ? Math.round(answer.seconds * 1000) : 0
    }
    expect([seconds(0), seconds(500), seconds(100)]).toEqual([47, 93, 457])
  })

  test('of a node that has too little is shared by request, and what one does not want goes to the others', () => {
    const { clock, runtime, start } = bench('busybox')
    const ids = [3000, 1000, 0].map((cpuRequest) => start('busybox', { ...sleeper, cpuRequest }))
    for (const id of ids) runtime.burden(id, { cpu: 4000 })
    const now = (): number[] => ids.map((id) => runtime.stats(id).millicores)
    expect(now()).toEqual([2970, 990, 2])
    runtime.burden(ids[0] as string, { cpu: 500 })
    expect(now()).toEqual([500, 3455, 7])
    runtime.stop(ids[1] as string, 0)
    clock.settle()
    expect(now()).toEqual([500, 0, 3462])
  })
})

describe('memory', () => {
  test('grows as its curve says, and ends the container at the limit', () => {
    const { clock, runtime, start, sh } = bench('busybox')
    const id = start('busybox', { ...sleeper, memoryLimit: 64 << 20 })
    runtime.burden(id, { memory: { from: 4 << 20, perSecond: 2 << 20 } })
    clock.advance(29_000)
    expect(runtime.stats(id).memory).toBe(62 << 20)
    expect(sh(id, 'cat /sys/fs/cgroup/memory.max')).toBe('67108864\n')
    clock.advance(2000)
    expect(runtime.state(id)).toMatchObject({ state: 'exited', exitCode: 137, reason: 'OOMKilled', finishedAt: Date.UTC(2026, 10, 16, 9, 0, 30, 1) })
  })

  test('a child that takes too much takes the whole container along, as memory.oom.group says', () => {
    const { clock, runtime, start } = bench('busybox')
    const id = start('busybox', { command: ['sh', '-c', 'tail /dev/zero; echo survived'], memoryLimit: 256 << 20 })
    clock.advance(5000)
    expect(runtime.state(id)).toMatchObject({ exitCode: 137, reason: 'OOMKilled' })
    expect(runtime.log(id).lines).toEqual([])
  })

  test('unless only the largest process is to go: then its parent lives on', () => {
    const { clock, start, log } = bench('busybox')
    const id = start('busybox', { command: ['sh', '-c', 'tail /dev/zero; echo "ended with $?"; sleep 60'], memoryLimit: 256 << 20, singleProcessOOMKill: true })
    clock.advance(5000)
    expect(log(id)).toEqual(['Killed', 'ended with 137'])
  })

  test('where the whole node has none left, the kernel ends who is worth least to it', () => {
    const { clock, runtime, start } = bench('busybox')
    const [guaranteed, bestEffort] = [-997, 1000].map((oomScoreAdj) => start('busybox', { ...sleeper, oomScoreAdj })) as [string, string]
    runtime.burden(guaranteed, { memory: { from: 1 << 30, perSecond: 1 << 30, until: 7 * 2 ** 30 } })
    runtime.burden(bestEffort, { memory: 600 << 20 })
    clock.advance(10_000)
    expect([guaranteed, bestEffort].map((id) => runtime.state(id).reason)).toEqual([undefined, 'OOMKilled'])
  })
})

describe('disks', () => {
  test('are full when they are full', () => {
    const { runtime, start, sh } = bench('busybox')
    const id = start('busybox', sleeper)
    const before = runtime.machine.disk.available
    expect(sh(id, 'dd if=/dev/zero of=/tmp/a bs=1M count=100 2>/dev/null')).toBe('')
    expect([before - runtime.machine.disk.available, runtime.stats(id).layer]).toEqual([100 << 20, 100 << 20])
    expect(sh(id, 'dd if=/dev/zero of=/tmp/b bs=1G count=200')).toBe("dd: error writing '/tmp/b': No space left on device\n? 1\n")
    expect(sh(id, 'rm /tmp/a')).toBe('')
    expect(runtime.machine.disk.available).toBe(before)
  })

  test('in memory have the size that they were given, and count as memory', () => {
    const { runtime, start, sh } = bench('busybox')
    const mount = { path: '/cache', readOnly: false, files: new Map(), device: { source: 'tmpfs', type: 'tmpfs', bytes: 64 << 20 } }
    const id = start('busybox', { ...sleeper, mounts: [mount] })
    const before = runtime.stats(id).memory
    sh(id, 'dd if=/dev/zero of=/cache/a bs=1M count=60')
    expect(runtime.stats(id).memory - before).toBe(60 << 20)
    expect(sh(id, 'dd if=/dev/zero of=/cache/b bs=1M count=5')).toBe("dd: error writing '/cache/b': No space left on device\n? 1\n")
  })
})
